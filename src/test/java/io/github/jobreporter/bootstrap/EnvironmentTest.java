package io.github.jobreporter.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.jobreporter.completion.OutcomeEvents;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnvironmentTest {

    private static final Map<String, String> GOOD =
            Map.of(
                    "LEDGER_TABLE_NAME", "ledger",
                    "COMPLETION_QUEUE_URL", "https://sqs.eu-central-1.amazonaws.com/1/completions",
                    "DEAD_LETTER_QUEUE_URL", "http://localhost:9324/000000000000/dead-letters",
                    "RETRY_HOURS", "24",
                    "CLIENT_TOKEN_SECRET_PREFIX", "partner/tokens",
                    "OUTCOME_EVENTS", "All",
                    "EVENT_BUS_NAME", "completions",
                    "POWERTOOLS_METRICS_NAMESPACE", "JobReporter",
                    "POWERTOOLS_SERVICE_NAME", "reporter");

    @Nested
    class GivenGoodVariables {

        @Test
        void reads_them_all() {
            assertThat(Environment.of(GOOD))
                    .isEqualTo(
                            new Environment(
                                    "ledger",
                                    "https://sqs.eu-central-1.amazonaws.com/1/completions",
                                    "http://localhost:9324/000000000000/dead-letters",
                                    24,
                                    "partner/tokens",
                                    OutcomeEvents.Selection.ALL,
                                    "completions",
                                    "reporter"));
        }

        @Test
        void does_not_mind_others() {
            assertThatCode(() -> Environment.of(with("PATH", "/usr/bin")))
                    .doesNotThrowAnyException();
        }

        @ParameterizedTest
        @CsvSource({
            "LEDGER_TABLE_NAME, arn:aws:dynamodb:eu-central-1:123456789012:table/ledger",
            "RETRY_HOURS, 1",
            "RETRY_HOURS, 96",
            "CLIENT_TOKEN_SECRET_PREFIX, a",
            "CLIENT_TOKEN_SECRET_PREFIX, a/b_c/d+e=f.g@h-i",
            "OUTCOME_EVENTS, None",
            "OUTCOME_EVENTS, Refused",
            "EVENT_BUS_NAME, default",
            "EVENT_BUS_NAME, aws.partner/a-b_c",
            "POWERTOOLS_METRICS_NAMESPACE, a/b.c_d-e#f",
            "POWERTOOLS_SERVICE_NAME, the reporter"
        })
        void admits(String name, String value) {
            assertThatCode(() -> Environment.of(with(name, value))).doesNotThrowAnyException();
        }
    }

    @Nested
    class GivenNoVariables {

        @Test
        void names_every_missing_one_in_one_error() {
            assertThatThrownBy(() -> Environment.of(Map.of()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("LEDGER_TABLE_NAME is missing")
                    .hasMessageContaining("COMPLETION_QUEUE_URL is missing")
                    .hasMessageContaining("DEAD_LETTER_QUEUE_URL is missing")
                    .hasMessageContaining("RETRY_HOURS is missing")
                    .hasMessageContaining("CLIENT_TOKEN_SECRET_PREFIX is missing")
                    .hasMessageContaining("OUTCOME_EVENTS is missing")
                    .hasMessageContaining("EVENT_BUS_NAME is missing")
                    .hasMessageContaining("POWERTOOLS_METRICS_NAMESPACE is missing")
                    .hasMessageContaining("POWERTOOLS_SERVICE_NAME is missing");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "LEDGER_TABLE_NAME",
                    "COMPLETION_QUEUE_URL",
                    "DEAD_LETTER_QUEUE_URL",
                    "RETRY_HOURS",
                    "CLIENT_TOKEN_SECRET_PREFIX",
                    "OUTCOME_EVENTS",
                    "EVENT_BUS_NAME",
                    "POWERTOOLS_METRICS_NAMESPACE",
                    "POWERTOOLS_SERVICE_NAME"
                })
        void names_only_the_missing_one(String name) {
            Map<String, String> variables = new HashMap<>(GOOD);
            variables.remove(name);

            assertThatThrownBy(() -> Environment.of(variables))
                    .hasMessageStartingWith(
                            "The function's environment variables, which template.yaml sets: "
                                    + name
                                    + " is missing: it must be ")
                    .hasMessageNotContaining(";");
        }

        @Test
        void takes_an_empty_one_for_missing() {
            assertThatThrownBy(() -> Environment.of(with("LEDGER_TABLE_NAME", "")))
                    .hasMessageContaining("LEDGER_TABLE_NAME is missing");
        }
    }

    @Nested
    class GivenBadVariables {

        @ParameterizedTest
        @CsvSource({
            "LEDGER_TABLE_NAME, ab",
            "LEDGER_TABLE_NAME, the table",
            "COMPLETION_QUEUE_URL, completions",
            "COMPLETION_QUEUE_URL, ftp://example.com/queue",
            "COMPLETION_QUEUE_URL, https:///queue",
            "COMPLETION_QUEUE_URL, https://exa mple.com/queue",
            "COMPLETION_QUEUE_URL, arn:aws:sqs:eu-central-1:123456789012:completions",
            "DEAD_LETTER_QUEUE_URL, dead-letters",
            "RETRY_HOURS, 0",
            "RETRY_HOURS, -1",
            "RETRY_HOURS, 97",
            "RETRY_HOURS, 100",
            "RETRY_HOURS, 99999999999",
            "RETRY_HOURS, 010",
            "RETRY_HOURS, 1.5",
            "RETRY_HOURS, ten",
            "RETRY_HOURS, ' 10'",
            "RETRY_HOURS, ١٠",
            "CLIENT_TOKEN_SECRET_PREFIX, /partner",
            "CLIENT_TOKEN_SECRET_PREFIX, partner/",
            "CLIENT_TOKEN_SECRET_PREFIX, partner//tokens",
            "CLIENT_TOKEN_SECRET_PREFIX, the partner",
            "OUTCOME_EVENTS, none",
            "OUTCOME_EVENTS, Reported",
            "EVENT_BUS_NAME, the bus",
            "POWERTOOLS_METRICS_NAMESPACE, a b",
            "POWERTOOLS_SERVICE_NAME, ' a'",
            "POWERTOOLS_SERVICE_NAME, grün"
        })
        void names_it_with_its_value(String name, String value) {
            assertThatThrownBy(() -> Environment.of(with(name, value)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining(name + " must be ")
                    .hasMessageEndingWith(", was '" + value + "'")
                    .hasMessageNotContaining(";");
        }

        @Test
        void names_it_along_with_a_missing_one() {
            Map<String, String> variables = new HashMap<>(with("RETRY_HOURS", "ten"));
            variables.remove("COMPLETION_QUEUE_URL");

            assertThatThrownBy(() -> Environment.of(variables))
                    .hasMessageContaining("COMPLETION_QUEUE_URL is missing")
                    .hasMessageContaining("RETRY_HOURS must be");
        }
    }

    private static Map<String, String> with(String name, String value) {
        Map<String, String> variables = new HashMap<>(GOOD);
        variables.put(name, value);
        return variables;
    }
}

package io.github.jobreporter;

import static java.util.Locale.ROOT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.jobreporter.bootstrap.Environment;
import io.github.jobreporter.completion.FailureReason;
import io.github.jobreporter.lambda.EmittedMetrics;
import io.github.jobreporter.lambda.EmittedMetrics.EmittedMetric;
import io.github.jobreporter.local.Template;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What would go wrong silently if the template said it differently. */
class TemplateTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Template template = Template.read(Path.of("template.yaml"));
    private final JsonNode document = template.document();

    private JsonNode properties(String logicalId) {
        return document.at("/Resources/" + logicalId + "/Properties");
    }

    private Stream<JsonNode> resources(String type) {
        return template.logicalIds(type).stream().map(this::properties);
    }

    private JsonNode globals() {
        return document.at("/Globals/Function");
    }

    private static List<String> texts(JsonNode oneOrMany) {
        return oneOrMany.isArray()
                ? oneOrMany.valueStream().map(JsonNode::asText).toList()
                : List.of(oneOrMany.asText());
    }

    @Nested
    class GivenTheQueues {

        private final Template.QueueDefinition queue =
                template.queue(template.queueEvent("QueueReporter").queueLogicalId());

        @Test
        void ask_for_the_messages_back_that_the_function_wants_back() {
            assertThat(template.queueEvent("QueueReporter").reportsBatchItemFailures()).isTrue();
        }

        @Test
        void hide_a_message_for_at_least_six_time_outs() {
            var timeout = globals().path("Timeout").asInt();

            assertThat(queue.visibilityTimeout().toSeconds()).isGreaterThanOrEqualTo(6L * timeout);
        }

        @Test
        void redrive_when_the_function_was_told_that_they_do() {
            assertThat(queue.redrivePolicy().orElseThrow().maxReceiveCount())
                    .isEqualTo(globals().at("/Environment/Variables/MAX_RECEIVE_COUNT").asInt());
        }

        @Test
        void keep_a_dead_letter_at_least_as_long_as_a_message() {
            var deadLetters = template.queue(queue.redrivePolicy().orElseThrow().targetLogicalId());

            // The age of a message goes on when it is moved.
            assertThat(deadLetters.retention()).isGreaterThanOrEqualTo(queue.retention());
        }

        @Test
        void are_all_encrypted_with_the_key() {
            assertThat(resources("AWS::SQS::Queue"))
                    .isNotEmpty()
                    .allSatisfy(
                            it ->
                                    assertThat(it.at("/KmsMasterKeyId/Fn::GetAtt/0").asText())
                                            .isEqualTo("EncryptionKey"));
        }
    }

    @Nested
    class GivenTheFunctions {

        @Test
        void get_every_variable_that_the_environment_needs_and_no_other() {
            var needed =
                    assertThatIllegalStateException()
                            .isThrownBy(() -> Environment.of(Map.of()))
                            .actual()
                            .getMessage();

            assertThat(names(globals().at("/Environment/Variables")))
                    .containsExactlyInAnyOrderElementsOf(
                            all("([A-Z_]+) is missing", needed).map(it -> it.group(1)).toList());
            assertThat(resources("AWS::Serverless::Function"))
                    .noneMatch(it -> it.has("Environment"));
        }

        @Test
        void have_handlers_that_lambda_can_make_and_call() {
            assertThat(resources("AWS::Serverless::Function"))
                    .hasSize(2)
                    .allSatisfy(
                            it -> {
                                var handler = it.path("Handler").asText().split("::", 2);
                                var type = Class.forName(handler[0]);
                                assertThat(type).isPublic();
                                assertThat(type.getConstructor()).isNotNull();
                                assertThat(type).hasPublicMethods(handler[1]);
                            });
        }

        @Test
        void log_to_groups_of_their_own_that_forget() {
            var groups =
                    resources("AWS::Serverless::Function")
                            .map(it -> it.at("/LoggingConfig/LogGroup/Ref").asText())
                            .toList();

            assertThat(groups)
                    .doesNotHaveDuplicates()
                    .containsExactlyInAnyOrderElementsOf(template.logicalIds("AWS::Logs::LogGroup"))
                    .allMatch(it -> properties(it).has("RetentionInDays"));
        }
    }

    @Nested
    class GivenWhatMustNotBeLost {

        @ParameterizedTest
        @ValueSource(strings = {"AWS::SQS::Queue", "AWS::DynamoDB::Table", "AWS::KMS::Key"})
        void outlives_the_stack(String type) {
            assertThat(template.logicalIds(type))
                    .isNotEmpty()
                    .map(it -> document.at("/Resources/" + it))
                    .allMatch(it -> it.path("DeletionPolicy").asText().equals("Retain"))
                    .allMatch(it -> it.path("UpdateReplacePolicy").asText().equals("Retain"));
        }

        @Test
        void is_archived_by_the_pattern_of_the_rule() {
            assertThat(properties("CompletionArchive").path("EventPattern"))
                    .isEqualTo(template.ruleEvents("EventReporter").getFirst().pattern());
        }

        @Test
        void is_not_replayed_after_the_ledger_forgot_it() {
            assertThat(document.at("/Parameters/ArchiveRetentionDays/MaxValue").asInt())
                    .isLessThanOrEqualTo(30);
        }
    }

    @Nested
    class GivenWhatWatchesIt {

        private static final Map<String, List<Set<String>>> METRICS_OF_AWS =
                Map.of(
                        "AWS/SQS", List.of(Set.of("QueueName")),
                        "AWS/Lambda",
                                List.of(Set.of("FunctionName"), Set.of("FunctionName", "Resource")),
                        "AWS/Events", List.of(Set.of("EventBusName", "RuleName")));

        /** A metric that somebody looks at. */
        private record Watched(String namespace, String name, Set<String> dimensions) {}

        private final List<String> alarms = template.logicalIds("AWS::CloudWatch::Alarm");

        private List<JsonNode> alarmMetrics() {
            return alarms.stream()
                    .flatMap(it -> properties(it).findParents("MetricName").stream())
                    .toList();
        }

        private Watched watched(JsonNode metric) {
            return new Watched(
                    metric.path("Namespace").asText(),
                    metric.path("MetricName").asText(),
                    new HashSet<>(metric.path("Dimensions").findValuesAsText("Name")));
        }

        private JsonNode dashboard() throws IOException {
            var body = properties("Dashboard").at("/DashboardBody/Fn::Sub/0").asText();
            return JSON.readTree(body.replace("${AWS::StackName}", "stack"));
        }

        private Stream<Watched> plotted(JsonNode metric) {
            if (metric.path(0).isObject()) {
                return all(
                                "SEARCH\\('\\{([^,]+),([^}]+)} MetricName=\"(\\w+)\"",
                                metric.at("/0/expression").asText())
                        .map(
                                it ->
                                        new Watched(
                                                it.group(1),
                                                it.group(3),
                                                Set.of(it.group(2).split(",", -1))));
            }
            var words =
                    metric.valueStream().filter(JsonNode::isTextual).map(JsonNode::asText).toList();
            var dimensions = new HashSet<String>();
            for (var i = 2; i < words.size(); i += 2) {
                dimensions.add(words.get(i));
            }
            return Stream.of(new Watched(words.get(0), words.get(1), dimensions));
        }

        private void assertEmitted(Watched metric) {
            var ours = globals().at("/Environment/Variables/POWERTOOLS_METRICS_NAMESPACE");
            if (metric.namespace().equals(ours.asText())) {
                assertThat(EmittedMetrics.all())
                        .contains(new EmittedMetric(metric.name(), metric.dimensions()));
            } else {
                assertThat(METRICS_OF_AWS)
                        .as(metric.toString())
                        .extractingByKey(metric.namespace())
                        .satisfies(it -> assertThat(it).contains(metric.dimensions()));
            }
        }

        @Test
        void alarms_look_at_metrics_that_are_emitted() {
            assertThat(alarmMetrics())
                    .hasSizeGreaterThanOrEqualTo(alarms.size())
                    .allSatisfy(it -> assertEmitted(watched(it)));
        }

        @Test
        void alarms_look_at_reasons_that_there_are() {
            var reasons =
                    alarmMetrics().stream()
                            .flatMap(it -> it.path("Dimensions").valueStream())
                            .filter(it -> it.path("Name").asText().equals("reason"))
                            .map(it -> FailureReason.valueOf(it.path("Value").asText()));

            assertThat(reasons)
                    .containsExactlyInAnyOrder(
                            FailureReason.SERVICE_FAULT, FailureReason.INVALID_CLIENT_TOKEN);
        }

        @Test
        void alarms_look_at_the_alias_that_events_go_to() {
            var alias = globals().path("AutoPublishAlias").asText();

            assertThat(alarmMetrics())
                    .flatMap(it -> it.path("Dimensions").valueStream().toList())
                    .filteredOn(it -> it.path("Name").asText().equals("Resource"))
                    .isNotEmpty()
                    .allMatch(it -> it.at("/Value/Fn::Sub").asText().endsWith(":" + alias));
        }

        @Test
        void alarms_count_by_the_name_that_the_functions_count_by() {
            var service = globals().at("/Environment/Variables/POWERTOOLS_SERVICE_NAME");

            assertThat(alarmMetrics())
                    .flatMap(it -> it.path("Dimensions").valueStream().toList())
                    .filteredOn(it -> it.path("Name").asText().equals("Service"))
                    .isNotEmpty()
                    .allMatch(it -> it.path("Value").equals(service));
            assertThat(service.path("Ref").asText()).isEqualTo("AWS::StackName");
        }

        @Test
        void alarms_lead_to_their_page_of_the_runbook() throws IOException {
            var runbook = Files.readString(Path.of("docs/operations.md"));

            assertThat(alarms)
                    .allSatisfy(
                            it -> {
                                assertThat(properties(it).path("AlarmDescription").asText())
                                        .endsWith("docs/operations.md#" + it.toLowerCase(ROOT));
                                assertThat(runbook).contains("\n### " + it + "\n");
                            });
        }

        @Test
        void deployments_are_rolled_back_by_alarms_that_there_are() {
            assertThat(globals().at("/DeploymentPreference/Alarms").findValuesAsText("Ref"))
                    .isNotEmpty()
                    .isSubsetOf(alarms);
        }

        @Test
        void the_dashboard_shows_metrics_that_are_emitted() throws IOException {
            var metrics =
                    dashboard().findValues("metrics").stream()
                            .flatMap(JsonNode::valueStream)
                            .flatMap(this::plotted)
                            .toList();

            assertThat(metrics).hasSizeGreaterThan(15).allSatisfy(this::assertEmitted);
            assertThat(metrics)
                    .map(Watched::name)
                    .containsAll(EmittedMetrics.all().stream().map(EmittedMetric::name).toList());
        }

        @Test
        void the_dashboard_shows_every_alarm() throws IOException {
            assertThat(texts(dashboard().findValue("alarms")))
                    .containsExactlyElementsOf(
                            alarms.stream().map(it -> "${" + it + ".Arn}").toList());
        }

        @Test
        void queries_ask_for_fields_that_are_logged() throws IOException {
            var log =
                    Files.readString(
                            Path.of("src/main/java/io/github/jobreporter/lambda/DeliveryLog.java"));
            var asked =
                    resources("AWS::Logs::QueryDefinition")
                            .map(it -> it.path("QueryString").asText().replaceAll("\"[^\"]*\"", ""))
                            .flatMap(it -> all("(?<![@\\w])[a-z]+[A-Z]\\w*", it))
                            .map(MatchResult::group)
                            .collect(Collectors.toSet());
            asked.remove("anExample");

            assertThat(asked)
                    .contains("jobId", "durationMs")
                    .allSatisfy(it -> assertThat(log).contains("\"" + it + "\""));
        }
    }

    @Nested
    class GivenTheSchemaRegistry {

        @Test
        void holds_the_published_schema_as_the_detail_of_an_event() throws IOException {
            var registered = JSON.readTree(properties("CompletionSchema").path("Content").asText());
            var published =
                    (ObjectNode) JSON.readTree(Path.of("docs/job-completion.schema.json").toFile());
            published.remove("$schema");

            assertThat(registered.at("/definitions/JobCompletion")).isEqualTo(published);
            assertThat(registered.at("/properties/detail/$ref").asText())
                    .isEqualTo("#/definitions/JobCompletion");
            assertThat(registered.at("/properties/detail-type/enum"))
                    .isEqualTo(
                            template.ruleEvents("EventReporter")
                                    .getFirst()
                                    .pattern()
                                    .path("detail-type"));
        }
    }

    @Nested
    class GivenTheSamConfiguration {

        @Test
        void overrides_parameters_with_values_that_they_admit() throws IOException {
            var overrides =
                    all("(?m)^    \"(\\w+)=([^\"]*)\"", Files.readString(Path.of("samconfig.toml")))
                            .toList();

            assertThat(overrides)
                    .hasSizeGreaterThan(10)
                    .allSatisfy(
                            it -> {
                                var parameter = document.at("/Parameters/" + it.group(1));
                                assertThat(parameter.isObject()).as(it.group(1)).isTrue();
                                if (parameter.has("AllowedValues")) {
                                    assertThat(texts(parameter.path("AllowedValues")))
                                            .contains(it.group(2));
                                }
                            });
        }
    }

    private static List<String> names(JsonNode object) {
        var names = new ArrayList<String>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static Stream<MatchResult> all(String regex, String text) {
        return Pattern.compile(regex).matcher(text).results();
    }
}

package io.github.jobreporter.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jobreporter.completion.ClientId;
import io.github.jobreporter.completion.ClientToken;
import io.github.jobreporter.completion.CompletionReporter;
import io.github.jobreporter.completion.Credential;
import io.github.jobreporter.completion.Delivery;
import io.github.jobreporter.completion.Disposition;
import io.github.jobreporter.completion.FailureReason;
import io.github.jobreporter.completion.Invocation;
import io.github.jobreporter.completion.JobCompletion;
import io.github.jobreporter.completion.JobId;
import io.github.jobreporter.completion.JobResult;
import io.github.jobreporter.completion.OutcomeEvent;
import io.github.jobreporter.completion.OutcomeEvents;
import io.github.jobreporter.completion.ReportOutcome;
import io.github.jobreporter.support.ScriptedHttpServer;
import io.github.jobreporter.support.SystemProperties;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The whole application, with services that answer every request with success. */
class WiringTest {

    /** The checksum of the body "{}", which SQS must return; the other services ignore it. */
    private static final String DIGEST =
            "{\"MessageId\":\"1\",\"MD5OfMessageBody\":\"99914b932bd37a50b983c5e7c90ae93b\"}";

    private final ScriptedHttpServer services =
            new ScriptedHttpServer(ScriptedHttpServer.answer(200, DIGEST));
    private final SystemProperties properties =
            new SystemProperties(
                    Map.of(
                            "aws.region", "eu-central-1",
                            "aws.accessKeyId", "AKIAEXAMPLE",
                            "aws.secretAccessKey", "secret",
                            "aws.endpointUrl", services.uri().toString()));

    @BeforeEach
    void set_the_sdk_up() {
        properties.set();
    }

    @AfterEach
    void put_everything_back() {
        properties.restore();
        services.close();
    }

    private Wiring wiring() {
        return new Wiring(
                new Environment(
                        "ledger",
                        services.uri() + "/1/completions",
                        services.uri() + "/1/dead-letters",
                        10,
                        "partner",
                        OutcomeEvents.Selection.ALL,
                        "completions",
                        "reporter"));
    }

    private static ReportOutcome report(
            CompletionReporter reporter, Credential credential, Duration left) {
        return reporter.report(
                new JobCompletion(
                        new JobId("job-1"),
                        credential,
                        new JobResult.Success(
                                Optional.empty(), Optional.empty(), Optional.empty())),
                Optional.empty(),
                new Invocation(Instant.now().plus(left), false));
    }

    private static OutcomeEvent outcome() {
        return new OutcomeEvent(
                Optional.empty(),
                new ReportOutcome.Reported(),
                "m-1",
                Optional.empty(),
                Optional.empty(),
                Instant.EPOCH);
    }

    @Nested
    class GivenARehearsal {

        private ReportOutcome rehearse(Credential credential) {
            return report(wiring().rehearsal().reporter(), credential, Duration.ofSeconds(60));
        }

        @Test
        void reports_and_sends_nothing() {
            assertThat(rehearse(new ClientToken("t"))).isEqualTo(new ReportOutcome.Reported());

            assertThat(services.requests()).isEmpty();
        }

        @Test
        void looks_a_token_up_and_sends_nothing() {
            ClientId clientId = new ClientId("00000000-0000-0000-0000-000000000000");

            assertThat(rehearse(clientId)).isEqualTo(new ReportOutcome.Reported());

            assertThat(services.requests()).isEmpty();
        }

        @Test
        void starts_no_connection_to_a_tls_endpoint() {
            String url = services.uri().toString().replace("http:", "https:");
            try (SystemProperties tls = new SystemProperties(Map.of("aws.endpointUrl", url))) {
                tls.set();

                assertThat(rehearse(new ClientToken("t"))).isEqualTo(new ReportOutcome.Reported());
            }
            assertThat(services.requests()).isEmpty();
        }

        @Test
        void publishes_an_outcome_and_sends_nothing() {
            assertThat(wiring().rehearsal().outcomeEvents().get().publish(List.of(outcome())))
                    .as("of which no answer says that it is published")
                    .hasSize(1);

            assertThat(services.requests()).isEmpty();
        }

        @Test
        void leaves_the_real_application_as_it_is() {
            Wiring wiring = wiring();
            report(wiring.rehearsal().reporter(), new ClientToken("t"), Duration.ofSeconds(60));

            report(wiring.reporter(), new ClientToken("t"), Duration.ofSeconds(60));

            assertThat(services.requests()).hasSize(3);
        }
    }

    @Nested
    class GivenAnEnvironment {

        @Test
        void builds_everything_without_a_call() {
            Wiring wiring = wiring();

            assertThat(wiring.reporter()).isNotNull();
            assertThat(wiring.queueSettlement()).isNotNull();
            assertThat(wiring.busSettlement()).isNotNull();
            assertThat(services.requests()).isEmpty();
        }

        @Test
        void claims_then_sends_then_records() {
            assertThat(report(wiring().reporter(), new ClientToken("t"), Duration.ofSeconds(60)))
                    .isEqualTo(new ReportOutcome.Reported());

            assertThat(operations())
                    .containsExactly(
                            "DynamoDB_20120810.PutItem",
                            "CodePipeline_20150709.PutThirdPartyJobSuccessResult",
                            "DynamoDB_20120810.PutItem");
        }

        @Test
        void starts_nothing_that_may_not_end_in_time() {
            assertThat(report(wiring().reporter(), new ClientToken("t"), Duration.ofSeconds(30)))
                    .isInstanceOfSatisfying(
                            ReportOutcome.Unavailable.class,
                            unavailable ->
                                    assertThat(unavailable.reason())
                                            .isEqualTo(FailureReason.OUT_OF_TIME));
            assertThat(services.requests()).isEmpty();
        }

        @Test
        void dead_letters_into_the_dead_letter_queue() {
            wiring().queueSettlement().settle(delivery(), Optional.empty(), refused());

            assertThat(operations()).contains("AmazonSQS.SendMessage");
            assertThat(services.requests().getFirst().body()).contains("/1/dead-letters");
        }

        @Test
        void hands_over_from_the_bus_to_the_completion_queue() {
            ReportOutcome unavailable =
                    new ReportOutcome.Unavailable(
                            FailureReason.THROTTLED, "slow down", false, Optional.empty());

            Disposition disposition =
                    wiring().busSettlement().settle(delivery(), Optional.empty(), unavailable);

            assertThat(disposition).isEqualTo(new Disposition.HandedOver(FailureReason.THROTTLED));
            assertThat(services.requests().getFirst().body()).contains("/1/completions");
        }

        @Test
        void publishes_outcomes_to_the_bus() {
            wiring().outcomeEvents().get().publish(List.of(outcome()));

            assertThat(operations()).containsExactly("AWSEvents.PutEvents");
            assertThat(services.requests().getFirst().body())
                    .contains("\"EventBusName\":\"completions\"", "\\\"stack\\\":\\\"reporter\\\"");
        }

        private static ReportOutcome refused() {
            return new ReportOutcome.Refused(FailureReason.JOB_NOT_FOUND, "no such job");
        }

        private static Delivery delivery() {
            return new Delivery("m-1", "{}", 1, "r-1", Optional.empty(), Optional.of("receipt-1"));
        }

        private List<String> operations() {
            return services.requests().stream()
                    .map(request -> request.headers().getOrDefault("x-amz-target", ""))
                    .toList();
        }
    }
}

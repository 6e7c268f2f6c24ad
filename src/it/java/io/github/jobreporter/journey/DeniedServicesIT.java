package io.github.jobreporter.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.jobreporter.journey.Journeys.Arrived;
import io.github.jobreporter.local.codepipeline.Job.State;
import io.github.jobreporter.local.http.DenyingService;
import io.github.jobreporter.local.runtime.FunctionProcess;
import io.github.jobreporter.local.runtime.Invocation;
import io.github.jobreporter.local.stack.LocalStack;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * If a role lacks one permission, the error is clear and no event is lost. {@link OutcomeTableIT}
 * tests this for CodePipeline and Secrets Manager.
 */
@ExtendWith(LocalStackExtension.class)
class DeniedServicesIT {

    private static final String TOKEN = "s3cr3t-t0k3n";

    private final Journeys journeys;

    DeniedServicesIT(Journeys journeys) {
        this.journeys = journeys;
    }

    @BeforeEach
    void reset() {
        journeys.reset();
    }

    @Test
    void the_ledger() throws Exception {
        String job = journeys.newJob(TOKEN);
        Arrived arrived;
        try (DenyingService ledger =
                        inFrontOf("DYNAMODB", "DynamoDB_20120810", Set.of("PutItem"), Set.of());
                FunctionProcess reporter =
                        journeys.queueReporterWith(variable("DYNAMODB", ledger))) {
            arrived = journeys.deliver(reporter, success(job));
        }

        assertThat(arrived.outcome()).isEqualTo("Unavailable SERVICE_FAULT");
        assertThat(arrived.returned()).isTrue();
        assertThat(arrived.line().path("level").asText()).isEqualTo("ERROR");
        assertThat(arrived.line().path("detail").asText())
                .startsWith("DynamoDB answered AccessDenied")
                .contains("not authorized to perform: PutItem");
        assertThat(journeys.callsFor(job)).isZero();
    }

    @Test
    void sending_to_the_dead_letter_queue() throws Exception {
        try (DenyingService sqs = sqsWithout("SendMessage", "ChangeMessageVisibility");
                FunctionProcess reporter = journeys.queueReporterWith(variable("SQS", sqs))) {
            Arrived arrived = journeys.deliver(reporter, "not json");

            assertThat(arrived.returned()).isTrue();
            assertThat(journeys.inCompletionQueueIncludingDelayed()).isOne();
            assertDenied(reporter, "SendMessage");
        }
    }

    @Test
    void handing_over_to_the_completion_queue() throws Exception {
        String job = journeys.newJob(TOKEN, State.QUEUED);
        try (DenyingService sqs = sqsWithout("SendMessage", "ChangeMessageVisibility");
                FunctionProcess reporter =
                        journeys.stack().function(LocalStack.BUS_REPORTER, variable("SQS", sqs))) {
            Invocation invocation = journeys.publish(reporter, "e-1", success(job));

            assertThat(invocation)
                    .as("Lambda must deliver it again")
                    .isInstanceOf(Invocation.Failed.class);
            assertDenied(reporter, "SendMessage");
        }
    }

    @Test
    void changing_a_message_s_visibility() throws Exception {
        String job = journeys.newJob(TOKEN, State.QUEUED);
        try (DenyingService sqs = sqsWithout("ChangeMessageVisibility", "SendMessage");
                FunctionProcess reporter = journeys.queueReporterWith(variable("SQS", sqs))) {
            Arrived arrived = journeys.deliver(reporter, success(job));

            assertThat(arrived.returned()).isTrue();
            assertThat(journeys.inCompletionQueueIncludingDelayed()).isOne();
            assertDenied(reporter, "ChangeMessageVisibility");
        }
    }

    @Test
    void publishing_outcomes() throws Exception {
        String job = journeys.newJob(TOKEN);
        try (DenyingService bus =
                        inFrontOf("EVENTBRIDGE", "AWSEvents", Set.of("PutEvents"), Set.of());
                FunctionProcess reporter =
                        journeys.queueReporterWith(variable("EVENTBRIDGE", bus))) {
            Arrived arrived = journeys.deliver(reporter, success(job));

            assertThat(arrived.outcome()).isEqualTo("Reported");
            assertThat(arrived.returned()).isFalse();
            assertDenied("EventBridge", reporter, "PutEvents");
            assertThat(reporter.logLines())
                    .anyMatch(it -> it.contains("\"UnpublishedOutcomes\":1.0"));
        }
    }

    private static String success(String jobId) {
        return "{\"jobId\": \"%s\", \"clientToken\": \"%s\"}".formatted(jobId, TOKEN);
    }

    private DenyingService sqsWithout(String denied, String passed) throws IOException {
        return inFrontOf("SQS", "AmazonSQS", Set.of(denied), Set.of(passed));
    }

    private DenyingService inFrontOf(
            String service, String prefix, Set<String> denied, Set<String> passed)
            throws IOException {
        URI target =
                URI.create(
                        journeys.stack()
                                .endpointVariables()
                                .getOrDefault("AWS_ENDPOINT_URL_" + service, ""));
        return DenyingService.inFrontOf(target, prefix, denied, passed);
    }

    private static Map<String, String> variable(String service, DenyingService it) {
        return Map.of("AWS_ENDPOINT_URL_" + service, it.uri().toString());
    }

    private static void assertDenied(FunctionProcess reporter, String operation) {
        assertDenied("SQS", reporter, operation);
    }

    private static void assertDenied(String service, FunctionProcess reporter, String operation) {
        List<JsonNode> errors =
                reporter.logLines().stream()
                        .filter(it -> it.startsWith("{"))
                        .map(DeniedServicesIT::json)
                        .filter(it -> it.path("level").asText().equals("ERROR"))
                        .toList();
        assertThat(errors)
                .extracting(it -> it.path("detail").asText())
                .anySatisfy(
                        it ->
                                assertThat(it)
                                        .startsWith(service + " answered AccessDenied")
                                        .contains("not authorized to perform: " + operation));
    }

    private static JsonNode json(String line) {
        try {
            return new ObjectMapper().readTree(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

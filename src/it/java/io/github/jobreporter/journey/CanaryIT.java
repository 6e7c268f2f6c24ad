package io.github.jobreporter.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.TextNode;
import io.github.jobreporter.local.codepipeline.Job.State;
import io.github.jobreporter.local.http.Fault;
import io.github.jobreporter.local.queue.DeadLetterQueue.Letter;
import io.github.jobreporter.local.runtime.FunctionProcess;
import io.github.jobreporter.local.runtime.Invocation;
import io.github.jobreporter.local.stack.LocalStack;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

/**
 * Sends a random token with events of every outcome. Then searches for it wherever the function
 * writes: logs and metrics, dead-letter attributes, outcome events, table items, replies and
 * errors. The bodies of dead letters are not searched: they are the producers' own events,
 * unchanged.
 */
@ExtendWith(LocalStackExtension.class)
class CanaryIT {

    private static final Map<String, String> TALKATIVE =
            Map.of("POWERTOOLS_LOG_LEVEL", "TRACE", "POWERTOOLS_LOGGER_LOG_EVENT", "true");

    private final Journeys journeys;
    private final String canary = "canary-" + UUID.randomUUID();
    private final List<String> replies = new ArrayList<>();

    CanaryIT(Journeys journeys) {
        this.journeys = journeys;
    }

    @BeforeEach
    void reset() {
        journeys.reset();
    }

    private String success(String jobId) {
        return "{\"jobId\": \"%s\", \"clientToken\": \"%s\"}".formatted(jobId, canary);
    }

    private String failure(String jobId) {
        return """
               {"jobId": "%s", "clientToken": "%s",
               "failureDetails": {"type": "JobFailed", "message": "m"}}"""
                .formatted(jobId, canary);
    }

    private String byClientId(String jobId, String secret) {
        UUID clientId = UUID.randomUUID();
        journeys.stack().secrets().put("job-reporter/client-tokens/" + clientId, secret);
        return "{\"jobId\": \"%s\", \"clientId\": \"%s\"}".formatted(jobId, clientId);
    }

    private String job(Fault... faults) {
        String job = journeys.newJob(canary);
        for (Fault it : faults) {
            journeys.codePipeline().order(job, it);
        }
        return job;
    }

    /** Each body is sent alone, as a first delivery and as a last delivery. */
    private List<String> bodies() {
        String recorded = job();
        String closed = job(new Fault.DropAfterActing());
        return List.of(
                success(recorded),
                success(recorded),
                failure(recorded),
                success(closed),
                failure(closed),
                success(closed),
                success("nobody-knows"),
                success(journeys.newJob("another token")),
                success(journeys.newJob(canary, State.QUEUED)),
                success(job(new Fault.ThrottleNext(3))),
                success(job(new Fault.FailBeforeActing())),
                success(job(new Fault.Deny())),
                success(job(quoting("ValidationException", 400))),
                success(job(quoting("InvalidJobStateException", 400))),
                success(job(quoting("SomethingElse", 400))),
                success(job(quoting("InternalFailure", 500))),
                byClientId(job(), canary),
                byClientId(job(), "{\"clientToken\": \"%s\"}".formatted(canary)),
                byClientId(job(), "{\"clientToken\": \"%s".formatted(canary)),
                byClientId(job(), "{\"token\": \"%s\"}".formatted(canary)),
                byClientId(job(), canary.repeat(100)),
                byClientId(journeys.newJob("another token"), canary),
                canary,
                "{\"jobId\": \"j\", \"clientToken\": %s}".formatted(canary),
                "{\"jobId\": \"j\", \"clientToken\": \"%s".formatted(canary),
                "{\"jobId\": \"j\", \"clientToken\": \"%s\\x\"}".formatted(canary),
                "{\"jobId\": \"j\", \"clientToken\": [\"%s\"]}".formatted(canary),
                "{\"jobId\": \"j\", \"clientToken\": \"%s\"}".formatted(canary.repeat(10)),
                "{\"jobId\": \"j\", \"clientToken\": \"%1$s\", \"clientToken\": \"%1$s\"}"
                        .formatted(canary),
                "{\"jobId\": \"j\", \"clientToken\": \"%1$s\", \"clientId\": \"%1$s\"}"
                        .formatted(canary),
                "{\"jobId\": \"j\", \"clientTokn\": \"%s\"}".formatted(canary),
                "{\"jobId\": \"j\", \"clientToken\": \"%1$s\", \"%1$s\": 1}".formatted(canary),
                "{\"jobId\": \"j\", \"clientId\": \"%1$s\", \"%1$s\": 1}".formatted(canary),
                Journeys.busEvent("e", success(job())),
                Journeys.busEvent("e", success("nobody-knows")),
                notification(success(job())),
                notification(Journeys.busEvent("e", success("nobody-knows"))),
                "{\"jobId\": \"j\", \"clientToken\": \"%s\", \"x\": 1} %s"
                        .formatted(canary, canary));
    }

    private static String notification(String message) {
        return "{\"Type\": \"Notification\", \"Message\": %s}".formatted(TextNode.valueOf(message));
    }

    private Fault quoting(String error, int status) {
        return new Fault.Answer(
                status, error, "Value '%s' at 'clientToken' is not good".formatted(canary));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void is_sent_to_codepipeline_only(boolean talkative) throws InterruptedException {
        Map<String, String> variables = talkative ? TALKATIVE : Map.of();
        List<String> written = new ArrayList<>();
        try (FunctionProcess queue = journeys.queueReporterWith(variables);
                FunctionProcess bus =
                        journeys.stack().function(LocalStack.BUS_REPORTER, variables)) {
            for (String body : bodies()) {
                replies.add(String.valueOf(queue.invoke(Journeys.batch(id(), body))));
                replies.add(String.valueOf(queue.invoke(Journeys.batch(id(), body, TOO_OLD))));
            }
            String hanging = success(job(new Fault.HangBeforeActing(Duration.ofSeconds(7))));
            replies.add(String.valueOf(queue.invoke(Journeys.batch(id(), hanging))));
            for (String body : bodies()) {
                replies.add(String.valueOf(journeys.publish(bus, id(), body)));
            }
            written.addAll(queue.logLines());
            written.addAll(bus.logLines());
        }

        written.addAll(replies);
        written.addAll(deadLetterAttributes());
        written.addAll(tableItems());
        List<String> outcomeEvents =
                journeys.stack().outcomeEvents().stream().map(String::valueOf).toList();
        assertThat(outcomeEvents).hasSizeGreaterThan(50);
        written.addAll(outcomeEvents);
        assertThat(written).hasSizeGreaterThan(200).noneMatch(it -> it.contains(canary));
        assertThat(journeys.codePipeline().jobs())
                .filteredOn(it -> it.clientToken().equals(canary))
                .filteredOn(it -> it.state() == State.SUCCEEDED)
                .as("CodePipeline received the canary")
                .hasSizeGreaterThan(5);
    }

    /** It is dead-lettered if it cannot be reported. */
    private static final Duration TOO_OLD = Duration.ofDays(7);

    private static String id() {
        return UUID.randomUUID().toString();
    }

    private List<String> deadLetterAttributes() {
        return journeys.deadLetters().letters().stream()
                .map(Letter::message)
                .flatMap(it -> it.messageAttributes().values().stream())
                .map(MessageAttributeValue::stringValue)
                .toList();
    }

    private List<String> tableItems() {
        return journeys
                .stack()
                .dynamoDb()
                .scanPaginator(it -> it.tableName(journeys.table()))
                .items()
                .stream()
                .map(String::valueOf)
                .toList();
    }

    @Test
    void is_not_in_the_logs_of_a_function_that_reaches_no_service() throws InterruptedException {
        String nowhere = "http://127.0.0.1:1";
        for (String service :
                List.of("DYNAMODB", "CODEPIPELINE", "SECRETS_MANAGER", "SQS", "EVENTBRIDGE")) {
            try (FunctionProcess queue =
                    journeys.queueReporterWith(Map.of("AWS_ENDPOINT_URL_" + service, nowhere))) {
                for (String body : List.of(success(job()), byClientId(job(), canary), canary)) {
                    queue.invoke(Journeys.batch(id(), body, TOO_OLD));
                }

                assertThat(queue.logLines()).isNotEmpty().noneMatch(it -> it.contains(canary));
            }
        }
        assertThat(deadLetterAttributes()).noneMatch(it -> it.contains(canary));
    }

    @Test
    void is_not_in_the_error_of_a_function_that_cannot_store_anything()
            throws InterruptedException {
        String gone = journeys.completionQueue() + "-gone";
        Map<String, String> nowhere =
                Map.of("DEAD_LETTER_QUEUE_URL", gone, "COMPLETION_QUEUE_URL", gone);
        try (FunctionProcess bus = journeys.stack().function(LocalStack.BUS_REPORTER, nowhere)) {
            Invocation invocation = journeys.publish(bus, id(), success("nobody-knows"));

            assertThat(invocation).isInstanceOf(Invocation.Failed.class);
            assertThat(invocation.toString()).doesNotContain(canary);
            assertThat(bus.logLines()).noneMatch(it -> it.contains(canary));
        }
    }
}

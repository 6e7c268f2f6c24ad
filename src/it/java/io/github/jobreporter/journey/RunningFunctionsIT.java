package io.github.jobreporter.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.jobreporter.local.codepipeline.Job.State;
import io.github.jobreporter.local.runtime.FunctionDelivery;
import io.github.jobreporter.local.stack.LocalStack;
import io.github.jobreporter.local.stack.RunningFunctions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;

/** Events of a back end become results, through queue, bus and running functions only. */
@Timeout(120)
class RunningFunctionsIT {

    private static final String TOKEN = "s3cr3t-t0k3n";
    private static final Duration WHILE = Duration.ofSeconds(45);
    private static final List<FunctionDelivery> HEARD = new CopyOnWriteArrayList<>();

    private static LocalStack stack;
    private static RunningFunctions running;
    private static EventBridgeClient events;

    @BeforeAll
    static void start() throws InterruptedException {
        stack =
                LocalStack.start(
                        Path.of("template.yaml"),
                        Path.of(System.getProperty("local.build", "target")));
        running = stack.run(HEARD::add);
        events = stack.eventBridge();
    }

    @AfterAll
    static void stop() {
        events.close();
        running.close();
        stack.close();
    }

    private static String newJob(State state) {
        var id = "job-" + UUID.randomUUID();
        stack.codePipeline().addJob(id, TOKEN, state);
        return id;
    }

    private static String completionOf(String jobId) {
        return "{\"jobId\": \"%s\", \"clientToken\": \"%s\"}".formatted(jobId, TOKEN);
    }

    private static String send(String body) {
        var url = stack.queueUrl(LocalStack.COMPLETION_QUEUE);
        return stack.sqs().sendMessage(it -> it.queueUrl(url).messageBody(body)).messageId();
    }

    private static String publish(String detail) {
        var entry =
                PutEventsRequestEntry.builder()
                        .eventBusName(stack.eventBusName("CompletionBus"))
                        .source("job-reporter.partner")
                        .detailType("Job Completion")
                        .detail(detail)
                        .build();
        return events.putEvents(it -> it.entries(entry)).entries().getFirst().eventId();
    }

    private static void awaitSuccessOf(String jobId) {
        await().atMost(WHILE)
                .until(
                        () ->
                                stack.codePipeline().job(jobId).orElseThrow().state()
                                        == State.SUCCEEDED);
    }

    private static FunctionDelivery awaitDeliveryOf(String messageId) {
        return await().atMost(WHILE)
                .until(
                        () ->
                                HEARD.stream()
                                        .filter(it -> it.messageId().equals(messageId))
                                        .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    private static String outcome(FunctionDelivery delivery) {
        var line = delivery.line();
        return (line.path("outcome").asText() + " " + line.path("reason").asText()).strip();
    }

    @Test
    void a_message_becomes_a_result() {
        var job = newJob(State.IN_PROGRESS);

        var delivery = awaitDeliveryOf(send(completionOf(job)));

        awaitSuccessOf(job);
        assertThat(delivery.functionLogicalId()).isEqualTo(LocalStack.QUEUE_REPORTER);
        assertThat(delivery.fate()).isEqualTo(FunctionDelivery.Fate.DONE);
        assertThat(outcome(delivery)).isEqualTo("Reported");
        assertThat(delivery.line().path("jobId").asText()).isEqualTo(job);
    }

    @Test
    void an_event_becomes_a_result() {
        var job = newJob(State.IN_PROGRESS);

        var delivery = awaitDeliveryOf(publish(completionOf(job)));

        awaitSuccessOf(job);
        assertThat(delivery.functionLogicalId()).isEqualTo(LocalStack.BUS_REPORTER);
        assertThat(delivery.fate()).isEqualTo(FunctionDelivery.Fate.DONE);
        assertThat(outcome(delivery)).isEqualTo("Reported");
    }

    @Test
    void an_event_that_is_handed_over_is_reported_once_its_job_is_in_progress() {
        var job = newJob(State.QUEUED);

        var delivery = awaitDeliveryOf(publish(completionOf(job)));

        assertThat(outcome(delivery)).isEqualTo("Unavailable JOB_NOT_IN_PROGRESS");
        assertThat(delivery.line().path("disposition").asText()).isEqualTo("HandedOver");
        stack.codePipeline().move(job, State.IN_PROGRESS);
        awaitSuccessOf(job);
        await().untilAsserted(
                        () ->
                                assertThat(HEARD)
                                        .filteredOn(
                                                it -> it.line().path("jobId").asText().equals(job))
                                        .last()
                                        .satisfies(
                                                it ->
                                                        assertThat(it.functionLogicalId())
                                                                .isEqualTo(
                                                                        LocalStack
                                                                                .QUEUE_REPORTER)));
    }

    @Test
    void an_event_that_is_no_completion_is_dead_lettered() {
        var delivery = awaitDeliveryOf(send("{\"jobId\": 1}"));

        assertThat(outcome(delivery)).isEqualTo("Refused MALFORMED_EVENT");
        assertThat(delivery.fate()).isEqualTo(FunctionDelivery.Fate.DONE);
    }
}

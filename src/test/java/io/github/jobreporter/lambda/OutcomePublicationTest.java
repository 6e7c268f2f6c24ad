package io.github.jobreporter.lambda;

import static io.github.jobreporter.lambda.HandlerFixture.NOW;
import static io.github.jobreporter.lambda.HandlerFixture.contextWith;
import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.amazonaws.services.lambda.runtime.events.SQSEvent.SQSMessage;
import io.github.jobreporter.completion.DeadLetter;
import io.github.jobreporter.completion.FailureReason;
import io.github.jobreporter.completion.JobId;
import io.github.jobreporter.completion.OutcomeEvent;
import io.github.jobreporter.completion.OutcomeEvents.Selection;
import io.github.jobreporter.completion.PipelineAnswer;
import io.github.jobreporter.completion.ReportOutcome.AlreadyReported;
import io.github.jobreporter.completion.ReportOutcome.Refused;
import io.github.jobreporter.completion.ReportOutcome.Reported;
import io.github.jobreporter.support.FakePipelineJobs;
import io.github.jobreporter.support.LoggedLines;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Through the handlers. */
class OutcomePublicationTest {

    private static final Duration AMPLE = Duration.ofSeconds(60);
    private static final String COUNTED = "UnpublishedOutcomes %s COUNT {Service=s}";

    private final FakePipelineJobs pipeline = new FakePipelineJobs();
    private final HandlerFixture fixture = new HandlerFixture(pipeline);

    private static String completionOf(String job) {
        return "{\"jobId\": \"%s\", \"clientToken\": \"t\"}".formatted(job);
    }

    private static SQSMessage message(String id, String body, Duration age) {
        SQSMessage message = new SQSMessage();
        message.setMessageId(id);
        message.setReceiptHandle("handle-of-" + id);
        message.setBody(body);
        message.setAttributes(
                Map.of(
                        "ApproximateReceiveCount",
                        "1",
                        "SentTimestamp",
                        String.valueOf(NOW.minus(age).toEpochMilli())));
        return message;
    }

    /** Bodies are delivered as m-1, m-2 and so on. */
    private SQSBatchResponse report(String... bodies) {
        return reportAtAge(Duration.ofMinutes(1), bodies);
    }

    private SQSBatchResponse reportAtAge(Duration age, String... bodies) {
        return report(fixture, AMPLE, age, bodies);
    }

    private static SQSBatchResponse report(
            HandlerFixture fixture, Duration remaining, Duration age, String... bodies) {
        SQSEvent event = new SQSEvent();
        event.setRecords(
                Arrays.stream(bodies)
                        .map(it -> message("m-" + (1 + List.of(bodies).indexOf(it)), it, age))
                        .toList());
        return fixture.queueReporter().handleRequest(event, contextWith(remaining));
    }

    private void publish(String event) throws IOException {
        fixture.busReporter()
                .handleRequest(
                        new ByteArrayInputStream(event.getBytes(StandardCharsets.UTF_8)),
                        new ByteArrayOutputStream(),
                        contextWith(AMPLE));
    }

    private List<OutcomeEvent> published() {
        return fixture.outcomeEvents.published();
    }

    @Nested
    class GivenThatAllAreSelected {

        GivenThatAllAreSelected() {
            fixture.published = Selection.ALL;
        }

        @Test
        void publishes_each_ending_of_a_batch_with_one_call() {
            report(completionOf("j-1"), completionOf("j-1") + " ", "not json");

            assertThat(published())
                    .extracting(OutcomeEvent::outcome)
                    .containsExactly(
                            new Reported(),
                            new AlreadyReported(false),
                            new Refused(
                                    FailureReason.MALFORMED_EVENT,
                                    fixture.queues.deadLetters().getFirst().detail()));
            assertThat(fixture.outcomeEvents.calls()).isOne();
        }

        @Test
        void says_which_event_it_was() {
            report(completionOf("j-1"));

            assertThat(published())
                    .containsExactly(
                            new OutcomeEvent(
                                    Optional.of(new JobId("j-1")),
                                    new Reported(),
                                    "m-1",
                                    Optional.empty(),
                                    Optional.of(NOW.minus(Duration.ofMinutes(1))),
                                    NOW));
        }

        @Test
        void says_which_event_of_the_bus_it_was_even_after_it_was_handed_over() throws IOException {
            String event =
                    "{\"id\": \"e-1\", \"detail-type\": \"Job Completion\","
                            + " \"time\": \"2026-01-01T09:00:00Z\", \"detail\": %s}"
                                    .formatted(completionOf("j-1"));
            pipeline.willThrottle();
            publish(event);
            assertThat(published()).as("handed over").isEmpty();

            report(event);
            publish(event);

            assertThat(published())
                    .allSatisfy(
                            it -> {
                                assertThat(it.eventId()).contains("e-1");
                                assertThat(it.publishedAt())
                                        .contains(Instant.parse("2026-01-01T09:00:00Z"));
                            })
                    .extracting(OutcomeEvent::messageId)
                    .containsExactly("m-1", "e-1");
        }

        @Test
        void publishes_nothing_about_what_is_delivered_again() {
            pipeline.willAnswer(new PipelineAnswer.InvalidJobState());
            fixture.queues.willFail();

            report(completionOf("j-1"), "not json");

            assertThat(fixture.outcomeEvents.calls()).isZero();
        }
    }

    @Nested
    class GivenThatRefusalsAreSelected {

        GivenThatRefusalsAreSelected() {
            fixture.published = Selection.REFUSED;
        }

        @Test
        void publishes_them_only() {
            report(completionOf("j-1"), "not json");

            assertThat(published()).extracting(OutcomeEvent::messageId).containsExactly("m-2");
        }

        @Test
        void publishes_what_is_dead_lettered_after_its_last_retry() {
            pipeline.willAnswer(new PipelineAnswer.InvalidJobState());

            reportAtAge(Duration.ofHours(2), completionOf("j-1"));

            assertThat(published())
                    .extracting(OutcomeEvent::outcome)
                    .containsExactly(
                            new Refused(
                                    FailureReason.JOB_NOT_IN_PROGRESS,
                                    fixture.queues.deadLetters().getFirst().detail()));
        }

        @Test
        void publishes_nothing_about_an_outcome_event_that_a_rule_sent_back() throws IOException {
            String event =
                    "{\"id\": \"e-1\", \"detail-type\": \"Job Completion Outcome\","
                            + " \"detail\": {\"version\": \"1\", \"jobId\": \"j-1\"}}";
            String notification =
                    "{\"Type\": \"Notification\", \"Message\": \"%s\"}"
                            .formatted(event.replace("\"", "\\\""));

            report(event, notification);
            publish(event);

            assertThat(fixture.queues.deadLetters())
                    .extracting(DeadLetter::reason)
                    .containsExactly(
                            FailureReason.MALFORMED_EVENT,
                            FailureReason.MALFORMED_EVENT,
                            FailureReason.MALFORMED_EVENT);
            assertThat(fixture.outcomeEvents.calls()).isZero();
        }

        @Test
        void publishes_once_about_a_message_that_a_batch_holds_twice() {
            report("not json", "not json");

            assertThat(published()).extracting(OutcomeEvent::messageId).containsExactly("m-1");
        }

        @Test
        void publishes_after_the_dead_letter_is_stored() {
            fixture.outcomeEvents.willRefuse(_ -> fixture.queues.deadLetters().isEmpty());

            report("not json");

            assertThat(published()).hasSize(1);
        }
    }

    @Nested
    class GivenThatNoneIsSelected {

        @Test
        void makes_no_client() {
            List<Arrival> arrivals = List.of();
            OutcomePublication publication =
                    new OutcomePublication(
                            Selection.NONE,
                            () -> {
                                throw new AssertionError();
                            },
                            Duration.ZERO,
                            () -> NOW);

            assertThat(publication.publish(arrivals, Map.of(), NOW)).isZero();
        }

        @Test
        void publishes_nothing() {
            report(completionOf("j-1"), "not json");

            assertThat(fixture.outcomeEvents.calls()).isZero();
        }
    }

    @Nested
    class GivenABusThatFails {

        GivenABusThatFails() {
            fixture.published = Selection.ALL;
        }

        @Test
        void logs_and_counts_what_it_refused_and_changes_nothing_else() {
            fixture.outcomeEvents.willRefuse(it -> !it.messageId().equals("m-2"));

            try (LoggedLines lines = LoggedLines.of(OutcomePublication.class)) {
                assertThat(
                                report(completionOf("j-1"), completionOf("j-2"), "not json")
                                        .getBatchItemFailures())
                        .isEmpty();
                assertThat(lines.messages())
                        .containsExactly(
                                "An outcome event is not known to be published",
                                "An outcome event is not known to be published");
            }
            assertThat(fixture.recorded.flushed())
                    .contains(COUNTED.formatted("2.0"), "Reported 2.0 COUNT {Service=s}");
        }

        @Test
        void counts_all_when_the_adapter_has_a_defect_and_changes_nothing_else()
                throws IOException {
            fixture.outcomeEvents.willRefuse(
                    _ -> {
                        throw new IllegalStateException("a defect");
                    });

            assertThat(report(completionOf("j-1"), "not json").getBatchItemFailures()).isEmpty();
            publish("not json");

            assertThat(fixture.recorded.flushed())
                    .contains(COUNTED.formatted("2.0"), COUNTED.formatted("1.0"));
        }

        static Stream<Error> errors() {
            return Stream.of(
                    new NoClassDefFoundError("EventBridgeClient"),
                    new ExceptionInInitializerError("EventBridgeClient"),
                    new StackOverflowError(),
                    new OutOfMemoryError(),
                    new AssertionError());
        }

        @ParameterizedTest
        @MethodSource("errors")
        void counts_all_when_its_client_cannot_be_made_and_changes_nothing_else(Error error) {
            fixture.outcomeEvents.willRefuse(
                    _ -> {
                        throw error;
                    });

            assertThat(report(completionOf("j-1"), "not json").getBatchItemFailures()).isEmpty();

            assertThat(fixture.recorded.flushed()).contains(COUNTED.formatted("2.0"));
        }

        @Test
        @Timeout(10)
        void counts_all_when_it_does_not_answer_in_time() throws InterruptedException {
            CountDownLatch interrupted = new CountDownLatch(1);
            HandlerFixture hanging = new HandlerFixture(pipeline, Duration.ofSeconds(1));
            hanging.published = Selection.ALL;
            hanging.timeToPublish = Duration.ofSeconds(1);
            hanging.outcomeEvents.willRefuse(_ -> hang(interrupted));

            assertThat(
                            report(
                                            hanging,
                                            Duration.ofSeconds(2),
                                            Duration.ZERO,
                                            completionOf("j-1"))
                                    .getBatchItemFailures())
                    .isEmpty();

            assertThat(hanging.recorded.flushed()).contains(COUNTED.formatted("1.0"));
            assertThat(interrupted.await(5, TimeUnit.SECONDS)).as("interrupted").isTrue();
        }

        private static boolean hang(CountDownLatch interrupted) {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException _) {
                interrupted.countDown();
            }
            return true;
        }

        @Test
        void does_not_call_it_when_too_little_time_is_left() {
            HandlerFixture slow = new HandlerFixture(pipeline, Duration.ofSeconds(1));
            slow.published = Selection.ALL;

            report(slow, Duration.ofMillis(4999), Duration.ZERO, completionOf("j-1"));
            assertThat(slow.outcomeEvents.calls()).isZero();
            assertThat(slow.recorded.flushed()).contains(COUNTED.formatted("1.0"));

            report(slow, Duration.ofSeconds(5), Duration.ZERO, completionOf("j-1"));
            assertThat(slow.outcomeEvents.calls()).isOne();
        }
    }
}

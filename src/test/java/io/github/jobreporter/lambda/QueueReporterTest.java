package io.github.jobreporter.lambda;

import static io.github.jobreporter.lambda.HandlerFixture.NOW;
import static io.github.jobreporter.lambda.HandlerFixture.REPORT;
import static io.github.jobreporter.lambda.HandlerFixture.contextWith;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse.BatchItemFailure;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.amazonaws.services.lambda.runtime.events.SQSEvent.MessageAttribute;
import com.amazonaws.services.lambda.runtime.events.SQSEvent.SQSMessage;
import io.github.jobreporter.completion.DeadLetter;
import io.github.jobreporter.completion.Delivery;
import io.github.jobreporter.completion.FailureReason;
import io.github.jobreporter.completion.PipelineAnswer;
import io.github.jobreporter.completion.PipelineJobs;
import io.github.jobreporter.support.FakePipelineJobs;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QueueReporterTest {

    private static final Duration AMPLE = Duration.ofSeconds(60);
    private static final Instant SENT_AT = NOW.minus(Duration.ofMinutes(20));

    private final FakePipelineJobs pipeline = new FakePipelineJobs();
    private final HandlerFixture fixture = new HandlerFixture(pipeline);

    private static SQSMessage message(String id, String body) {
        SQSMessage message = new SQSMessage();
        message.setMessageId(id);
        message.setReceiptHandle("handle-of-" + id);
        message.setBody(body);
        message.setAttributes(
                Map.of(
                        "ApproximateReceiveCount",
                        "3",
                        "SentTimestamp",
                        String.valueOf(SENT_AT.toEpochMilli())));
        return message;
    }

    private static String completionOf(String job) {
        return "{\"jobId\": \"%s\", \"clientToken\": \"t\"}".formatted(job);
    }

    private static SQSEvent batch(SQSMessage... messages) {
        SQSEvent event = new SQSEvent();
        event.setRecords(List.of(messages));
        return event;
    }

    private static List<String> failures(SQSBatchResponse response) {
        return response.getBatchItemFailures().stream()
                .map(BatchItemFailure::getItemIdentifier)
                .toList();
    }

    private List<String> report(SQSMessage... messages) {
        return report(fixture, AMPLE, messages);
    }

    private static List<String> report(
            HandlerFixture fixture, Duration remaining, SQSMessage... messages) {
        return failures(
                fixture.queueReporter().handleRequest(batch(messages), contextWith(remaining)));
    }

    @Nested
    class GivenAPace {

        @Test
        void lets_each_event_of_a_batch_wait_for_its_turn() {
            report(message("m-1", completionOf("j-1")), message("m-2", completionOf("j-2")));

            assertThat(fixture.pace.asked()).hasSize(2);
        }

        @Test
        void lets_an_event_that_comes_alone_go_first() {
            report(message("m-1", completionOf("j-1")));

            assertThat(fixture.pace.asked()).isEmpty();
        }
    }

    @Nested
    class GivenABatch {

        @Test
        void returns_nothing_when_all_is_reported() {
            assertThat(
                            report(
                                    message("m-1", completionOf("j-1")),
                                    message("m-2", completionOf("j-2"))))
                    .isEmpty();
            assertThat(pipeline.puts()).hasSize(2);
        }

        @Test
        void returns_exactly_the_messages_to_retry_in_order() {
            pipeline.willAnswer(
                    new PipelineAnswer.InvalidJobState(), new PipelineAnswer.InvalidJobState());

            assertThat(
                            report(
                                    message("m-1", "not json"),
                                    message("m-2", completionOf("j-2")),
                                    message("m-3", completionOf("j-3"))))
                    .containsExactly("m-2", "m-3");
        }

        @Test
        void passes_on_the_queues_attributes_of_a_delivery() {
            report(message("m-1", "not json"));

            assertThat(fixture.queues.deadLetters())
                    .singleElement()
                    .extracting(DeadLetter::delivery)
                    .isEqualTo(
                            new Delivery(
                                    "m-1",
                                    "not json",
                                    3,
                                    "request-1",
                                    Optional.of(SENT_AT),
                                    Optional.of("handle-of-m-1")));
        }

        /** By the attribute of its dead letter, which a redrive keeps. */
        @Test
        void recognizes_a_message_that_was_redriven() {
            SQSMessage message = message("m-1", "not json");
            message.setMessageAttributes(Map.of("FailureReason", new MessageAttribute()));

            report(message, message("m-2", "not json"));

            assertThat(fixture.queues.deadLetters())
                    .extracting(DeadLetter::delivery)
                    .extracting(Delivery::messageId, Delivery::redriven)
                    .containsExactlyInAnyOrder(tuple("m-1", true), tuple("m-2", false));
        }

        /** It would otherwise come back, unreported, until the queue gives it up. */
        @ParameterizedTest
        @ValueSource(strings = {"", "yesterday", "-1", "1e12", "99999999999999999999"})
        void takes_a_message_without_a_legible_time_for_a_young_one(String sentTimestamp) {
            pipeline.willAnswer(new PipelineAnswer.InvalidJobState());
            SQSMessage message = message("m-1", completionOf("j-1"));
            message.setAttributes(Map.of("SentTimestamp", sentTimestamp));

            assertThat(report(message)).containsExactly("m-1");
            assertThat(fixture.queues.deadLetters()).isEmpty();
        }

        @Test
        void dead_letters_a_message_that_is_too_old() {
            pipeline.willAnswer(new PipelineAnswer.InvalidJobState());
            SQSMessage message = message("m-1", completionOf("j-1"));
            message.setAttributes(
                    Map.of(
                            "SentTimestamp",
                            String.valueOf(NOW.minus(Duration.ofHours(1)).toEpochMilli())));

            assertThat(report(message)).isEmpty();
            assertThat(fixture.queues.deadLetters()).hasSize(1);
        }

        @Test
        void reports_the_records_of_one_job_one_after_the_other() {
            HandlerFixture slow =
                    new HandlerFixture(
                            (_, _, _) -> {
                                pause();
                                return new PipelineAnswer.Accepted();
                            });

            assertThat(
                            report(
                                    slow,
                                    AMPLE,
                                    message("m-1", completionOf("j-1")),
                                    message("m-2", completionOf("j-1"))))
                    .as("side by side, the second would find the job held by the first")
                    .isEmpty();
        }

        private static void pause() {
            try {
                Thread.sleep(Duration.ofMillis(200));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Test
        void returns_a_message_that_cannot_be_read_and_reports_the_others() {
            SQSMessage broken = message("m-1", completionOf("j-1"));
            broken.setAttributes(Map.of("ApproximateReceiveCount", "many"));

            assertThat(report(broken, message("m-2", completionOf("j-2")))).containsExactly("m-1");
        }

        @Test
        void handles_a_message_that_is_in_the_batch_twice() {
            pipeline.willAnswer(
                    new PipelineAnswer.InvalidJobState(), new PipelineAnswer.Accepted());

            assertThat(
                            report(
                                    message("m-1", completionOf("j-1")),
                                    message("m-1", completionOf("j-1"))))
                    .containsExactly("m-1");
        }

        @Test
        void is_done_with_a_message_that_is_in_it_twice_and_reported() {
            assertThat(
                            report(
                                    message("m-1", completionOf("j-1")),
                                    message("m-1", completionOf("j-1"))))
                    .isEmpty();
        }

        @Test
        void takes_a_message_without_attributes_for_its_first_delivery() {
            SQSMessage bare = new SQSMessage();
            bare.setMessageId("m-1");

            assertThat(report(bare)).isEmpty();
            assertThat(fixture.queues.deadLetters().getFirst().delivery().receiveCount()).isOne();
        }
    }

    @Nested
    class GivenNoMessages {

        @Test
        void returns_nothing() {
            assertThat(report()).isEmpty();
            assertThat(
                            failures(
                                    fixture.queueReporter()
                                            .handleRequest(new SQSEvent(), contextWith(AMPLE))))
                    .isEmpty();
            assertThat(fixture.recorded.flushed()).isEmpty();
        }
    }

    @Nested
    class GivenTimeThatRunsOut {

        @Test
        void returns_what_was_not_started() {
            CyclicBarrier tenAtOnce = new CyclicBarrier(10);
            List<HandlerFixture> self = new ArrayList<>();
            PipelineJobs slow =
                    (_, _, _) -> {
                        await(tenAtOnce);
                        self.getFirst().clock.set(NOW.plus(AMPLE).minus(REPORT).plusMillis(1));
                        return new PipelineAnswer.Accepted();
                    };
            HandlerFixture slowed = new HandlerFixture(slow);
            self.add(slowed);
            SQSMessage[] twelve =
                    IntStream.range(0, 12)
                            .mapToObj(number -> message("m-" + number, completionOf("j-" + number)))
                            .toArray(SQSMessage[]::new);

            assertThat(report(slowed, AMPLE, twelve)).containsExactly("m-10", "m-11");
        }

        @Test
        void returns_what_is_not_finished_before_the_invocation_ends() {
            HandlerFixture hanging = new HandlerFixture((_, _, _) -> hang(), Duration.ZERO);

            assertThat(
                            report(
                                    hanging,
                                    Duration.ofMillis(1200),
                                    message("m-1", completionOf("j-1"))))
                    .containsExactly("m-1");
        }

        @Test
        void returns_what_is_not_finished_when_it_is_interrupted_and_stays_interrupted() {
            HandlerFixture hanging = new HandlerFixture((_, _, _) -> hang(), Duration.ZERO);
            Thread.currentThread().interrupt();

            List<String> returned = report(hanging, AMPLE, message("m-1", completionOf("j-1")));

            assertThat(Thread.interrupted()).isTrue();
            assertThat(returned).containsExactly("m-1");
        }

        private static PipelineAnswer hang() {
            try {
                Thread.sleep(Duration.ofSeconds(30));
                throw new AssertionError("went on after the invocation");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return new PipelineAnswer.UnknownOutcome("interrupted");
            }
        }

        private static void await(CyclicBarrier barrier) {
            try {
                barrier.await(10, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (BrokenBarrierException | TimeoutException e) {
                throw new AssertionError(e);
            }
        }
    }

    @Nested
    class GivenABug {

        @Test
        void returns_the_record_and_reports_the_others() {
            HandlerFixture buggy =
                    new HandlerFixture(
                            (jobId, _, _) -> {
                                if (jobId.value().equals("j-1")) {
                                    throw new IllegalStateException("a bug");
                                }
                                return new PipelineAnswer.Accepted();
                            });

            assertThat(
                            report(
                                    buggy,
                                    AMPLE,
                                    message("m-1", completionOf("j-1")),
                                    message("m-2", completionOf("j-2"))))
                    .containsExactly("m-1");
        }
    }

    @Nested
    class GivenMetrics {

        @Test
        void counts_what_was_reported_and_how_long_it_took() {
            report(
                    message("m-1", completionOf("j-1")),
                    message("m-2", completionOf("j-1")),
                    message("m-3", completionOf("j-3")));

            assertThat(fixture.recorded.flushed())
                    .containsExactlyInAnyOrder(
                            "Reported 2.0 COUNT {Service=s}",
                            "AlreadyReported 1.0 COUNT {Service=s}",
                            "ReportLatency 0.0 MILLISECONDS {Service=s}",
                            "CompletionAge 1200000.0 MILLISECONDS {Service=s}",
                            "ReportLatency 0.0 MILLISECONDS {Service=s}",
                            "CompletionAge 1200000.0 MILLISECONDS {Service=s}");
        }

        @Test
        void counts_presumed_reports_apart() {
            pipeline.willAnswer(
                    new PipelineAnswer.UnknownOutcome("lost"),
                    new PipelineAnswer.InvalidJobState());

            report(message("m-1", completionOf("j-1")), message("m-2", completionOf("j-1")));

            assertThat(fixture.recorded.flushed())
                    .containsExactlyInAnyOrder(
                            "PresumedReported 1.0 COUNT {Service=s}",
                            "RetryAge 1200.0 SECONDS {Service=s}",
                            "Retried 1.0 COUNT {Service=s, reason=OUTCOME_UNKNOWN}",
                            "RetryAge 1200.0 SECONDS {Service=s, reason=OUTCOME_UNKNOWN}");
        }

        @Test
        void tells_for_how_long_the_oldest_event_of_each_reason_was_retried() {
            pipeline.willAnswer(
                    new PipelineAnswer.InvalidJobState(), new PipelineAnswer.InvalidJobState());
            pipeline.willThrottle();

            report(aged("m-1", 30), aged("m-2", 40), aged("m-3", 35));

            assertThat(fixture.recorded.flushed())
                    .filteredOn(it -> it.startsWith("RetryAge"))
                    .containsExactly(
                            "RetryAge 40.0 SECONDS {Service=s}",
                            "RetryAge 40.0 SECONDS {Service=s, reason=JOB_NOT_IN_PROGRESS}",
                            "RetryAge 35.0 SECONDS {Service=s, reason=THROTTLED}");
        }

        /** All of one job, so that they are handled in their order. */
        private static SQSMessage aged(String id, int seconds) {
            SQSMessage message = message(id, completionOf("j-1"));
            message.setAttributes(
                    Map.of(
                            "SentTimestamp",
                            String.valueOf(NOW.minusSeconds(seconds).toEpochMilli())));
            return message;
        }

        @Test
        void counts_what_was_not_reported_by_its_reason() {
            pipeline.willAnswer(
                    new PipelineAnswer.InvalidJobState(), new PipelineAnswer.InvalidJobState());

            report(
                    message("m-1", "not json"),
                    message("m-2", completionOf("j-2")),
                    message("m-3", completionOf("j-3")));

            assertThat(fixture.recorded.flushed())
                    .containsExactlyInAnyOrder(
                            "DeadLettered 1.0 COUNT {Service=s, reason="
                                    + FailureReason.MALFORMED_EVENT
                                    + "}",
                            "RetryAge 1200.0 SECONDS {Service=s}",
                            "Retried 2.0 COUNT {Service=s, reason=JOB_NOT_IN_PROGRESS}",
                            "RetryAge 1200.0 SECONDS {Service=s, reason=JOB_NOT_IN_PROGRESS}");
        }
    }
}

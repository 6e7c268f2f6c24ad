package io.github.jobreporter.completion;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jobreporter.completion.ReportOutcome.AlreadyReported;
import io.github.jobreporter.completion.ReportOutcome.Refused;
import io.github.jobreporter.completion.ReportOutcome.Reported;
import io.github.jobreporter.completion.ReportOutcome.Unavailable;
import io.github.jobreporter.support.FakeQueues;
import io.github.jobreporter.support.FakeQueues.HandedOver;
import io.github.jobreporter.support.FakeQueues.RetriedAfter;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class QueueSettlementTest {

    private static final Instant NOW = Instant.parse("2026-01-01T10:00:00Z");
    private static final Optional<JobId> JOB = Optional.of(new JobId("job-1"));
    private static final int MAX_RECEIVE_COUNT = 10;

    private final FakeQueues queues = new FakeQueues();
    private final QueueSettlement settlement =
            new QueueSettlement(
                    queues,
                    queues,
                    MAX_RECEIVE_COUNT,
                    new Backoff(Duration.ofSeconds(10), Duration.ofMinutes(15), new Random(1)),
                    () -> NOW);

    private static Delivery delivery(int receiveCount) {
        return new Delivery("m-1", "the body", receiveCount, "r-1", Optional.of("handle-1"));
    }

    private static Unavailable unavailable(FailureReason reason) {
        return new Unavailable(reason, "why", false, Optional.empty());
    }

    private Disposition settle(int receiveCount, ReportOutcome outcome) {
        return settlement.settle(delivery(receiveCount), JOB, outcome);
    }

    @Nested
    class GivenAReportedResult {

        @Test
        void is_done() {
            assertThat(settle(1, new Reported())).isEqualTo(new Disposition.Done());
        }

        @Test
        void is_done_as_well_when_it_was_reported_before() {
            assertThat(settle(1, new AlreadyReported(false))).isEqualTo(new Disposition.Done());
            assertThat(settle(1, new AlreadyReported(true))).isEqualTo(new Disposition.Done());
        }
    }

    @Nested
    class GivenARefusal {

        private final Refused refused = new Refused(FailureReason.JOB_NOT_FOUND, "no such job");

        @Test
        void dead_letters_at_once_with_the_reason() {
            assertThat(settle(1, refused))
                    .isEqualTo(new Disposition.DeadLettered(FailureReason.JOB_NOT_FOUND));
            assertThat(queues.deadLetters())
                    .containsExactly(
                            new DeadLetter(
                                    delivery(1),
                                    FailureReason.JOB_NOT_FOUND,
                                    "no such job",
                                    JOB,
                                    NOW));
        }

        @Test
        void keeps_the_message_when_the_dead_letter_cannot_be_sent() {
            queues.willFail();

            assertThat(settle(1, refused))
                    .isEqualTo(new Disposition.Retried(FailureReason.JOB_NOT_FOUND));
            assertThat(queues.retried()).hasSize(1);
        }
    }

    @Nested
    class GivenAnUnavailability {

        @Test
        void retries_after_a_back_off() {
            assertThat(settle(3, unavailable(FailureReason.THROTTLED)))
                    .isEqualTo(new Disposition.Retried(FailureReason.THROTTLED));
            assertThat(queues.retried())
                    .singleElement()
                    .satisfies(
                            retry -> {
                                assertThat(retry.receiptHandle()).isEqualTo("handle-1");
                                assertThat(retry.delay())
                                        .isBetween(Duration.ofSeconds(1), Duration.ofSeconds(40));
                            });
        }

        @Test
        void retries_a_held_job_when_the_lease_ends() {
            Unavailable held =
                    new Unavailable(
                            FailureReason.HELD_ELSEWHERE,
                            "why",
                            false,
                            Optional.of(NOW.plusMillis(41_500)));

            settle(1, held);

            assertThat(queues.retried())
                    .containsExactly(new RetriedAfter("handle-1", Duration.ofSeconds(42)));
        }
    }

    @Nested
    class GivenTheLastDelivery {

        @Test
        void dead_letters_with_the_reason_instead_of_the_queue_without() {
            assertThat(settle(MAX_RECEIVE_COUNT, unavailable(FailureReason.THROTTLED)))
                    .isEqualTo(new Disposition.DeadLettered(FailureReason.THROTTLED));
            assertThat(queues.deadLetters().getFirst().detail())
                    .isEqualTo("THROTTLED, at the last of 10 deliveries: why");
        }

        @Test
        void dead_letters_as_unknown_what_may_have_been_accepted() {
            Unavailable open =
                    new Unavailable(FailureReason.THROTTLED, "why", true, Optional.empty());

            assertThat(settle(MAX_RECEIVE_COUNT, open))
                    .isEqualTo(new Disposition.DeadLettered(FailureReason.OUTCOME_UNKNOWN));
        }

        @Test
        void hands_a_held_job_over_as_a_new_message() {
            Unavailable held =
                    new Unavailable(
                            FailureReason.HELD_ELSEWHERE,
                            "why",
                            false,
                            Optional.of(NOW.plusSeconds(41)));

            assertThat(settle(MAX_RECEIVE_COUNT, held))
                    .isEqualTo(new Disposition.HandedOver(FailureReason.HELD_ELSEWHERE));
            assertThat(queues.handedOver())
                    .containsExactly(new HandedOver("the body", Duration.ofSeconds(42)));
            assertThat(queues.deadLetters()).isEmpty();
        }

        @Test
        void hands_what_had_no_time_over_as_a_new_message() {
            assertThat(settle(MAX_RECEIVE_COUNT, unavailable(FailureReason.OUT_OF_TIME)))
                    .isEqualTo(new Disposition.HandedOver(FailureReason.OUT_OF_TIME));
        }

        @Test
        void keeps_the_message_when_the_new_one_cannot_be_sent() {
            queues.willFail();

            assertThat(settle(MAX_RECEIVE_COUNT, unavailable(FailureReason.OUT_OF_TIME)))
                    .isEqualTo(new Disposition.Retried(FailureReason.OUT_OF_TIME));
        }

        @Test
        void keeps_the_message_when_the_dead_letter_cannot_be_sent() {
            queues.willFail();

            assertThat(settle(MAX_RECEIVE_COUNT, unavailable(FailureReason.THROTTLED)))
                    .isEqualTo(new Disposition.Retried(FailureReason.THROTTLED));
        }
    }
}

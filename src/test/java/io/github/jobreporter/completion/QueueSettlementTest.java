package io.github.jobreporter.completion;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.DURATION;

import io.github.jobreporter.completion.ReportOutcome.AlreadyReported;
import io.github.jobreporter.completion.ReportOutcome.Refused;
import io.github.jobreporter.completion.ReportOutcome.Reported;
import io.github.jobreporter.completion.ReportOutcome.Unavailable;
import io.github.jobreporter.support.FakeQueues;
import io.github.jobreporter.support.FakeQueues.RetriedAfter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class QueueSettlementTest {

    private static final Instant NOW = Instant.parse("2026-01-01T10:00:00Z");
    private static final Optional<JobId> JOB = Optional.of(new JobId("job-1"));
    private static final Duration HOUR = Duration.ofHours(1);

    private final FakeQueues queues = new FakeQueues();
    private final QueueSettlement settlement =
            new QueueSettlement(
                    queues,
                    queues,
                    new Patience(Duration.ofHours(24), HOUR),
                    new Backoff(Duration.ofSeconds(10), Duration.ofMinutes(15), new Random(1)),
                    () -> NOW);

    private static Delivery delivery(int receiveCount) {
        return delivery(receiveCount, Optional.of(NOW));
    }

    private static Delivery delivery(int receiveCount, Optional<Instant> sentAt) {
        return new Delivery(
                "m-1", "the body", receiveCount, "r-1", sentAt, Optional.of("handle-1"));
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
                    .isEqualTo(
                            new Disposition.DeadLettered(
                                    FailureReason.JOB_NOT_FOUND, "no such job"));
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
        void retries_a_held_job_soon_because_its_holder_may_end_long_before_its_lease() {
            settle(1, heldFor(Duration.ofSeconds(65)));

            assertThat(queues.retried())
                    .singleElement()
                    .extracting(RetriedAfter::delay, as(DURATION))
                    .isLessThanOrEqualTo(Duration.ofSeconds(10));
        }

        @Test
        void retries_a_held_job_at_the_latest_when_the_lease_ends() {
            settle(30, heldFor(Duration.ofMillis(500)));

            assertThat(queues.retried())
                    .containsExactly(new RetriedAfter("handle-1", Duration.ofSeconds(1)));
        }

        private static Unavailable heldFor(Duration rest) {
            return new Unavailable(
                    FailureReason.HELD_ELSEWHERE, "why", false, Optional.of(NOW.plus(rest)));
        }
    }

    @Nested
    class GivenDeliveriesThatMayCrashTheFunction {

        private static Delivery named(String handle, int receiveCount) {
            return new Delivery(
                    "m-1", "b", receiveCount, "r-1", Optional.of(NOW), Optional.of(handle));
        }

        @Test
        void lets_those_that_came_back_several_times_come_back_apart() {
            List<Delivery> deliveries =
                    IntStream.range(0, 10).mapToObj(i -> named("h-" + i, 4)).toList();

            settlement.prepare(deliveries);

            assertThat(queues.retried())
                    .extracting(RetriedAfter::receiptHandle)
                    .containsExactlyElementsOf(
                            deliveries.stream().map(it -> it.receiptHandle().get()).toList());
            assertThat(queues.retried())
                    .extracting(RetriedAfter::delay)
                    .allSatisfy(
                            it ->
                                    assertThat(it)
                                            .isBetween(
                                                    Duration.ofSeconds(90), Duration.ofMinutes(6)))
                    .satisfies(it -> assertThat(Set.copyOf(it)).hasSizeGreaterThan(7));
        }

        @Test
        void asks_for_nothing_at_the_first_deliveries() {
            settlement.prepare(List.of(named("h-1", 1), named("h-2", 3)));

            assertThat(queues.retried()).isEmpty();
        }
    }

    @Nested
    class GivenAnOldMessage {

        private static final Duration DAY = Duration.ofHours(24);

        private Disposition settle(Duration age, ReportOutcome outcome) {
            return settlement.settle(delivery(190, Optional.of(NOW.minus(age))), JOB, outcome);
        }

        private static Disposition deadLettered(
                FailureReason reason, FailureReason last, int minutes) {
            return new Disposition.DeadLettered(
                    reason, "%s, after 190 deliveries in %d minutes: why".formatted(last, minutes));
        }

        @ParameterizedTest
        @EnumSource(names = {"THROTTLED", "OUTCOME_UNKNOWN", "SERVICE_FAULT"})
        void retries_what_aws_or_the_operator_must_fix_for_the_configured_time(
                FailureReason reason) {
            assertThat(settle(DAY.minusMillis(1), unavailable(reason)))
                    .isEqualTo(new Disposition.Retried(reason));
            assertThat(settle(DAY, unavailable(reason)))
                    .isEqualTo(deadLettered(reason, reason, 1440));
        }

        @ParameterizedTest
        @EnumSource(names = {"JOB_NOT_IN_PROGRESS", "CLIENT_TOKEN_NOT_FOUND"})
        void retries_what_the_partner_must_do_for_an_hour(FailureReason reason) {
            assertThat(settle(HOUR.minusMillis(1), unavailable(reason)))
                    .isEqualTo(new Disposition.Retried(reason));
            assertThat(settle(HOUR, unavailable(reason)))
                    .isEqualTo(deadLettered(reason, reason, 60));
        }

        @ParameterizedTest
        @EnumSource(names = {"HELD_ELSEWHERE", "OUT_OF_TIME"})
        void retries_what_only_has_to_wait_for_as_long_as_the_queue_keeps_it(FailureReason reason) {
            assertThat(settle(Duration.ofDays(14), unavailable(reason)))
                    .isEqualTo(new Disposition.Retried(reason));
        }

        @Test
        void says_how_often_and_for_how_long_it_was_retried() {
            settle(DAY, unavailable(FailureReason.THROTTLED));

            assertThat(queues.deadLetters().getFirst().detail())
                    .isEqualTo("THROTTLED, after 190 deliveries in 1440 minutes: why");
        }

        @Test
        void dead_letters_as_unknown_what_may_have_been_accepted() {
            Unavailable unresolved =
                    new Unavailable(FailureReason.THROTTLED, "why", true, Optional.empty());

            assertThat(settle(DAY, unresolved))
                    .isEqualTo(
                            deadLettered(
                                    FailureReason.OUTCOME_UNKNOWN, FailureReason.THROTTLED, 1440));
        }

        @Test
        void keeps_the_message_when_the_dead_letter_cannot_be_sent() {
            queues.willFail();

            assertThat(settle(DAY, unavailable(FailureReason.THROTTLED)))
                    .isEqualTo(new Disposition.Retried(FailureReason.THROTTLED));
        }
    }

    @Nested
    class GivenAMessageOfUnknownAge {

        @ParameterizedTest
        @EnumSource(names = {"THROTTLED", "JOB_NOT_IN_PROGRESS"})
        void retries_it_however_often_it_was_delivered(FailureReason reason) {
            Delivery delivery = delivery(999, Optional.empty());

            assertThat(settlement.settle(delivery, JOB, unavailable(reason)))
                    .isEqualTo(new Disposition.Retried(reason));
        }
    }
}

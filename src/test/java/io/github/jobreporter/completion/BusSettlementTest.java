package io.github.jobreporter.completion;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jobreporter.support.FakeQueues;
import io.github.jobreporter.support.FakeQueues.HandedOver;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BusSettlementTest {

    private static final Instant NOW = Instant.parse("2026-01-01T10:00:00Z");
    private static final Delivery DELIVERY =
            new Delivery("e-1", "the event", 1, "r-1", Optional.empty(), Optional.empty());

    private final FakeQueues queues = new FakeQueues();
    private final BusSettlement settlement =
            new BusSettlement(
                    queues,
                    queues,
                    new Backoff(Duration.ofSeconds(10), Duration.ofMinutes(15), new Random(1)),
                    () -> NOW);

    private Disposition settle(ReportOutcome outcome) {
        return settlement.settle(DELIVERY, Optional.empty(), outcome);
    }

    @Test
    void is_done_with_a_reported_result() {
        assertThat(settle(new ReportOutcome.Reported())).isEqualTo(new Disposition.Done());
        assertThat(settle(new ReportOutcome.AlreadyReported(false)))
                .isEqualTo(new Disposition.Done());
    }

    @Test
    void dead_letters_a_refusal() {
        assertThat(settle(new ReportOutcome.Refused(FailureReason.MALFORMED_EVENT, "why")))
                .isEqualTo(new Disposition.DeadLettered(FailureReason.MALFORMED_EVENT, "why"));
        assertThat(queues.deadLetters()).hasSize(1);
    }

    @Test
    void hands_an_unavailability_over_to_the_queue_after_a_back_off() {
        assertThat(settle(unavailable(Optional.empty())))
                .isEqualTo(new Disposition.HandedOver(FailureReason.THROTTLED));
        assertThat(queues.handedOver().getFirst().body()).isEqualTo("the event");
        assertThat(queues.handedOver().getFirst().delay())
                .isBetween(Duration.ofSeconds(1), Duration.ofSeconds(10));
    }

    @Test
    void hands_a_held_job_over_at_the_latest_until_the_lease_ends() {
        settle(unavailable(Optional.of(NOW.plusMillis(500))));

        assertThat(queues.handedOver())
                .containsExactly(new HandedOver("the event", Duration.ofSeconds(1)));
    }

    @Test
    void keeps_an_event_that_can_be_stored_nowhere() {
        queues.willFail();

        assertThat(settle(unavailable(Optional.empty())))
                .isEqualTo(new Disposition.Retried(FailureReason.THROTTLED));
        assertThat(settle(new ReportOutcome.Refused(FailureReason.MALFORMED_EVENT, "why")))
                .isEqualTo(new Disposition.Retried(FailureReason.MALFORMED_EVENT));
    }

    private static ReportOutcome unavailable(Optional<Instant> heldUntil) {
        return new ReportOutcome.Unavailable(FailureReason.THROTTLED, "why", false, heldUntil);
    }
}

package io.github.jobreporter.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jobreporter.completion.Delivery;
import io.github.jobreporter.completion.Disposition;
import io.github.jobreporter.completion.FailureReason;
import io.github.jobreporter.completion.ReportOutcome;
import io.github.jobreporter.support.LoggedLines;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the line of a delivery claims. */
class DeliveryLogTest {

    private static final String BODY = "{\"jobId\": \"j-1\", \"clientToken\": \"t\"}";

    private static List<String> logged(ReportOutcome outcome, Disposition disposition) {
        Arrival arrival =
                new Arrival(
                        new Delivery("m-1", BODY, 1, "r-1", Optional.empty()),
                        new EventParser().parseMessage(BODY),
                        Optional.empty());
        try (LoggedLines lines = LoggedLines.of(DeliveryLog.class)) {
            DeliveryLog.write(
                    arrival, new Handled(outcome, disposition, Duration.ZERO, Optional.empty()));
            return lines.messages();
        }
    }

    @Test
    void says_of_a_report_that_nobody_saw_that_it_is_presumed() {
        assertThat(logged(new ReportOutcome.AlreadyReported(true), new Disposition.Done()))
                .containsExactly("The completion is presumed to be reported");
        assertThat(logged(new ReportOutcome.AlreadyReported(false), new Disposition.Done()))
                .containsExactly("The completion is reported");
    }

    /** The queue may move it to the dead-letter queue instead; the bus may give up. */
    @Test
    void does_not_promise_another_delivery() {
        assertThat(
                        logged(
                                new ReportOutcome.Unavailable(
                                        FailureReason.THROTTLED, "", false, Optional.empty()),
                                new Disposition.Retried(FailureReason.THROTTLED)))
                .containsExactly("The event is given back for another delivery");
    }

    @Test
    void says_of_what_was_not_finished_that_it_is_given_back() {
        try (LoggedLines lines = LoggedLines.of(ConcurrentHandling.class)) {
            new ConcurrentHandling(
                            (_, _) -> {
                                throw new IllegalStateException();
                            },
                            () -> Instant.EPOCH)
                    .handleAll(
                            List.of(
                                    new Arrival(
                                            new Delivery("m-1", BODY, 1, "r-1", Optional.empty()),
                                            new EventParser().parseMessage(BODY),
                                            Optional.empty())),
                            Instant.EPOCH.plusSeconds(30));

            assertThat(lines.messages())
                    .containsExactly(
                            "A delivery failed unexpectedly; it is given back for another one");
        }
    }
}

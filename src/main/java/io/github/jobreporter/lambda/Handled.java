package io.github.jobreporter.lambda;

import io.github.jobreporter.completion.Disposition;
import io.github.jobreporter.completion.OutcomeEvent;
import io.github.jobreporter.completion.ReportOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What became of one delivery.
 *
 * @param took from the parsed event to the outcome
 * @param age from the event's publication to the outcome, if the publication is known
 * @param sinceSent from when the queue accepted the message to the outcome; absent for the bus
 * @param settledAt when the settlement was complete
 */
record Handled(
        ReportOutcome outcome,
        Disposition disposition,
        Duration took,
        Optional<Duration> age,
        Optional<Duration> sinceSent,
        Instant settledAt) {

    /** Whether the event source must retry it. */
    boolean isRetried() {
        return disposition instanceof Disposition.Retried;
    }

    /** For how long it was retried so far, if it is retried again. */
    Optional<Duration> retryAge() {
        return isRetried() ? sinceSent : Optional.empty();
    }

    /** What finally became of the event; empty if it will be delivered again. */
    Optional<OutcomeEvent> outcomeEvent(Arrival arrival) {
        return ending().map(
                        ending ->
                                new OutcomeEvent(
                                        arrival.event().knownJobId(),
                                        ending,
                                        arrival.delivery().messageId(),
                                        arrival.event().envelope().id(),
                                        arrival.publishedAt(),
                                        settledAt));
    }

    private Optional<ReportOutcome.Final> ending() {
        return switch (disposition) {
            case Disposition.Done() ->
                    outcome instanceof ReportOutcome.Final ending
                            ? Optional.of(ending)
                            : Optional.empty();
            case Disposition.DeadLettered(var reason, var detail) ->
                    Optional.of(new ReportOutcome.Refused(reason, detail));
            case Disposition.HandedOver _, Disposition.Retried _ -> Optional.empty();
        };
    }
}

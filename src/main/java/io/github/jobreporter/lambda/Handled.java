package io.github.jobreporter.lambda;

import io.github.jobreporter.completion.Disposition;
import io.github.jobreporter.completion.ReportOutcome;
import java.time.Duration;
import java.util.Optional;

/**
 * What became of one delivery.
 *
 * @param took from the parsed event to the outcome
 * @param age from the event's publication to the outcome, if the publication is known
 * @param sinceSent from when the queue accepted the message to the outcome; absent for the bus
 */
record Handled(
        ReportOutcome outcome,
        Disposition disposition,
        Duration took,
        Optional<Duration> age,
        Optional<Duration> sinceSent) {

    /** Whether the event source must retry it. */
    boolean isRetried() {
        return disposition instanceof Disposition.Retried;
    }

    /** For how long it was retried so far, if it is retried again. */
    Optional<Duration> retryAge() {
        return isRetried() ? sinceSent : Optional.empty();
    }
}

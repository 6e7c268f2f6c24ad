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
 */
record Handled(
        ReportOutcome outcome, Disposition disposition, Duration took, Optional<Duration> age) {

    /** Whether the event source must retry it. */
    boolean isRetried() {
        return disposition instanceof Disposition.Retried;
    }
}

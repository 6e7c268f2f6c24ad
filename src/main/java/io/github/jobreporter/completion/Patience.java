package io.github.jobreporter.completion;

import java.time.Duration;

/**
 * How long an event is retried, by what is wrong with it. The age counts from when the completion
 * queue accepted its message, so a redriven message starts anew.
 *
 * @param services for what AWS or the operator must fix, and for an unknown outcome
 * @param partner for what the partner does within minutes or never
 */
public record Patience(Duration services, Duration partner) {

    /** Whether an event of this age is still retried for this reason. */
    boolean retries(FailureReason reason, Duration age) {
        return switch (reason.retriedFor()) {
            case NOT_AT_ALL -> false;
            case PARTNER -> age.compareTo(partner) < 0;
            case SERVICES -> age.compareTo(services) < 0;
            // The queue drops it at the end of its retention.
            case ITS_TURN -> true;
        };
    }
}

package io.github.jobreporter.completion;

import java.time.Instant;
import java.util.Optional;

/** What became of one completion; the order is that of the outcome table. */
public sealed interface ReportOutcome {

    /** CodePipeline accepted the result just now. */
    record Reported() implements ReportOutcome {}

    /**
     * This same result was reported before.
     *
     * @param presumed whether that is concluded from an earlier attempt of ours whose outcome was
     *     unknown, rather than recorded
     */
    record AlreadyReported(boolean presumed) implements ReportOutcome {}

    /**
     * It cannot be reported, and trying again would not help.
     *
     * @param detail one line for people; holds no secret
     */
    record Refused(FailureReason reason, String detail) implements ReportOutcome {}

    /**
     * It could not be reported now.
     *
     * @param detail one line for people; holds no secret
     * @param mayBeAccepted whether an earlier attempt with this same result may have been accepted
     * @param heldUntil when the lease ends: an earlier retry cannot succeed
     */
    record Unavailable(
            FailureReason reason, String detail, boolean mayBeAccepted, Optional<Instant> heldUntil)
            implements ReportOutcome {

        /** The reason that stays true when there is no further delivery. */
        public FailureReason reasonAtLastDelivery() {
            return mayBeAccepted && reason.allowsDeadLetter() ? FailureReason.OUTCOME_UNKNOWN : reason;
        }
    }
}

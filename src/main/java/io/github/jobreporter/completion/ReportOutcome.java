package io.github.jobreporter.completion;

import java.time.Instant;
import java.util.Optional;

/** What became of one completion, in the order of the outcome table. */
public sealed interface ReportOutcome {

    /** Nothing more will become of the event. */
    sealed interface Final extends ReportOutcome {}

    /** CodePipeline accepted the result. */
    record Reported() implements Final {}

    /**
     * This same result was reported before.
     *
     * @param presumed whether it is concluded from an unresolved attempt; if not, it is recorded
     */
    record AlreadyReported(boolean presumed) implements Final {}

    /**
     * It cannot be reported, and a retry would not help.
     *
     * @param detail one line for people; holds no secret
     */
    record Refused(FailureReason reason, String detail) implements Final {}

    /**
     * It could not be reported now.
     *
     * @param detail one line for people; holds no secret
     * @param mayBeAccepted whether CodePipeline may have accepted this same result
     * @param heldUntil when another invocation's lease ends, unless that ends it before
     */
    record Unavailable(
            FailureReason reason, String detail, boolean mayBeAccepted, Optional<Instant> heldUntil)
            implements ReportOutcome {

        /** Not held by another invocation. */
        Unavailable(FailureReason reason, String detail, boolean mayBeAccepted) {
            this(reason, detail, mayBeAccepted, Optional.empty());
        }

        /** The reason to give if it is not retried any more. */
        public FailureReason reasonOfDeadLetter() {
            return mayBeAccepted ? FailureReason.OUTCOME_UNKNOWN : reason;
        }
    }
}

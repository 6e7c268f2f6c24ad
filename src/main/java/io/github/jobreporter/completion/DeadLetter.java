package io.github.jobreporter.completion;

import java.time.Instant;
import java.util.Optional;

/**
 * An event that could not be reported, and the reason.
 *
 * @param detail one line for people; holds no secret
 */
public record DeadLetter(
        Delivery delivery,
        FailureReason reason,
        String detail,
        Optional<JobId> jobId,
        Instant failedAt) {

    /** The message attribute that holds the reason. A redrive keeps it. */
    public static final String REASON_ATTRIBUTE = "FailureReason";

    /** A longer {@code detail} is cut when it is stored. */
    public static final LengthLimit DETAIL_LENGTH = new LengthLimit(1, 4096);
}

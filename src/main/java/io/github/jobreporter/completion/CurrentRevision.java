package io.github.jobreporter.completion;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * The revision of an artifact that the job worked on.
 *
 * @param revision 1 to 1500 characters
 * @param changeIdentifier 1 to 100 characters
 * @param created within the years 1 to 9999; truncated to milliseconds, as in the wire format
 * @param revisionSummary 1 to 2048 characters
 */
public record CurrentRevision(
        String revision,
        String changeIdentifier,
        Optional<Instant> created,
        Optional<String> revisionSummary) {

    public static final LengthLimit REVISION_LENGTH = new LengthLimit(1, 1500);
    public static final LengthLimit CHANGE_IDENTIFIER_LENGTH = new LengthLimit(1, 100);
    public static final LengthLimit REVISION_SUMMARY_LENGTH = new LengthLimit(1, 2048);

    public static final Instant CREATED_MIN = Instant.parse("0001-01-01T00:00:00Z");
    public static final Instant CREATED_MAX = Instant.parse("9999-12-31T23:59:59.999Z");

    public CurrentRevision {
        REVISION_LENGTH.require("revision", revision);
        CHANGE_IDENTIFIER_LENGTH.require("changeIdentifier", changeIdentifier);
        revisionSummary.ifPresent(
                summary -> REVISION_SUMMARY_LENGTH.require("revisionSummary", summary));
        created = created.map(time -> time.truncatedTo(ChronoUnit.MILLIS));
        if (!created.map(CurrentRevision::admitsCreated).orElse(true)) {
            throw new IllegalArgumentException("created must be within the years 1 to 9999");
        }
    }

    /** Whether the time can be sent: within the years 1 to 9999. */
    public static boolean admitsCreated(Instant created) {
        return !created.isBefore(CREATED_MIN)
                && !created.truncatedTo(ChronoUnit.MILLIS).isAfter(CREATED_MAX);
    }
}

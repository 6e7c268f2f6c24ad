package io.github.jobreporter.completion;

/**
 * The id of a third-party job, as {@code PollForThirdPartyJobs} returned it.
 *
 * @param value 1 to 512 characters
 */
public record JobId(String value) {

    public static final LengthLimit LENGTH = new LengthLimit(1, 512);

    public JobId {
        LENGTH.require("jobId", value);
    }
}

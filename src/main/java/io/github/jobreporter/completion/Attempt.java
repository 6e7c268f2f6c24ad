package io.github.jobreporter.completion;

import java.time.Instant;

/**
 * An attempt to report one result of one job.
 *
 * @param leaseUntil until when no other invocation may attempt it; after this invocation's end
 */
public record Attempt(JobId jobId, Fingerprint fingerprint, Instant leaseUntil) {}

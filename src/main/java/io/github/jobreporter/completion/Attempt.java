package io.github.jobreporter.completion;

import java.time.Instant;

/**
 * The wish to report one result of one job.
 *
 * @param leaseUntil until when nobody else may try; after the invocation's deadline
 */
public record Attempt(JobId jobId, Fingerprint fingerprint, Instant leaseUntil) {}

package io.github.jobreporter.completion;

/** One completed job: which one, who may say so, and how it ended. */
public record JobCompletion(JobId jobId, Credential credential, JobResult result) {}

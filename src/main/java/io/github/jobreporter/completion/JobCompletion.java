package io.github.jobreporter.completion;

/** A completed job: its id, the caller's credential and the result. */
public record JobCompletion(JobId jobId, Credential credential, JobResult result) {}

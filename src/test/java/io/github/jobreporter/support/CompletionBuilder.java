package io.github.jobreporter.support;

import io.github.jobreporter.completion.ClientId;
import io.github.jobreporter.completion.ClientToken;
import io.github.jobreporter.completion.Credential;
import io.github.jobreporter.completion.CurrentRevision;
import io.github.jobreporter.completion.ExecutionDetails;
import io.github.jobreporter.completion.FailureType;
import io.github.jobreporter.completion.JobCompletion;
import io.github.jobreporter.completion.JobId;
import io.github.jobreporter.completion.JobResult;
import java.time.Instant;
import java.util.Optional;

/** Builds completions: {@code aCompletion().forJob("j-1").succeeded()}. */
public final class CompletionBuilder {

    public static final String TOKEN = "s3cr3t-t0k3n";
    public static final String CLIENT_ID = "1f0e7a52-7c3b-4d52-9a6e-0c6f4f4b6a11";

    private String jobId = "job-1";
    private Credential credential = new ClientToken(TOKEN);

    private CompletionBuilder() {}

    public static CompletionBuilder aCompletion() {
        return new CompletionBuilder();
    }

    public CompletionBuilder forJob(String id) {
        jobId = id;
        return this;
    }

    public CompletionBuilder withToken(String token) {
        credential = new ClientToken(token);
        return this;
    }

    public CompletionBuilder byClientId() {
        credential = new ClientId(CLIENT_ID);
        return this;
    }

    public JobCompletion succeeded() {
        return with(
                new JobResult.Success(
                        Optional.of(
                                new CurrentRevision(
                                        "4f9c1f2",
                                        "build-1",
                                        Optional.of(Instant.parse("2026-01-01T10:00:00.123Z")),
                                        Optional.of("no findings"))),
                        Optional.empty(),
                        Optional.of(
                                new ExecutionDetails(
                                        Optional.of("214 checks passed"),
                                        Optional.of("scan-1"),
                                        Optional.of(100)))));
    }

    public JobCompletion succeededSilently() {
        return with(new JobResult.Success(Optional.empty(), Optional.empty(), Optional.empty()));
    }

    public JobCompletion continuingAs(String continuationToken) {
        return with(
                new JobResult.Success(
                        Optional.empty(), Optional.of(continuationToken), Optional.empty()));
    }

    public JobCompletion failed() {
        return with(
                new JobResult.Failure(
                        FailureType.JOB_FAILED, "3 checks failed", Optional.of("scan-1")));
    }

    public JobCompletion with(JobResult result) {
        return new JobCompletion(new JobId(jobId), credential, result);
    }
}

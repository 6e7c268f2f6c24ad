package io.github.jobreporter.aws;

import io.github.jobreporter.completion.ClientToken;
import io.github.jobreporter.completion.JobId;
import io.github.jobreporter.completion.JobResult;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.services.codepipeline.model.CurrentRevision;
import software.amazon.awssdk.services.codepipeline.model.ExecutionDetails;
import software.amazon.awssdk.services.codepipeline.model.FailureDetails;
import software.amazon.awssdk.services.codepipeline.model.PutThirdPartyJobFailureResultRequest;
import software.amazon.awssdk.services.codepipeline.model.PutThirdPartyJobSuccessResultRequest;

/**
 * Translates results to requests of the SDK.
 *
 * <p>The requests must never be logged: they print the token in clear text.
 */
record ResultRequest(
        JobId jobId, ClientToken token, AwsRequestOverrideConfiguration configuration) {

    PutThirdPartyJobSuccessResultRequest of(JobResult.Success success) {
        PutThirdPartyJobSuccessResultRequest.Builder request =
                PutThirdPartyJobSuccessResultRequest.builder()
                        .jobId(jobId.value())
                        .clientToken(token.value())
                        .overrideConfiguration(configuration);
        success.currentRevision().map(ResultRequest::translate).ifPresent(request::currentRevision);
        success.continuationToken().ifPresent(request::continuationToken);
        success.executionDetails()
                .map(ResultRequest::translate)
                .ifPresent(request::executionDetails);
        return request.build();
    }

    PutThirdPartyJobFailureResultRequest of(JobResult.Failure failure) {
        return PutThirdPartyJobFailureResultRequest.builder()
                .jobId(jobId.value())
                .clientToken(token.value())
                .failureDetails(translate(failure))
                .overrideConfiguration(configuration)
                .build();
    }

    private static CurrentRevision translate(
            io.github.jobreporter.completion.CurrentRevision revision) {
        CurrentRevision.Builder translation =
                CurrentRevision.builder()
                        .revision(revision.revision())
                        .changeIdentifier(revision.changeIdentifier());
        revision.created().ifPresent(translation::created);
        revision.revisionSummary().ifPresent(translation::revisionSummary);
        return translation.build();
    }

    private static ExecutionDetails translate(
            io.github.jobreporter.completion.ExecutionDetails details) {
        ExecutionDetails.Builder translation = ExecutionDetails.builder();
        details.summary().ifPresent(translation::summary);
        details.externalExecutionId().ifPresent(translation::externalExecutionId);
        details.percentComplete().ifPresent(translation::percentComplete);
        return translation.build();
    }

    private static FailureDetails translate(JobResult.Failure failure) {
        FailureDetails.Builder translation =
                FailureDetails.builder().type(failure.type().wireName()).message(failure.message());
        failure.externalExecutionId().ifPresent(translation::externalExecutionId);
        return translation.build();
    }

    /** Without the token. */
    @Override
    public String toString() {
        return "ResultRequest[" + jobId + "]";
    }
}

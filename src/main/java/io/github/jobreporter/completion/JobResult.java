package io.github.jobreporter.completion;

import java.util.Optional;

/** How a job ended; CodePipeline takes one per job and never shows it again. */
public sealed interface JobResult {

    /**
     * The job succeeded, as {@code PutThirdPartyJobSuccessResult} takes it.
     *
     * @param continuationToken 1 to 2048 characters; present: the action goes on in a new job that
     *     carries it; absent: the action is finished
     */
    record Success(
            Optional<CurrentRevision> currentRevision,
            Optional<String> continuationToken,
            Optional<ExecutionDetails> executionDetails)
            implements JobResult {

        public static final LengthLimit CONTINUATION_TOKEN_LENGTH = new LengthLimit(1, 2048);

        public Success {
            continuationToken.ifPresent(
                    it -> CONTINUATION_TOKEN_LENGTH.require("continuationToken", it));
        }
    }

    /**
     * The job failed, as {@code PutThirdPartyJobFailureResult} takes it.
     *
     * @param message 1 to 5000 characters
     * @param externalExecutionId 1 to 1500 characters
     */
    record Failure(FailureType type, String message, Optional<String> externalExecutionId)
            implements JobResult {

        public static final LengthLimit MESSAGE_LENGTH = new LengthLimit(1, 5000);

        public Failure {
            MESSAGE_LENGTH.require("message", message);
            externalExecutionId.ifPresent(
                    it ->
                            ExecutionDetails.EXTERNAL_EXECUTION_ID_LENGTH.require(
                                    "externalExecutionId", it));
        }
    }
}

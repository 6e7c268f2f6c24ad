package io.github.jobreporter.completion;

import java.util.Optional;

/** How a job ended. CodePipeline accepts one result per job and has no call to read it. */
public sealed interface JobResult {

    /**
     * The job succeeded, as {@code PutThirdPartyJobSuccessResult} takes it.
     *
     * @param continuationToken 1 to 2048 characters; if present, the action continues in a new job
     *     that carries the token; if absent, the action is finished
     */
    record Success(
            Optional<CurrentRevision> currentRevision,
            Optional<String> continuationToken,
            Optional<ExecutionDetails> executionDetails)
            implements JobResult {

        public static final LengthLimit CONTINUATION_TOKEN_LENGTH = new LengthLimit(1, 2048);

        public Success {
            continuationToken.ifPresent(
                    token -> CONTINUATION_TOKEN_LENGTH.require("continuationToken", token));
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
                    id ->
                            ExecutionDetails.EXTERNAL_EXECUTION_ID_LENGTH.require(
                                    "externalExecutionId", id));
        }
    }
}

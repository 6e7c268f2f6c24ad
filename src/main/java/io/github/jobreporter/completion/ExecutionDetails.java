package io.github.jobreporter.completion;

import java.util.Optional;

/**
 * Details of the action's execution.
 *
 * @param summary 1 to 2048 characters
 * @param externalExecutionId 1 to 1500 characters; the action's id in the partner's own system
 * @param percentComplete 0 to 100
 */
public record ExecutionDetails(
        Optional<String> summary,
        Optional<String> externalExecutionId,
        Optional<Integer> percentComplete) {

    public static final LengthLimit SUMMARY_LENGTH = new LengthLimit(1, 2048);
    public static final LengthLimit EXTERNAL_EXECUTION_ID_LENGTH = new LengthLimit(1, 1500);

    public ExecutionDetails {
        summary.ifPresent(text -> SUMMARY_LENGTH.require("summary", text));
        externalExecutionId.ifPresent(
                id -> EXTERNAL_EXECUTION_ID_LENGTH.require("externalExecutionId", id));
        percentComplete.ifPresent(ExecutionDetails::requirePercentage);
    }

    private static void requirePercentage(int percent) {
        if (percent < 0 || percent > 100) {
            throw new IllegalArgumentException("percentComplete must be 0 to 100, was " + percent);
        }
    }
}

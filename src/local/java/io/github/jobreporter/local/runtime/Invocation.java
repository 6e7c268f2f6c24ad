package io.github.jobreporter.local.runtime;

/** How one invocation of a function ended. */
public sealed interface Invocation {

    /** Lambda's error type if no execution environment started. */
    String NOT_STARTED = "Runtime.InitError";

    /** The function returned; the body is JSON, {@code null} for nothing. */
    record Succeeded(String body) implements Invocation {}

    /** The function threw. */
    record Failed(String errorType, String message) implements Invocation {}

    /** The function did not return in time; its execution environment was killed. */
    record TimedOut() implements Invocation {}

    /** The execution environment ended under the function, or before it was invoked. */
    record Died(int exitCode) implements Invocation {}

    /** Why a function logged no outcome, in one line. */
    default String problem(String function) {
        return switch (this) {
            case Succeeded _ -> function + " logged no outcome";
            // The message names the function.
            case Failed(var errorType, var message) when errorType.equals(NOT_STARTED) -> message;
            case Failed(var errorType, var message) ->
                    "%s failed with %s: %s"
                            .formatted(
                                    function,
                                    errorType,
                                    message.lines().findFirst().orElse("no message"));
            case TimedOut _ -> function + " did not answer in time";
            case Died(var exitCode) ->
                    "the process of %s ended with exit code %d".formatted(function, exitCode);
        };
    }
}

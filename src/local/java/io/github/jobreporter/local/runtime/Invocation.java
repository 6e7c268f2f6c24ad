package io.github.jobreporter.local.runtime;

/** How one invocation of a function ended. */
public sealed interface Invocation {

    /** The function returned; the body is JSON, {@code null} for nothing. */
    record Succeeded(String body) implements Invocation {}

    /** The function threw. */
    record Failed(String errorType, String message) implements Invocation {}

    /** The function did not return in time; its execution environment was killed. */
    record TimedOut() implements Invocation {}

    /** The execution environment ended under the function, or before it was invoked. */
    record Died(int exitCode) implements Invocation {}
}

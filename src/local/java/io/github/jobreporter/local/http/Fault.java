package io.github.jobreporter.local.http;

import java.time.Duration;

/** A fault that an endpoint can be ordered to produce; the calls that meet it use it up. */
public sealed interface Fault {

    /** How many calls meet it, unless the order says otherwise. */
    default int calls() {
        return 1;
    }

    /** Answers the next calls with {@code ThrottlingException} and does nothing. */
    record ThrottleNext(int calls) implements Fault {}

    /** Answers HTTP 500 and does nothing. */
    record FailBeforeActing() implements Fault {}

    /** Does what was asked, then closes the connection without a reply. */
    record DropAfterActing() implements Fault {}

    /** Waits, then does what was asked and replies, even if the caller has gone. */
    record HangBeforeActing(Duration duration) implements Fault {}

    /** Does what was asked, then waits before it replies. */
    record HangAfterActing(Duration duration) implements Fault {}

    /**
     * Answers {@code AccessDeniedException}, as AWS does when the role's policy lacks the action.
     */
    record Deny() implements Fault {}

    /** Answers with this error and does nothing. */
    record Answer(int status, String type, String message) implements Fault {}
}

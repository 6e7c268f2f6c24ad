package io.github.jobreporter.completion;

/**
 * Why an event was not reported: the code that stands in logs, metrics and dead letters. In the
 * order of the outcome table.
 */
public enum FailureReason {
    /** Not a valid completion event. */
    MALFORMED_EVENT,
    /** CodePipeline refused the request's content. */
    REJECTED_BY_VALIDATION,
    /** CodePipeline does not know the job. */
    JOB_NOT_FOUND,
    /** CodePipeline refused the client token, for a clientId even after a fresh look-up. */
    INVALID_CLIENT_TOKEN,
    /** Another result or credential was reported for this job, or may have been. */
    CONFLICTING_RESULT,
    /** The job is not in progress, and no attempt of ours can be why. */
    JOB_NOT_IN_PROGRESS,
    /** CodePipeline asked to slow down. */
    THROTTLED,
    /** The result may or may not have been accepted. */
    OUTCOME_UNKNOWN,
    /** A service failed or denied access before anything was accepted. */
    SERVICE_FAULT,
    /** No secret, or none that holds a token, for the clientId. */
    CLIENT_TOKEN_NOT_FOUND,
    /** Another invocation is reporting this job. */
    HELD_ELSEWHERE,
    /** Too little time was left in the invocation to begin. */
    OUT_OF_TIME;

    /**
     * Whether the event had its chance. One that never had must not be dead-lettered for it: on its
     * last delivery it goes back to the queue as a fresh message.
     */
    public boolean allowsDeadLetter() {
        return this != HELD_ELSEWHERE && this != OUT_OF_TIME;
    }
}

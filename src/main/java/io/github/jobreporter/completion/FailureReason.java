package io.github.jobreporter.completion;

/**
 * Why an event was not reported: the code in logs, metrics and dead letters. In the order of the
 * outcome table.
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
    /** Another result or credential is recorded for this job, or unresolved. */
    CONFLICTING_RESULT,
    /** The job is not in progress, and no attempt is unresolved. */
    JOB_NOT_IN_PROGRESS,
    /** CodePipeline asked to slow down. */
    THROTTLED,
    /** Nobody knows whether CodePipeline accepted the result. */
    OUTCOME_UNKNOWN,
    /** A service failed or denied access before anything was accepted. */
    SERVICE_FAULT,
    /** No secret, or none that holds a token, for the clientId. */
    CLIENT_TOKEN_NOT_FOUND,
    /** Another invocation is reporting this job. */
    HELD_ELSEWHERE,
    /** Too little time was left in the invocation. */
    OUT_OF_TIME;

    /**
     * Whether an event may be dead-lettered for this reason. After its last delivery, any other is
     * handed over to the queue as a new message: nothing was wrong with it, it only had to wait.
     */
    public boolean allowsDeadLetter() {
        return this != HELD_ELSEWHERE && this != OUT_OF_TIME;
    }
}

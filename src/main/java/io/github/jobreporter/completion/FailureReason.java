package io.github.jobreporter.completion;

/**
 * Why an event was not reported: the code in logs, metrics and dead letters. In the order of the
 * outcome table.
 */
public enum FailureReason {
    /** Not a valid completion event. */
    MALFORMED_EVENT(Wait.NOT_AT_ALL),
    /** CodePipeline refused the request's content. */
    REJECTED_BY_VALIDATION(Wait.NOT_AT_ALL),
    /** CodePipeline does not know the job. */
    JOB_NOT_FOUND(Wait.NOT_AT_ALL),
    /** CodePipeline refused the client token, for a clientId even after a fresh look-up. */
    INVALID_CLIENT_TOKEN(Wait.NOT_AT_ALL),
    /** Another result or credential is recorded for this job, or unresolved. */
    CONFLICTING_RESULT(Wait.NOT_AT_ALL),
    /** The job is not in progress, and no attempt is unresolved. */
    JOB_NOT_IN_PROGRESS(Wait.PARTNER),
    /** CodePipeline asked to slow down. */
    THROTTLED(Wait.SERVICES),
    /** Nobody knows whether CodePipeline accepted the result. */
    OUTCOME_UNKNOWN(Wait.SERVICES),
    /** A service failed or denied access before anything was accepted. */
    SERVICE_FAULT(Wait.SERVICES),
    /** No secret, or none that holds a token, for the clientId. */
    CLIENT_TOKEN_NOT_FOUND(Wait.PARTNER),
    /** Another invocation is reporting this job. */
    HELD_ELSEWHERE(Wait.ITS_TURN),
    /** CodePipeline throttles, and this event waits until others are sent. */
    HELD_BACK(Wait.ITS_TURN),
    /** Too little time was left in the invocation. */
    OUT_OF_TIME(Wait.ITS_TURN);

    /** What an event that is retried waits for. */
    enum Wait {
        /** Nothing: a retry would not help. */
        NOT_AT_ALL,
        /** The partner, who does it within minutes or never. */
        PARTNER,
        /** AWS or the operator. */
        SERVICES,
        /** Its turn: nothing is wrong with it. */
        ITS_TURN
    }

    private final Wait retriedFor;

    FailureReason(Wait retriedFor) {
        this.retriedFor = retriedFor;
    }

    Wait retriedFor() {
        return retriedFor;
    }

    /** Whether the partner can act on it. If not, only AWS or the operator can. */
    public boolean isForThePartner() {
        return retriedFor == Wait.NOT_AT_ALL || retriedFor == Wait.PARTNER;
    }

    /** Whether something is wrong. If not, the event only has to wait for its turn. */
    public boolean isFailure() {
        return retriedFor != Wait.ITS_TURN;
    }
}

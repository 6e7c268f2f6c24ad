package io.github.jobreporter.completion;

/** How a delivery was settled. */
public sealed interface Disposition {

    /** Acknowledged; nothing is left of it. */
    record Done() implements Disposition {}

    /**
     * In the dead-letter queue.
     *
     * @param detail one line for people; holds no secret
     */
    record DeadLettered(FailureReason reason, String detail) implements Disposition {}

    /** In the completion queue, as a new message. */
    record HandedOver(FailureReason reason) implements Disposition {}

    /** Still with the event source, which retries it. */
    record Retried(FailureReason reason) implements Disposition {}
}

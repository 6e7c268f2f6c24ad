package io.github.jobreporter.completion;

/** Where a delivery is now. */
public sealed interface Disposition {

    /** Done: nothing is left of it. */
    record Done() implements Disposition {}

    /** In the dead-letter queue. */
    record DeadLettered(FailureReason reason) implements Disposition {}

    /** In the completion queue, as a fresh message. */
    record HandedOver(FailureReason reason) implements Disposition {}

    /** Still with the event source, which delivers it again. */
    record Retried(FailureReason reason) implements Disposition {}
}

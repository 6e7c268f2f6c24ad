package io.github.jobreporter.completion;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * One delivery of an event to this function.
 *
 * @param messageId id of the queue's message or the bus's event
 * @param body as it was delivered; it may hold a client token
 * @param receiveCount 1 for the first delivery
 * @param requestId id of the Lambda invocation
 * @param sentAt when the completion queue accepted the message; absent for the bus, whose time a
 *     producer may set, and if the queue does not say
 * @param receiptHandle the queue's name of this delivery; absent for the bus
 * @param redriven whether it says that it was a dead letter before; a producer may say so, too
 */
public record Delivery(
        String messageId,
        String body,
        int receiveCount,
        String requestId,
        Optional<Instant> sentAt,
        Optional<String> receiptHandle,
        boolean redriven) {

    /** One that was no dead letter. */
    public Delivery(
            String messageId,
            String body,
            int receiveCount,
            String requestId,
            Optional<Instant> sentAt,
            Optional<String> receiptHandle) {
        this(messageId, body, receiveCount, requestId, sentAt, receiptHandle, false);
    }

    /** The time since it was sent; zero if that is not known, so that it is rather retried. */
    public Duration age(Instant now) {
        return sentAt.map(it -> Duration.between(it, now)).orElse(Duration.ZERO);
    }

    /** Without the body, which may hold a client token. */
    @Override
    public String toString() {
        return "Delivery[messageId=%s, receiveCount=%d]".formatted(messageId, receiveCount);
    }
}

package io.github.jobreporter.completion;

import java.util.Optional;

/**
 * One delivery of an event to this function.
 *
 * @param messageId id of the queue's message or the bus's event
 * @param body as it was delivered; it may hold a client token
 * @param receiveCount 1 for the first delivery
 * @param requestId id of the Lambda invocation
 * @param receiptHandle the queue's name of this delivery; absent for the bus
 */
public record Delivery(
        String messageId,
        String body,
        int receiveCount,
        String requestId,
        Optional<String> receiptHandle) {

    /** Without the body, which may hold a client token. */
    @Override
    public String toString() {
        return "Delivery[messageId=%s, receiveCount=%d]".formatted(messageId, receiveCount);
    }
}

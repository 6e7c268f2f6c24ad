package io.github.jobreporter.completion;

import java.time.Duration;

/** Port: the queue of completion events. */
public interface CompletionQueue {

    /**
     * Sends an event as a fresh message.
     *
     * @param delay until it is delivered; the queue may shorten it to its own limit
     * @return whether the queue has it; false: it must not be let go of
     */
    boolean handOver(String body, Duration delay);

    /**
     * Makes a delivered message visible again after a delay. When that fails the queue's own
     * visibility timeout applies.
     */
    void retryAfter(String receiptHandle, Duration delay);
}

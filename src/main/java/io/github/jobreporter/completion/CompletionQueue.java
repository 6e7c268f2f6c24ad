package io.github.jobreporter.completion;

import java.time.Duration;
import java.util.Map;

/** Port: the queue of completion events. */
public interface CompletionQueue {

    /**
     * Sends an event as a new message.
     *
     * @param delay until it is delivered; shortened to the queue's own limit
     * @return whether the queue confirmed it; if not, the delivery must not be acknowledged
     */
    boolean handOver(String body, Duration delay);

    /**
     * Makes a delivered message visible again after a delay. If that fails, the queue's own
     * visibility timeout applies.
     */
    void retryAfter(String receiptHandle, Duration delay);

    /**
     * Makes the messages of a batch visible again after a delay each, with one request. If that
     * fails, the queue's own visibility timeout applies.
     *
     * @param delays by receipt handle
     */
    void retryAfter(Map<String, Duration> delays);
}

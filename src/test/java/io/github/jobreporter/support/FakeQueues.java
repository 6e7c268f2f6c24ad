package io.github.jobreporter.support;

import io.github.jobreporter.completion.CompletionQueue;
import io.github.jobreporter.completion.DeadLetter;
import io.github.jobreporter.completion.DeadLetters;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** Both queues: records what was sent, or fails every call. */
public final class FakeQueues implements CompletionQueue, DeadLetters {

    /** An event handed over. */
    public record HandedOver(String body, Duration delay) {}

    /** A delivery made visible again. */
    public record RetriedAfter(String receiptHandle, Duration delay) {}

    private final List<HandedOver> handedOver = new CopyOnWriteArrayList<>();
    private final List<RetriedAfter> retried = new CopyOnWriteArrayList<>();
    private final List<DeadLetter> deadLetters = new CopyOnWriteArrayList<>();
    private boolean broken;

    public void willFail() {
        broken = true;
    }

    public List<HandedOver> handedOver() {
        return handedOver;
    }

    public List<RetriedAfter> retried() {
        return retried;
    }

    public List<DeadLetter> deadLetters() {
        return deadLetters;
    }

    @Override
    public boolean handOver(String body, Duration delay) {
        return !broken && handedOver.add(new HandedOver(body, delay));
    }

    @Override
    public void retryAfter(String receiptHandle, Duration delay) {
        retried.add(new RetriedAfter(receiptHandle, delay));
    }

    @Override
    public void retryAfter(Map<String, Duration> delays) {
        delays.forEach(this::retryAfter);
    }

    @Override
    public boolean send(DeadLetter letter) {
        return !broken && deadLetters.add(letter);
    }
}

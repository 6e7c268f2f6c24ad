package io.github.jobreporter.local.queue;

import io.github.jobreporter.local.runtime.Invocation;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.sqs.SqsClient;

/** What Lambda does between an SQS queue and a function, one batch at a time. */
public final class EventSourceMapping {

    /**
     * An event source mapping's configuration.
     *
     * @param batchSize ten at most without a batching window
     * @param batchingWindow how long a batch is gathered after its first message
     */
    public record Source(
            String queueUrl,
            String queueArn,
            int batchSize,
            Duration batchingWindow,
            boolean reportsBatchItemFailures) {

        /** One without a batching window. */
        public Source(
                String queueUrl, String queueArn, int batchSize, boolean reportsBatchItemFailures) {
            this(queueUrl, queueArn, batchSize, Duration.ZERO, reportsBatchItemFailures);
        }
    }

    /** The function that a mapping invokes. */
    @FunctionalInterface
    public interface Target {
        Invocation invoke(String payload) throws InterruptedException;
    }

    /** What happened to one message in one batch. */
    public sealed interface Delivery {

        String messageId();

        /** The function is done with it; it was deleted. */
        record Deleted(String messageId, int receiveCount) implements Delivery {}

        /** It is delivered again after its visibility timeout. */
        record Left(String messageId, int receiveCount) implements Delivery {}
    }

    /**
     * One batch.
     *
     * @param invocation empty when there was no message, and so no invocation
     */
    public record Round(List<Delivery> deliveries, Optional<Invocation> invocation) {

        static final Round EMPTY = new Round(List.of(), Optional.empty());

        public Round {
            deliveries = List.copyOf(deliveries);
        }
    }

    private final EventSource source;
    private final Target target;

    public EventSourceMapping(SqsClient sqs, Source source, Target target) {
        this(new EventSource(sqs, source), target);
    }

    public EventSourceMapping(EventSource source, Target target) {
        this.source = source;
        this.target = target;
    }

    /**
     * Receives one batch, waiting a second for it, invokes the function and deletes what it did.
     */
    public Round poll() throws InterruptedException {
        var batch = source.receive();
        if (batch.isEmpty()) {
            return Round.EMPTY;
        }
        var invocation = target.invoke(source.event(batch));
        return new Round(source.settle(batch, invocation), Optional.of(invocation));
    }
}

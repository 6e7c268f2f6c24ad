package io.github.jobreporter.aws;

import io.github.jobreporter.completion.CompletionQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequestEntry;
import software.amazon.lambda.powertools.logging.argument.StructuredArguments;

/** The completion queue in Amazon SQS. */
public final class SqsCompletionQueue implements CompletionQueue {

    private static final Logger LOG = LoggerFactory.getLogger(SqsCompletionQueue.class);

    private static final Duration LONGEST_DELAY = Duration.ofMinutes(15);
    private static final Duration LONGEST_VISIBILITY_TIMEOUT = Duration.ofHours(12);

    private final Supplier<SqsClient> client;
    private final String queueUrl;

    /**
     * Needs no client before the first call.
     *
     * @param client called for each request; must return the same client
     */
    public SqsCompletionQueue(Supplier<SqsClient> client, String queueUrl) {
        this.client = client;
        this.queueUrl = queueUrl;
    }

    @Override
    public boolean handOver(String body, Duration delay) {
        try {
            client.get()
                    .sendMessage(
                            request ->
                                    request.queueUrl(queueUrl)
                                            .messageBody(SqsText.body(body))
                                            .delaySeconds(seconds(delay, LONGEST_DELAY)));
            return true;
        } catch (SdkException e) {
            LOG.error("The completion queue did not confirm that it stored the event", detail(e));
            return false;
        }
    }

    @Override
    public void retryAfter(String receiptHandle, Duration delay) {
        try {
            client.get()
                    .changeMessageVisibility(
                            request ->
                                    request.queueUrl(queueUrl)
                                            .receiptHandle(receiptHandle)
                                            .visibilityTimeout(
                                                    seconds(delay, LONGEST_VISIBILITY_TIMEOUT)));
        } catch (SdkException e) {
            LOG.error(
                    "The completion queue did not confirm the delay of a retry;"
                            + " the queue's visibility timeout may apply instead",
                    detail(e));
        }
    }

    /**
     * For at most ten messages, as SQS takes them in one request. A single failed entry is not
     * logged: only a crash would make use of it.
     */
    @Override
    public void retryAfter(Map<String, Duration> delays) {
        List<ChangeMessageVisibilityBatchRequestEntry> entries = new ArrayList<>();
        delays.forEach(
                (receiptHandle, delay) ->
                        entries.add(
                                ChangeMessageVisibilityBatchRequestEntry.builder()
                                        .id(String.valueOf(entries.size()))
                                        .receiptHandle(receiptHandle)
                                        .visibilityTimeout(
                                                seconds(delay, LONGEST_VISIBILITY_TIMEOUT))
                                        .build()));
        try {
            client.get()
                    .changeMessageVisibilityBatch(
                            request -> request.queueUrl(queueUrl).entries(entries));
        } catch (SdkException e) {
            LOG.error(
                    "The completion queue did not confirm when messages return after a crash;"
                            + " the queue's visibility timeout may apply instead",
                    detail(e));
        }
    }

    private static Object detail(SdkException e) {
        return StructuredArguments.entry("detail", ServiceErrors.describe("SQS", e));
    }

    private static int seconds(Duration delay, Duration longest) {
        return Math.toIntExact(Math.min(delay.toSeconds(), longest.toSeconds()));
    }
}

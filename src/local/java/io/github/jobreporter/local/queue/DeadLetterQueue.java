package io.github.jobreporter.local.queue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;

/** Reads the dead-letter queue. The messages stay there. */
public final class DeadLetterQueue {

    private final SqsClient sqs;
    private final String completionQueueUrl;
    private final ReceiveMessageRequest request;

    /**
     * A dead-letter queue.
     *
     * @param completionQueueUrl where dead letters are redriven to
     */
    public DeadLetterQueue(SqsClient sqs, String queueUrl, String completionQueueUrl) {
        this.sqs = sqs;
        this.completionQueueUrl = completionQueueUrl;
        request =
                ReceiveMessageRequest.builder()
                        .queueUrl(queueUrl)
                        .maxNumberOfMessages(10)
                        .visibilityTimeout(0)
                        .messageAttributeNames("All")
                        .build();
    }

    /** One message. */
    public record Letter(
            String reason,
            String detail,
            String jobId,
            String sourceMessageId,
            String failedAt,
            Message message) {

        static Letter of(Message message) {
            return new Letter(
                    attribute(message, "FailureReason"),
                    attribute(message, "FailureDetail"),
                    attribute(message, "JobId"),
                    attribute(message, "SourceMessageId"),
                    attribute(message, "FailedAt"),
                    message);
        }

        private static String attribute(Message message, String name) {
            Map<String, MessageAttributeValue> attributes = message.messageAttributes();
            return Optional.ofNullable(attributes.get(name))
                    .map(MessageAttributeValue::stringValue)
                    .orElse("");
        }
    }

    /** All messages, oldest first. They stay visible to others. */
    public synchronized List<Letter> letters() {
        Map<String, Message> seen = new LinkedHashMap<>();
        int messages = count(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES);
        // Each receive returns any ten; others may receive some meanwhile.
        for (int i = 0; seen.size() < messages && i < messages; i++) {
            receive(request).forEach(it -> seen.put(it.messageId(), it));
        }
        return seen.values().stream()
                .map(Letter::of)
                .sorted(Comparator.comparing(Letter::failedAt))
                .toList();
    }

    /** Receives and deletes all messages: the only way to see all if there are many. */
    public List<Letter> takeAll() {
        List<Letter> taken = new ArrayList<>();
        ReceiveMessageRequest hiding = request.toBuilder().visibilityTimeout(60).build();
        for (List<Message> some = receive(hiding); !some.isEmpty(); some = receive(hiding)) {
            some.forEach(this::delete);
            some.stream().map(Letter::of).forEach(taken::add);
        }
        return taken;
    }

    private List<Message> receive(ReceiveMessageRequest how) {
        return sqs.receiveMessage(how).messages();
    }

    /** How many messages were refused again and are not visible yet. */
    public int delayed() {
        return count(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_DELAYED);
    }

    private int count(QueueAttributeName messages) {
        return Integer.parseInt(
                sqs.getQueueAttributes(
                                it -> it.queueUrl(request.queueUrl()).attributeNames(messages))
                        .attributes()
                        .getOrDefault(messages, "0"));
    }

    /** The dead letter of a message. */
    public Optional<Letter> letterOf(String sourceMessageId) {
        return letters().stream()
                .filter(it -> it.sourceMessageId().equals(sourceMessageId))
                .findFirst();
    }

    /**
     * Sends dead letters back to the completion queue at once, as {@code aws sqs
     * start-message-move-task} does. Another receive meanwhile would invalidate the receipt
     * handles.
     *
     * @return how many
     */
    public synchronized int redrive(Predicate<Letter> wanted) {
        List<Letter> redriven = letters().stream().filter(wanted).toList();
        redriven.stream().map(Letter::message).forEach(this::redrive);
        return redriven.size();
    }

    /**
     * Deletes dead letters for good.
     *
     * @return how many
     */
    public synchronized int delete(Predicate<Letter> wanted) {
        List<Letter> deleted = letters().stream().filter(wanted).toList();
        deleted.stream().map(Letter::message).forEach(this::delete);
        return deleted.size();
    }

    private void redrive(Message message) {
        sqs.sendMessage(
                it ->
                        it.queueUrl(completionQueueUrl)
                                .messageBody(message.body())
                                .messageAttributes(message.messageAttributes()));
        delete(message);
    }

    private void delete(Message message) {
        sqs.deleteMessage(
                it -> it.queueUrl(request.queueUrl()).receiptHandle(message.receiptHandle()));
    }

    public Set<String> sourceMessageIds() {
        return letters().stream().map(Letter::sourceMessageId).collect(Collectors.toSet());
    }
}

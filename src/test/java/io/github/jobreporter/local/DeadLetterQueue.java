package io.github.jobreporter.local;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;

/** Looks into the dead-letter queue. The messages stay there. */
public final class DeadLetterQueue {

    /** Long enough to see each message once. */
    private static final Duration OUT_OF_SIGHT = Duration.ofHours(1);

    private final LocalStack stack;
    private final List<Message> seen = new ArrayList<>();

    public DeadLetterQueue(LocalStack stack) {
        this.stack = stack;
    }

    /** One message. */
    public record Letter(
            String reason, String detail, String jobId, String sourceMessageId, Message message) {

        static Letter of(Message message) {
            return new Letter(
                    attribute(message, "FailureReason"),
                    attribute(message, "FailureDetail"),
                    attribute(message, "JobId"),
                    attribute(message, "SourceMessageId"),
                    message);
        }

        private static String attribute(Message message, String name) {
            Map<String, MessageAttributeValue> attributes = message.messageAttributes();
            return Optional.ofNullable(attributes.get(name))
                    .map(MessageAttributeValue::stringValue)
                    .orElse("");
        }
    }

    /** All messages, oldest first. */
    public List<Letter> letters() {
        ReceiveMessageRequest request =
                ReceiveMessageRequest.builder()
                        .queueUrl(stack.queueUrl(LocalStack.DEAD_LETTER_QUEUE))
                        .maxNumberOfMessages(10)
                        .visibilityTimeout(Math.toIntExact(OUT_OF_SIGHT.toSeconds()))
                        .messageAttributeNames("All")
                        .build();
        List<Message> fresh = stack.sqs().receiveMessage(request).messages();
        while (!fresh.isEmpty()) {
            seen.addAll(fresh);
            fresh = stack.sqs().receiveMessage(request).messages();
        }
        return seen.stream().map(Letter::of).toList();
    }

    /** The one that a message became. */
    public Optional<Letter> letterOf(String sourceMessageId) {
        return letters().stream()
                .filter(it -> it.sourceMessageId().equals(sourceMessageId))
                .findFirst();
    }

    Set<String> sourceMessageIds() {
        return letters().stream().map(Letter::sourceMessageId).collect(Collectors.toSet());
    }
}

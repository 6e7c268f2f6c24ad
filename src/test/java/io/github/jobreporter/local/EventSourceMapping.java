package io.github.jobreporter.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

/** What Lambda does between an SQS queue and a function, one batch at a time. */
public final class EventSourceMapping {

    /** One receive takes ten at most; Lambda makes larger batches only with a batching window. */
    private static final int LARGEST_RECEIVE = 10;

    private static final int WAIT_SECONDS = 1;
    private static final ObjectMapper JSON = new ObjectMapper();

    public record Source(
            String queueUrl, String queueArn, int batchSize, boolean reportsBatchItemFailures) {}

    /** The function, as a mapping sees it. */
    @FunctionalInterface
    public interface Target {
        Invocation invoke(String payload) throws InterruptedException;
    }

    /** What became of one message in one round. */
    public sealed interface Delivery {

        String messageId();

        /** The function is done with it; it was deleted. */
        record Deleted(String messageId, int receiveCount) implements Delivery {}

        /** It comes again when its visibility timeout is over. */
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

    private final SqsClient sqs;
    private final Source source;
    private final Target target;

    public EventSourceMapping(SqsClient sqs, Source source, Target target) {
        this.sqs = sqs;
        this.source = source;
        this.target = target;
    }

    /**
     * Receives one batch, waiting a second for it, invokes the function and deletes what it did.
     */
    public Round poll() throws InterruptedException {
        var messages = receive();
        if (messages.isEmpty()) {
            return Round.EMPTY;
        }
        var invocation = target.invoke(event(messages));
        var ids = messages.stream().map(Message::messageId).collect(Collectors.toSet());
        var failed = failed(invocation, ids);
        var deliveries = messages.stream().map(it -> settle(it, failed)).toList();
        return new Round(deliveries, Optional.of(invocation));
    }

    private List<Message> receive() {
        return sqs.receiveMessage(
                        it ->
                                it.queueUrl(source.queueUrl)
                                        .maxNumberOfMessages(
                                                Math.min(source.batchSize, LARGEST_RECEIVE))
                                        .waitTimeSeconds(WAIT_SECONDS)
                                        .messageAttributeNames("All")
                                        .messageSystemAttributeNames(
                                                MessageSystemAttributeName.ALL))
                .messages();
    }

    private Delivery settle(Message message, Set<String> failed) {
        var id = message.messageId();
        if (failed.contains(id)) {
            return new Delivery.Left(id, receiveCount(message));
        }
        sqs.deleteMessage(
                it -> it.queueUrl(source.queueUrl).receiptHandle(message.receiptHandle()));
        return new Delivery.Deleted(id, receiveCount(message));
    }

    private static int receiveCount(Message message) {
        return Integer.parseInt(
                message.attributes()
                        .getOrDefault(MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT, "0"));
    }

    private Set<String> failed(Invocation invocation, Set<String> ids) {
        return switch (invocation) {
            case Invocation.Succeeded(var body) when source.reportsBatchItemFailures ->
                    reported(body, ids);
            case Invocation.Succeeded _ -> Set.of();
            case Invocation.Failed _, Invocation.TimedOut _, Invocation.Died _ -> ids;
        };
    }

    /**
     * A response that names nothing means that all is done. One that names something which cannot
     * be understood, or a message that is not in the batch, means that nothing is.
     */
    private static Set<String> reported(String body, Set<String> ids) {
        try {
            var failures = JSON.readTree(body).path("batchItemFailures");
            var failed = new HashSet<String>();
            for (var failure : failures) {
                failed.add(failure.path("itemIdentifier").asText());
            }
            return ids.containsAll(failed) ? failed : ids;
        } catch (JsonProcessingException e) {
            return ids;
        }
    }

    private String event(List<Message> messages) {
        var event = JsonNodeFactory.instance.objectNode();
        var records = event.putArray("Records");
        messages.forEach(it -> records.add(record(it)));
        return event.toString();
    }

    private JsonNode record(Message message) {
        var json = JsonNodeFactory.instance.objectNode();
        json.put("messageId", message.messageId())
                .put("receiptHandle", message.receiptHandle())
                .put("body", message.body());
        var attributes = json.putObject("attributes");
        message.attributesAsStrings().forEach(attributes::put);
        var messageAttributes = json.putObject("messageAttributes");
        message.messageAttributes()
                .forEach((name, value) -> messageAttributes.set(name, attribute(value)));
        Optional.ofNullable(message.md5OfMessageAttributes())
                .ifPresent(it -> json.put("md5OfMessageAttributes", it));
        return json.put("md5OfBody", message.md5OfBody())
                .put("eventSource", "aws:sqs")
                .put("eventSourceARN", source.queueArn)
                .put("awsRegion", source.queueArn.split(":", -1)[3]);
    }

    private static ObjectNode attribute(MessageAttributeValue value) {
        var json = JsonNodeFactory.instance.objectNode();
        Optional.ofNullable(value.stringValue()).ifPresent(it -> json.put("stringValue", it));
        Optional.ofNullable(value.binaryValue())
                .ifPresent(it -> json.put("binaryValue", it.asByteArray()));
        json.putArray("stringListValues");
        json.putArray("binaryListValues");
        return json.put("dataType", value.dataType());
    }
}

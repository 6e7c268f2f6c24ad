package io.github.jobreporter.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.jobreporter.local.EventSourceMapping.Delivery;
import io.github.jobreporter.local.EventSourceMapping.Source;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.SqsException;

/** A queue as Lambda empties it: what makes a batch, and what a function's answer does to it. */
final class EventSource {

    private static final Logger LOG = LoggerFactory.getLogger(EventSource.class);

    /** One receive takes ten at most; Lambda makes larger batches only with a batching window. */
    private static final int LARGEST_RECEIVE = 10;

    /** Lambda waits 20 s; shorter, so that whoever waits for the end of polling need not. */
    private static final int WAIT_SECONDS = 1;

    /** A window passes while the queue is waited for, and that waits by the machine's clock. */
    private static final InstantSource CLOCK = InstantSource.system();

    private static final ObjectMapper JSON = new ObjectMapper();

    private final SqsClient sqs;
    private final Source source;

    EventSource(SqsClient sqs, Source source) {
        this.sqs = sqs;
        this.source = source;
    }

    /** One batch; empty when nothing came for a second. */
    List<Message> receive() {
        var batch = new ArrayList<>(receive(source.batchSize()));
        if (batch.isEmpty()) {
            return batch;
        }
        // SQS waits whole seconds, so the window may end up to one of them late.
        var end = CLOCK.instant().plus(source.batchingWindow());
        while (batch.size() < source.batchSize() && CLOCK.instant().isBefore(end)) {
            batch.addAll(receive(source.batchSize() - batch.size()));
        }
        return batch;
    }

    private List<Message> receive(int most) {
        return sqs.receiveMessage(
                        it ->
                                it.queueUrl(source.queueUrl())
                                        .maxNumberOfMessages(Math.min(most, LARGEST_RECEIVE))
                                        .waitTimeSeconds(WAIT_SECONDS)
                                        .messageAttributeNames("All")
                                        .messageSystemAttributeNames(
                                                MessageSystemAttributeName.ALL))
                .messages();
    }

    /** Deletes what a function is done with and leaves the rest to its visibility timeout. */
    List<Delivery> settle(List<Message> batch, Invocation invocation) {
        var ids = batch.stream().map(Message::messageId).collect(Collectors.toSet());
        var failed = failed(invocation, ids);
        return batch.stream().map(it -> settle(it, failed)).toList();
    }

    private Delivery settle(Message message, Set<String> failed) {
        var id = message.messageId();
        return failed.contains(id) || !deleted(message)
                ? new Delivery.Left(id, receiveCount(message))
                : new Delivery.Deleted(id, receiveCount(message));
    }

    /** One that cannot be deleted, because it was received again, must not keep the others. */
    private boolean deleted(Message message) {
        try {
            sqs.deleteMessage(
                    it -> it.queueUrl(source.queueUrl()).receiptHandle(message.receiptHandle()));
            return true;
        } catch (SqsException e) {
            LOG.warn("The message {} was not deleted: {}", message.messageId(), e.getMessage());
            return false;
        }
    }

    private static int receiveCount(Message message) {
        return Integer.parseInt(
                message.attributes()
                        .getOrDefault(MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT, "0"));
    }

    private Set<String> failed(Invocation invocation, Set<String> ids) {
        return switch (invocation) {
            case Invocation.Succeeded(var body) when source.reportsBatchItemFailures() ->
                    reported(body, ids);
            case Invocation.Succeeded _ -> Set.of();
            case Invocation.Failed _, Invocation.TimedOut _, Invocation.Died _ -> ids;
        };
    }

    /**
     * An empty or null response or list means that all is done. One that is not JSON, and an
     * identifier that is empty, null, under another name or not of this batch, mean that nothing is
     * [AWS: "Handling errors for an SQS event source in Lambda"].
     */
    private static Set<String> reported(String body, Set<String> ids) {
        try {
            var failures = JSON.readTree(body).path("batchItemFailures");
            if (failures.isValueNode() && !failures.isNull()) {
                return ids;
            }
            var failed = new HashSet<String>();
            for (var failure : failures) {
                failed.add(failure.path("itemIdentifier").asText());
            }
            return ids.containsAll(failed) ? failed : ids;
        } catch (JsonProcessingException e) {
            return ids;
        }
    }

    /** The event that a function gets for a batch. */
    String event(List<Message> messages) {
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
                .put("eventSourceARN", source.queueArn())
                .put("awsRegion", source.queueArn().split(":", -1)[3]);
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

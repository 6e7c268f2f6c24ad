package io.github.jobreporter.local.queue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.jobreporter.local.queue.EventSourceMapping.Delivery;
import io.github.jobreporter.local.queue.EventSourceMapping.Source;
import io.github.jobreporter.local.runtime.Invocation;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.SqsException;

/** How Lambda makes batches of a queue's messages and applies a function's answer. */
public final class EventSource {

    private static final Logger LOG = LoggerFactory.getLogger(EventSource.class);

    /** One receive returns ten at most; Lambda makes larger batches only with a batching window. */
    private static final int LARGEST_RECEIVE = 10;

    private static final MessageSystemAttributeName FIRST_RECEIVE =
            MessageSystemAttributeName.APPROXIMATE_FIRST_RECEIVE_TIMESTAMP;

    /** Lambda waits 20 s; shorter here, so that polling ends quickly. */
    private static final int WAIT_SECONDS = 1;

    /** SQS waits whole seconds; the rest of a window is spent in pauses of this length. */
    private static final Duration TICK = Duration.ofMillis(50);

    /** Lambda's limit for the payload of an invocation; it also limits a batch. */
    private static final int LARGEST_PAYLOAD_BYTES = 6 * 1024 * 1024;

    private static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final SqsClient sqs;
    private final Source source;
    private final InstantSource clock;
    private final Function<Instant, Duration> aheadSince;
    private final int haste;

    /** Received, but too large for its batch: the next batch begins with it. */
    private final Queue<Message> leftOver = new ConcurrentLinkedQueue<>();

    private final AtomicInteger inFlight = new AtomicInteger();

    public EventSource(SqsClient sqs, Source source) {
        this(sqs, source, _ -> Duration.ZERO);
    }

    /**
     * @param aheadSince how far the control clock was advanced since an instant of the machine's;
     *     the function, which has the machine's, is told that a message is so much older
     */
    public EventSource(SqsClient sqs, Source source, Function<Instant, Duration> aheadSince) {
        this(sqs, source, InstantSource.system(), aheadSince, 1);
    }

    /**
     * @param clock that times a batching window
     */
    EventSource(
            SqsClient sqs,
            Source source,
            InstantSource clock,
            Function<Instant, Duration> aheadSince,
            int haste) {
        this.sqs = sqs;
        this.source = source;
        this.clock = clock;
        this.aheadSince = aheadSince;
        this.haste = haste;
    }

    /** One that tells the function that each message is so many times as old as it is. */
    public EventSource hastened(int times) {
        return new EventSource(sqs, source, clock, aheadSince, times);
    }

    /** How many messages were received and not yet settled. */
    int inFlight() {
        return inFlight.get();
    }

    /** One batch; empty if nothing came for a second. */
    List<Message> receive() throws InterruptedException {
        var batch = new ArrayList<>(takeLeftOver());
        if (batch.isEmpty()) {
            batch.addAll(receive(source.batchSize(), WAIT_SECONDS));
        }
        if (!batch.isEmpty()) {
            gather(batch);
        }
        return withinPayload(batch);
    }

    private List<Message> takeLeftOver() {
        return Stream.generate(leftOver::poll)
                .limit(source.batchSize())
                .takeWhile(Objects::nonNull)
                .toList();
    }

    private void gather(List<Message> batch) throws InterruptedException {
        var end = clock.instant().plus(source.batchingWindow());
        var rest = source.batchingWindow();
        while (rest.isPositive()
                && batch.size() < source.batchSize()
                && fitting(batch) == batch.size()) {
            var waitSeconds =
                    rest.compareTo(Duration.ofSeconds(WAIT_SECONDS)) < 0 ? 0 : WAIT_SECONDS;
            var more = receive(source.batchSize() - batch.size(), waitSeconds);
            batch.addAll(more);
            if (more.isEmpty() && waitSeconds == 0) {
                Thread.sleep(TICK);
            }
            rest = Duration.between(clock.instant(), end);
        }
    }

    private List<Message> withinPayload(List<Message> batch) {
        var fitting = fitting(batch);
        leftOver.addAll(batch.subList(fitting, batch.size()));
        return List.copyOf(batch.subList(0, fitting));
    }

    /** How many of a batch fit into one invocation; at least one. */
    private int fitting(List<Message> batch) {
        var bytes = event(List.of()).length();
        var count = 0;
        for (var message : batch) {
            // With the comma before the next.
            bytes += record(message).toString().getBytes(StandardCharsets.UTF_8).length + 1;
            if (count > 0 && bytes > LARGEST_PAYLOAD_BYTES) {
                break;
            }
            count++;
        }
        return count;
    }

    private List<Message> receive(int most, int waitSeconds) {
        var received =
                sqs.receiveMessage(
                                it ->
                                        it.queueUrl(source.queueUrl())
                                                .maxNumberOfMessages(
                                                        Math.min(most, LARGEST_RECEIVE))
                                                .waitTimeSeconds(waitSeconds)
                                                .messageAttributeNames("All")
                                                .messageSystemAttributeNames(
                                                        MessageSystemAttributeName.ALL))
                        .messages();
        inFlight.addAndGet(received.size());
        return received;
    }

    /** Deletes the messages that are done; the others return after their visibility timeout. */
    List<Delivery> settle(List<Message> batch, Invocation invocation) {
        inFlight.addAndGet(-batch.size());
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

    /** A message that was received again cannot be deleted; the others still are. */
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
     * [AWS: "Handling errors for an SQS event source in Lambda"]. A response that is no object, and
     * a list that is none, are not documented; here they count as what cannot be read, because that
     * loses no message.
     */
    private static Set<String> reported(String body, Set<String> ids) {
        try {
            var response = JSON.readTree(body);
            if (isAbsent(response)) {
                return Set.of();
            }
            return response.isObject() ? named(response.path("batchItemFailures"), ids) : ids;
        } catch (JsonProcessingException e) {
            return ids;
        }
    }

    private static Set<String> named(JsonNode failures, Set<String> ids) {
        if (isAbsent(failures)) {
            return Set.of();
        }
        var failed =
                failures.valueStream()
                        .map(it -> it.path("itemIdentifier").asText())
                        .collect(Collectors.toSet());
        return failures.isArray() && ids.containsAll(failed) ? failed : ids;
    }

    private static boolean isAbsent(JsonNode node) {
        return node.isMissingNode() || node.isNull();
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
        Optional.ofNullable(message.attributes().get(MessageSystemAttributeName.SENT_TIMESTAMP))
                .ifPresent(it -> attributes.put("SentTimestamp", aged(it)));
        Optional.ofNullable(message.attributes().get(FIRST_RECEIVE))
                .ifPresent(it -> attributes.put(FIRST_RECEIVE.toString(), aged(it)));
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

    private String aged(String timestamp) {
        var now = clock.instant();
        var then = Instant.ofEpochMilli(Long.parseLong(timestamp));
        var age = Duration.between(then, now).multipliedBy(haste).plus(aheadSince.apply(then));
        return String.valueOf(now.minus(age).toEpochMilli());
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

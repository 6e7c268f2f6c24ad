package io.github.jobreporter.local.page;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.jobreporter.local.codepipeline.Job;
import io.github.jobreporter.local.control.ControlModel;
import io.github.jobreporter.local.control.ControlSurface;
import io.github.jobreporter.local.queue.DeadLetterQueue;
import io.github.jobreporter.local.stack.LocalStack;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** Everything that the page shows, as JSON. Never a client token. */
public final class StackState {

    private static final int SHOWN_OUTCOMES = 100;

    private final LocalStack stack;
    private final DeadLetterQueue deadLetters;
    private final DeliveryFeed feed;

    public StackState(LocalStack stack, DeadLetterQueue deadLetters, DeliveryFeed feed) {
        this.stack = stack;
        this.deadLetters = deadLetters;
        this.feed = feed;
    }

    ObjectNode json() {
        ObjectNode state = JsonNodeFactory.instance.objectNode();
        ArrayNode jobs = state.putArray("jobs");
        stack.codePipeline().jobs().reversed().forEach(it -> jobs.add(described(it)));
        state.putPOJO("deliveries", feed.latest());
        ArrayNode letters = state.putArray("deadLetters");
        deadLetters.letters().reversed().forEach(it -> describe(it, letters.addObject()));
        ArrayNode ledger = state.putArray("ledger");
        ledgerItems().forEach(it -> describe(it, ledger.addObject()));
        ArrayNode outcomes = state.putArray("outcomes");
        stack.outcomeEvents().reversed().stream().limit(SHOWN_OUTCOMES).forEach(outcomes::add);
        describeQueue(state.putObject("queue"));
        state.put("ahead", stack.codePipeline().ahead().toString());
        state.set("rate", ControlSurface.permittedRate(stack.codePipeline()));
        return state;
    }

    private ObjectNode described(Job job) {
        ObjectNode json = ControlSurface.summary(job);
        ArrayNode faults = json.putArray("faults");
        stack.codePipeline().orders().stream()
                .filter(it -> it.scope().subject().filter(job.id()::equals).isPresent())
                .forEach(it -> faults.add(ControlModel.kind(it.fault())));
        return json;
    }

    private static void describe(DeadLetterQueue.Letter letter, ObjectNode json) {
        json.put("messageId", letter.message().messageId())
                .put("failedAt", letter.failedAt())
                .put("jobId", letter.jobId())
                .put("reason", letter.reason())
                .put("detail", letter.detail());
    }

    private void describeQueue(ObjectNode json) {
        Map<QueueAttributeName, String> attributes =
                stack.sqs()
                        .getQueueAttributes(
                                it ->
                                        it.queueUrl(stack.queueUrl(LocalStack.COMPLETION_QUEUE))
                                                .attributeNames(QueueAttributeName.ALL))
                        .attributes();
        json.put("waiting", count(attributes, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES))
                .put(
                        "inFlight",
                        count(
                                attributes,
                                QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE))
                .put(
                        "delayed",
                        count(
                                attributes,
                                QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_DELAYED));
    }

    private static String count(
            Map<QueueAttributeName, String> attributes, QueueAttributeName name) {
        return attributes.getOrDefault(name, "0");
    }

    private List<Map<String, AttributeValue>> ledgerItems() {
        return stack
                .dynamoDb()
                .scanPaginator(it -> it.tableName(stack.tableName(LocalStack.LEDGER_TABLE)))
                .items()
                .stream()
                .sorted(
                        Comparator.comparing(
                                it -> number(it, "expiresAtEpochSeconds"),
                                Comparator.reverseOrder()))
                .toList();
    }

    private static void describe(Map<String, AttributeValue> item, ObjectNode json) {
        json.put("jobId", text(item, "jobId"))
                .put("status", text(item, "status"))
                .put("attempts", number(item, "attempts"))
                .put("unresolved", unresolved(item))
                .put(
                        "expiresAt",
                        Instant.ofEpochSecond(number(item, "expiresAtEpochSeconds")).toString());
        long leaseUntil = number(item, "leaseUntilEpochMillis");
        if (leaseUntil > 0) {
            json.put("leaseUntil", Instant.ofEpochMilli(leaseUntil).toString());
        }
    }

    private static int unresolved(Map<String, AttributeValue> item) {
        return Optional.ofNullable(item.get("unresolved")).map(it -> it.ss().size()).orElse(0);
    }

    private static long number(Map<String, AttributeValue> item, String name) {
        return Optional.ofNullable(item.get(name))
                .map(AttributeValue::n)
                .map(Long::parseLong)
                .orElse(0L);
    }

    private static String text(Map<String, AttributeValue> item, String name) {
        return Optional.ofNullable(item.get(name)).map(AttributeValue::s).orElse("");
    }
}

package io.github.jobreporter.journey;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.jobreporter.local.codepipeline.CodePipelineEndpoint;
import io.github.jobreporter.local.codepipeline.Job;
import io.github.jobreporter.local.queue.DeadLetterQueue;
import io.github.jobreporter.local.queue.EventSourceMapping;
import io.github.jobreporter.local.runtime.FunctionProcess;
import io.github.jobreporter.local.runtime.Invocation;
import io.github.jobreporter.local.runtime.OutcomeLog;
import io.github.jobreporter.local.stack.LocalStack;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.sqs.model.Message;

/** Sends events on the local stack to the functions in their own JVMs. */
final class Journeys implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final LocalStack stack;
    private final DeadLetterQueue deadLetters;
    private Optional<FunctionProcess> queueReporter = Optional.empty();
    private Optional<FunctionProcess> busReporter = Optional.empty();

    Journeys(LocalStack stack) {
        this.stack = stack;
        stack.publishOutcomes("All");
        this.deadLetters = stack.deadLetterQueue();
    }

    /**
     * How one delivery ended.
     *
     * @param returned whether the message goes back to the queue
     * @param line the log line of the delivery
     */
    record Arrived(String messageId, boolean returned, JsonNode line) {

        String outcome() {
            return (line.path("outcome").asText() + " " + line.path("reason").asText()).strip();
        }
    }

    LocalStack stack() {
        return stack;
    }

    CodePipelineEndpoint codePipeline() {
        return stack.codePipeline();
    }

    DeadLetterQueue deadLetters() {
        return deadLetters;
    }

    /** Empties the completion queue and removes all faults. */
    void reset() {
        stack.sqs().purgeQueue(it -> it.queueUrl(completionQueue()));
        stack.codePipeline().forgetFaults();
        stack.secrets().forgetFaults();
    }

    String completionQueue() {
        return stack.queueUrl(LocalStack.COMPLETION_QUEUE);
    }

    /** Makes a job in progress that no other test uses. */
    String newJob(String token) {
        return newJob(token, Job.State.IN_PROGRESS);
    }

    String newJob(String token, Job.State state) {
        String id = "job-" + UUID.randomUUID();
        codePipeline().addJob(id, token, state);
        return id;
    }

    Job.State stateOf(String jobId) {
        return codePipeline().job(jobId).orElseThrow().state();
    }

    int acceptedResultsOf(String jobId) {
        return Math.toIntExact(
                codePipeline().journal(jobId).stream().filter(it -> it.accepted()).count());
    }

    int callsFor(String jobId) {
        return codePipeline().journal(jobId).size();
    }

    synchronized FunctionProcess queueReporter() throws InterruptedException {
        if (queueReporter.filter(FunctionProcess::alive).isEmpty()) {
            queueReporter = Optional.of(stack.function(LocalStack.QUEUE_REPORTER));
        }
        return queueReporter.get();
    }

    synchronized FunctionProcess busReporter() throws InterruptedException {
        if (busReporter.filter(FunctionProcess::alive).isEmpty()) {
            busReporter = Optional.of(stack.function(LocalStack.BUS_REPORTER));
        }
        return busReporter.get();
    }

    FunctionProcess queueReporterWith(Map<String, String> variables) throws InterruptedException {
        return stack.function(LocalStack.QUEUE_REPORTER, variables);
    }

    /** Sends a body to the queue and delivers it once. */
    Arrived deliver(String body) throws InterruptedException {
        return deliver(queueReporter(), body);
    }

    Arrived deliver(FunctionProcess process, String body) throws InterruptedException {
        return deliver(process, List.of(body)).getFirst();
    }

    /** Sends bodies to the queue and delivers them in one batch. */
    List<Arrived> deliver(FunctionProcess process, List<String> bodies)
            throws InterruptedException {
        List<String> ids = new ArrayList<>();
        for (String body : bodies) {
            ids.add(
                    stack.sqs()
                            .sendMessage(it -> it.queueUrl(completionQueue()).messageBody(body))
                            .messageId());
            // The order of messages from the same millisecond is not defined.
            Thread.sleep(3);
        }
        Set<String> returned = new HashSet<>();
        for (EventSourceMapping.Delivery it :
                stack.eventSource(LocalStack.QUEUE_REPORTER, process).poll().deliveries()) {
            if (it instanceof EventSourceMapping.Delivery.Left) {
                returned.add(it.messageId());
            }
        }
        return ids.stream()
                .map(it -> new Arrived(it, returned.contains(it), OutcomeLog.lastLine(process, it)))
                .toList();
    }

    /** Invokes with a message that was sent a while ago. */
    Arrived deliverAtAge(Duration age, String body) throws InterruptedException {
        return deliverAtAge(age, queueReporter(), body);
    }

    Arrived deliverAtAge(Duration age, FunctionProcess process, String body)
            throws InterruptedException {
        String messageId = UUID.randomUUID().toString();
        Invocation invocation = process.invoke(batch(messageId, body, age));
        return new Arrived(
                messageId,
                failures(invocation).contains(messageId),
                OutcomeLog.lastLine(process, messageId));
    }

    /** The details of the outcome events about a message or an event of the bus. */
    List<JsonNode> outcomesOf(String messageId) {
        return stack.outcomeEvents().stream()
                .map(it -> it.path("detail"))
                .filter(it -> it.path("messageId").asText().equals(messageId))
                .toList();
    }

    static String batch(String messageId, String body) {
        return batch(messageId, body, Duration.ZERO);
    }

    static String batch(String messageId, String body, Duration age) {
        return batch(messageId, body, age, 1);
    }

    /** Of one message that was sent a while ago, at its n-th delivery. */
    static String batch(String messageId, String body, Duration age, int receiveCount) {
        ObjectNode batch = JSON.createObjectNode();
        ObjectNode message = batch.putArray("Records").addObject();
        message.put("messageId", messageId)
                .put("receiptHandle", "receipt")
                .put("body", body)
                .put("eventSource", "aws:sqs")
                .putObject("attributes")
                .put("ApproximateReceiveCount", String.valueOf(receiveCount))
                .put("SentTimestamp", String.valueOf(Instant.now().minus(age).toEpochMilli()));
        return batch.toString();
    }

    /** The messages of several batches in one. */
    static String together(String... batches) {
        ArrayNode records = JSON.createArrayNode();
        for (String batch : batches) {
            try {
                records.addAll((ArrayNode) JSON.readTree(batch).path("Records"));
            } catch (JsonProcessingException e) {
                throw new AssertionError("not a batch", e);
            }
        }
        return JSON.createObjectNode().set("Records", records).toString();
    }

    static List<String> failures(Invocation invocation) {
        try {
            String body = ((Invocation.Succeeded) invocation).body();
            ArrayNode failures = (ArrayNode) JSON.readTree(body).path("batchItemFailures");
            return failures.valueStream().map(it -> it.path("itemIdentifier").asText()).toList();
        } catch (JsonProcessingException e) {
            throw new AssertionError("not a batch response", e);
        }
    }

    /** Invokes {@code BusReporter} as the rule of the bus does. */
    Invocation publish(FunctionProcess process, String eventId, String detail)
            throws InterruptedException {
        return process.invoke(busEvent(eventId, detail));
    }

    static String busEvent(String eventId, String detail) {
        return """
               {"version": "0", "id": "%s", "detail-type": "Job Completion",
                "source": "job-reporter.partner", "time": "2026-01-01T10:00:00Z", "detail": %s}
               """
                .formatted(eventId, detail);
    }

    /** The ledger's item of a job; empty if there is none. */
    Map<String, AttributeValue> ledgerItem(String jobId) {
        return stack.dynamoDb()
                .getItem(
                        it ->
                                it.tableName(table())
                                        .key(Map.of("jobId", AttributeValue.fromS(jobId))))
                .item();
    }

    /** Changes the lease of a job so that it is over. */
    void endLease(String jobId) {
        var item = new HashMap<>(ledgerItem(jobId));
        item.put("leaseUntilEpochMillis", AttributeValue.fromN("1"));
        stack.dynamoDb().putItem(it -> it.tableName(table()).item(item));
    }

    String table() {
        return stack.tableName(LocalStack.LEDGER_TABLE);
    }

    /** The number of messages in the completion queue, in any state. */
    int inCompletionQueueIncludingDelayed() {
        return stack.messagesIn(LocalStack.COMPLETION_QUEUE);
    }

    /** Messages in the completion queue, whether they can be received now or later. */
    List<Message> inCompletionQueueWithin(int seconds) {
        return stack.sqs()
                .receiveMessage(it -> it.queueUrl(completionQueue()).waitTimeSeconds(seconds))
                .messages();
    }

    @Override
    public void close() {
        stack.close();
    }
}

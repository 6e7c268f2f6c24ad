package io.github.jobreporter.local.play;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.jobreporter.local.bus.Route;
import io.github.jobreporter.local.codepipeline.Job;
import io.github.jobreporter.local.queue.DeadLetterQueue;
import io.github.jobreporter.local.queue.EventSourceMapping;
import io.github.jobreporter.local.queue.EventSourceMapping.Delivery.Left;
import io.github.jobreporter.local.runtime.FunctionProcess;
import io.github.jobreporter.local.runtime.Invocation;
import io.github.jobreporter.local.runtime.OutcomeLog;
import io.github.jobreporter.local.stack.LocalStack;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * Plays event files on the local stack: a batch goes through the queue, an event of the bus to the
 * function, if a rule matches it. The outcome of each delivery is read from the function's log,
 * where the message is from the queues, and the job's state from CodePipeline.
 */
public final class EventPlayer {

    /** Messages of the same millisecond would be delivered in any order. */
    private static final Duration APART = Duration.ofMillis(3);

    private final LocalStack stack;
    private final FunctionProcess queueReporter;
    private final FunctionProcess busReporter;
    private final JobFixture fixture;
    private final DeadLetterQueue deadLetters;

    public EventPlayer(
            LocalStack stack, FunctionProcess queueReporter, FunctionProcess busReporter) {
        this.stack = stack;
        this.queueReporter = queueReporter;
        this.busReporter = busReporter;
        deadLetters = stack.deadLetterQueue();
        fixture = new JobFixture(stack);
    }

    /** Everything that was dead-lettered. */
    public DeadLetterQueue deadLetters() {
        return deadLetters;
    }

    /** Plays one file, starting with an empty queue. */
    public List<PlayedDelivery> play(EventCase eventCase) throws InterruptedException {
        stack.sqs().purgeQueue(it -> it.queueUrl(stack.queueUrl(LocalStack.COMPLETION_QUEUE)));
        fixture.prepare(eventCase.payload());
        return eventCase.isBusEvent() ? playBusEvent(eventCase) : playMessages(eventCase);
    }

    private List<PlayedDelivery> playMessages(EventCase eventCase) throws InterruptedException {
        List<String> messageIds = new ArrayList<>();
        for (String body : eventCase.bodies()) {
            messageIds.add(send(body));
            Thread.sleep(APART);
        }
        Map<String, Delivered> delivered = deliverAll(messageIds.size());
        DeliveryNotes notes = new DeliveryNotes(stack.codePipeline(), eventCase.isOwn());
        List<PlayedDelivery> played = new ArrayList<>();
        for (String messageId : messageIds) {
            JsonNode line = OutcomeLog.lastLine(queueReporter, messageId);
            Delivered how = Objects.requireNonNull(delivered.get(messageId), messageId);
            played.add(
                    new PlayedDelivery(
                            eventCase.name(),
                            line.path("outcome").asText(),
                            line.path("reason").asText(),
                            jobState(line.path("jobId").asText()),
                            whereabouts(messageId, how.isLeft),
                            eventCase.expected(played.size()),
                            notes.of(LocalStack.QUEUE_REPORTER, line, how.invocation)));
        }
        return played;
    }

    /** How a message was delivered, and whether it stays in the queue. */
    private record Delivered(Invocation invocation, boolean isLeft) {}

    /** Delivers this many messages once, in several batches if needed. */
    private Map<String, Delivered> deliverAll(int messages) throws InterruptedException {
        EventSourceMapping mapping = stack.eventSource(LocalStack.QUEUE_REPORTER, queueReporter);
        Map<String, Delivered> delivered = new HashMap<>();
        while (delivered.size() < messages) {
            EventSourceMapping.Round round = mapping.poll();
            Invocation invocation =
                    round.invocation()
                            .orElseThrow(
                                    () -> new IllegalStateException("the queue lost messages"));
            round.deliveries()
                    .forEach(
                            it ->
                                    delivered.put(
                                            it.messageId(),
                                            new Delivered(invocation, it instanceof Left)));
        }
        return delivered;
    }

    private String send(String body) {
        return stack.sqs()
                .sendMessage(
                        it ->
                                it.queueUrl(stack.queueUrl(LocalStack.COMPLETION_QUEUE))
                                        .messageBody(body))
                .messageId();
    }

    private List<PlayedDelivery> playBusEvent(EventCase eventCase) throws InterruptedException {
        return switch (stack.routeOf(eventCase.payload(), LocalStack.BUS_REPORTER)) {
            case Route.Matched _ -> deliver(eventCase);
            case Route.Dropped(var reason) ->
                    List.of(undelivered(eventCase, "no rule matches", "dropped", reason));
            case Route.Refused(var errorCode, var message) ->
                    List.of(
                            undelivered(
                                    eventCase,
                                    errorCode,
                                    "refused by PutEvents",
                                    errorCode + ": " + message));
        };
    }

    private PlayedDelivery undelivered(
            EventCase eventCase, String reason, String whereabouts, String note) {
        return new PlayedDelivery(
                eventCase.name(),
                "",
                reason,
                jobState(JobFixture.jobIdIn(eventCase.payload())),
                whereabouts,
                eventCase.expected(0),
                List.of(note));
    }

    private List<PlayedDelivery> deliver(EventCase eventCase) throws InterruptedException {
        String id = eventCase.payload().path("id").asText(UUID.randomUUID().toString());
        DeliveryNotes notes = new DeliveryNotes(stack.codePipeline(), eventCase.isOwn());
        List<PlayedDelivery> played = new ArrayList<>();
        for (int i = 0; i < eventCase.deliveries(); i++) {
            Invocation invocation = busReporter.invoke(eventCase.withId(id));
            JsonNode line = OutcomeLog.lastLine(busReporter, id);
            played.add(
                    new PlayedDelivery(
                            eventCase.name(),
                            line.path("outcome").asText(),
                            line.path("reason").asText(),
                            jobState(JobFixture.jobIdIn(eventCase.payload())),
                            whereabouts(id, stack.messagesIn(LocalStack.COMPLETION_QUEUE) > 0),
                            eventCase.expected(i),
                            notes.of(LocalStack.BUS_REPORTER, line, invocation)));
        }
        return played;
    }

    private String jobState(String jobId) {
        Optional<Job> job = stack.codePipeline().job(jobId);
        return job.map(it -> it.state() + (it.continuedAs().isPresent() ? ", continued" : ""))
                .orElse("no such job");
    }

    private String whereabouts(String messageId, boolean inCompletionQueue) {
        if (deadLetters.sourceMessageIds().contains(messageId)) {
            return "dead-letter queue";
        }
        return inCompletionQueue ? "completion queue, again later" : "done";
    }
}

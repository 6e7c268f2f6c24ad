package io.github.jobreporter.local.play;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.jobreporter.local.codepipeline.Job;
import io.github.jobreporter.local.queue.DeadLetterQueue;
import io.github.jobreporter.local.queue.EventSourceMapping;
import io.github.jobreporter.local.runtime.FunctionProcess;
import io.github.jobreporter.local.runtime.OutcomeLog;
import io.github.jobreporter.local.stack.LocalStack;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Plays event files on the local stack: a batch goes through the queue, an event of the bus
 * directly to the function, as the rule's target. The outcome of each delivery is read from the
 * function's log, where the message is from the queues, and the job's state from CodePipeline.
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
        Set<String> left = deliverAll(messageIds.size());
        List<PlayedDelivery> played = new ArrayList<>();
        for (String messageId : messageIds) {
            JsonNode line = OutcomeLog.lastLine(queueReporter, messageId);
            played.add(
                    new PlayedDelivery(
                            eventCase.name(),
                            line.path("outcome").asText(),
                            line.path("reason").asText(),
                            jobState(line.path("jobId").asText()),
                            whereabouts(messageId, left.contains(messageId)),
                            eventCase.expected(played.size())));
        }
        return played;
    }

    /** Delivers this many messages once, in several batches if needed; returns those that stay. */
    private Set<String> deliverAll(int messages) throws InterruptedException {
        EventSourceMapping mapping = stack.eventSource(LocalStack.QUEUE_REPORTER, queueReporter);
        Set<String> left = new HashSet<>();
        int delivered = 0;
        while (delivered < messages) {
            List<EventSourceMapping.Delivery> deliveries = mapping.poll().deliveries();
            if (deliveries.isEmpty()) {
                throw new IllegalStateException("the queue lost messages");
            }
            delivered += deliveries.size();
            deliveries.stream()
                    .filter(EventSourceMapping.Delivery.Left.class::isInstance)
                    .forEach(it -> left.add(it.messageId()));
        }
        return left;
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
        ObjectNode event = eventCase.payload().deepCopy();
        if (!event.path("id").isTextual()) {
            // The bus gives every event one.
            event.put("id", UUID.randomUUID().toString());
        }
        String id = event.path("id").asText();
        List<PlayedDelivery> played = new ArrayList<>();
        for (int i = 0; i < eventCase.deliveries(); i++) {
            busReporter.invoke(event.toString());
            JsonNode line = OutcomeLog.lastLine(busReporter, id);
            played.add(
                    new PlayedDelivery(
                            eventCase.name(),
                            line.path("outcome").asText(),
                            line.path("reason").asText(),
                            jobState(JobFixture.jobIdIn(event)),
                            whereabouts(id, stack.messagesIn(LocalStack.COMPLETION_QUEUE) > 0),
                            eventCase.expected(i)));
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

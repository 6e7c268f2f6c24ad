package io.github.jobreporter.local;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/**
 * Plays event files on the local stack: a batch goes through the real queue, an event of the bus
 * straight to the function, as the rule's target. What the function made of each delivery is read
 * from its own log, where the message is from the queues, and the job's state from CodePipeline.
 */
final class EventPlayer {

    private static final Set<QueueAttributeName> COUNTS =
            Set.of(
                    QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
                    QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_DELAYED,
                    QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE);

    /** Messages of one millisecond would be delivered in any order. */
    private static final Duration APART = Duration.ofMillis(3);

    private final LocalStack stack;
    private final FunctionProcess queueReporter;
    private final FunctionProcess eventReporter;
    private final JobFixture fixture;
    private final DeadLetterQueue deadLetters;

    EventPlayer(LocalStack stack, FunctionProcess queueReporter, FunctionProcess eventReporter) {
        this.stack = stack;
        this.queueReporter = queueReporter;
        this.eventReporter = eventReporter;
        String prefix = stack.variable(LocalStack.QUEUE_REPORTER, "CLIENT_TOKEN_SECRET_PREFIX");
        deadLetters = new DeadLetterQueue(stack);
        fixture = new JobFixture(stack.codePipeline(), stack.secrets(), prefix);
    }

    /** Everything that was dead-lettered so far. */
    DeadLetterQueue deadLetters() {
        return deadLetters;
    }

    /** Plays one file from an empty queue. */
    List<PlayedDelivery> play(EventCase eventCase) throws InterruptedException {
        stack.sqs().purgeQueue(it -> it.queueUrl(stack.queueUrl(LocalStack.COMPLETION_QUEUE)));
        fixture.prepare(eventCase.payload());
        return eventCase.isBatch() ? playBatch(eventCase) : playBusEvent(eventCase);
    }

    private List<PlayedDelivery> playBatch(EventCase eventCase) throws InterruptedException {
        List<String> messageIds = new ArrayList<>();
        for (String body : eventCase.bodies()) {
            messageIds.add(send(body));
            Thread.sleep(APART);
        }
        Set<String> left = new HashSet<>();
        for (EventSourceMapping.Delivery delivery : poll().deliveries()) {
            if (delivery instanceof EventSourceMapping.Delivery.Left) {
                left.add(delivery.messageId());
            }
        }
        List<PlayedDelivery> played = new ArrayList<>();
        for (String messageId : messageIds) {
            JsonNode line = OutcomeLog.lastLine(queueReporter, messageId);
            String whereabouts = whereabouts(messageId, left.contains(messageId));
            played.add(played(eventCase, played.size(), line, whereabouts));
        }
        return played;
    }

    private EventSourceMapping.Round poll() throws InterruptedException {
        return stack.eventSource(LocalStack.QUEUE_REPORTER, queueReporter).poll();
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
        String id = eventCase.payload().path("id").asText();
        List<PlayedDelivery> played = new ArrayList<>();
        for (int i = 0; i < eventCase.busDeliveries(); i++) {
            eventReporter.invoke(eventCase.payload().toString());
            JsonNode line = OutcomeLog.lastLine(eventReporter, id);
            played.add(played(eventCase, i, line, whereabouts(id, inCompletionQueue() > 0)));
        }
        return played;
    }

    private PlayedDelivery played(
            EventCase eventCase, int delivery, JsonNode line, String whereabouts) {
        String jobId =
                eventCase.isBatch()
                        ? line.path("jobId").asText()
                        : JobFixture.jobIdIn(eventCase.payload());
        return new PlayedDelivery(
                eventCase.name(),
                line.path("outcome").asText("no outcome"),
                line.path("reason").asText(),
                jobState(jobId),
                whereabouts,
                eventCase.expected(delivery));
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

    private int inCompletionQueue() {
        return stack
                .sqs()
                .getQueueAttributes(
                        it ->
                                it.queueUrl(stack.queueUrl(LocalStack.COMPLETION_QUEUE))
                                        .attributeNames(QueueAttributeName.ALL))
                .attributes()
                .entrySet()
                .stream()
                .filter(it -> COUNTS.contains(it.getKey()))
                .mapToInt(it -> Integer.parseInt(it.getValue()))
                .sum();
    }
}

package io.github.jobreporter.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;

/** What the page's buttons do. Each answers with a sentence about what it did. */
final class PageActions {

    /** What the template's rule matches. */
    static final String EVENT_SOURCE = "job-reporter.partner";

    static final String DETAIL_TYPE = "Job Completion";

    private final LocalStack stack;
    private final DeadLetterQueue deadLetters;
    private final EventBridgeClient eventBridge;
    private final AtomicInteger jobs = new AtomicInteger();

    PageActions(LocalStack stack, DeadLetterQueue deadLetters, EventBridgeClient eventBridge) {
        this.stack = stack;
        this.deadLetters = deadLetters;
        this.eventBridge = eventBridge;
    }

    /**
     * Does what a button asks for.
     *
     * @throws IllegalArgumentException when there is no such action, way or job
     */
    String act(String action, JsonNode body) {
        return switch (action) {
            case "make-job" -> makeJob();
            case "complete" ->
                    complete(
                            body.path("jobId").asText(),
                            body.path("how").asText(),
                            body.path("by").asText("queue"));
            case "redrive" -> redrive();
            default -> throw new IllegalArgumentException("there is no action " + action);
        };
    }

    private String makeJob() {
        Optional<Job> made = Optional.empty();
        while (made.isEmpty()) {
            // A number that a job made elsewhere has already is passed over.
            made =
                    stack.codePipeline()
                            .addJobIfNew(
                                    NewJob.queued()
                                            .withId("job-" + jobs.incrementAndGet())
                                            .in(Job.State.IN_PROGRESS));
        }
        return "Made %s, in progress.".formatted(made.get().id());
    }

    private String complete(String jobId, String how, String by) {
        Job job =
                stack.codePipeline()
                        .job(jobId)
                        .orElseThrow(
                                () -> new IllegalArgumentException("there is no job " + jobId));
        List<ObjectNode> completions = completions(job, how);
        fault(how).forEach(it -> stack.codePipeline().order(jobId, it));
        completions.forEach(it -> publish(it, by));
        return "Published %d completion%s of %s by the %s."
                .formatted(completions.size(), completions.size() == 1 ? "" : "s", jobId, by);
    }

    private static List<ObjectNode> completions(Job job, String how) {
        ObjectNode success = completion(job);
        success.putObject("executionDetails")
                .put("summary", "All checks passed")
                .put("percentComplete", 100);
        return switch (how) {
            case "well", "throttled", "server-error", "lost-reply", "denied" -> List.of(success);
            case "twice" -> List.of(success, success);
            case "badly" -> List.of(failed(job));
            case "on" -> List.of(completion(job).put("continuationToken", "stage-2"));
            case "otherwise" -> List.of(completion(job));
            case "wrong-token" -> List.of(success.put("clientToken", "a-wrong-token"));
            case "malformed" -> List.of(success.put("continuationTokn", "stage-2"));
            default ->
                    throw new IllegalArgumentException(
                            "a job cannot be completed '%s'".formatted(how));
        };
    }

    private static ObjectNode completion(Job job) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("jobId", job.id())
                .put("clientToken", job.clientToken());
    }

    private static ObjectNode failed(Job job) {
        ObjectNode failure = completion(job);
        failure.putObject("failureDetails")
                .put("type", "JobFailed")
                .put("message", "3 checks failed");
        return failure;
    }

    private static List<Fault> fault(String how) {
        return switch (how) {
            case "throttled" -> List.of(new Fault.ThrottleNext(3));
            case "server-error" -> List.of(new Fault.FailBeforeActing());
            case "lost-reply" -> List.of(new Fault.DropAfterActing());
            case "denied" -> List.of(new Fault.Deny());
            default -> List.of();
        };
    }

    private void publish(ObjectNode completion, String by) {
        if (by.equals("bus")) {
            PutEventsRequestEntry entry =
                    PutEventsRequestEntry.builder()
                            .eventBusName(stack.eventBusName(LocalStack.COMPLETION_BUS))
                            .source(EVENT_SOURCE)
                            .detailType(DETAIL_TYPE)
                            .detail(completion.toString())
                            .build();
            eventBridge.putEvents(it -> it.entries(entry));
            return;
        }
        stack.sqs()
                .sendMessage(
                        it ->
                                it.queueUrl(stack.queueUrl(LocalStack.COMPLETION_QUEUE))
                                        .messageBody(completion.toString()));
    }

    /** As {@code aws sqs start-message-move-task} does, and at once. */
    private String redrive() {
        List<DeadLetterQueue.Letter> letters = deadLetters.letters();
        for (DeadLetterQueue.Letter it : letters) {
            stack.sqs()
                    .sendMessage(
                            request ->
                                    request.queueUrl(stack.queueUrl(LocalStack.COMPLETION_QUEUE))
                                            .messageBody(it.message().body()));
            deadLetters.delete(it);
        }
        return "Redrove %d dead letter%s."
                .formatted(letters.size(), letters.size() == 1 ? "" : "s");
    }
}

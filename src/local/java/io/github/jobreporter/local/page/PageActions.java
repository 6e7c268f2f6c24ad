package io.github.jobreporter.local.page;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.jobreporter.local.codepipeline.ActionType;
import io.github.jobreporter.local.codepipeline.CodePipelineModel;
import io.github.jobreporter.local.codepipeline.Job;
import io.github.jobreporter.local.codepipeline.NewJob;
import io.github.jobreporter.local.control.ControlModel;
import io.github.jobreporter.local.http.JsonRoutes.Body;
import io.github.jobreporter.local.http.JsonRoutes.Call;
import io.github.jobreporter.local.http.JsonRoutes.Reply;
import io.github.jobreporter.local.http.JsonRoutes.Route;
import io.github.jobreporter.local.http.Shape.Choice;
import io.github.jobreporter.local.http.Shape.Structure;
import io.github.jobreporter.local.http.Shape.Text;
import io.github.jobreporter.local.queue.DeadLetterQueue;
import io.github.jobreporter.local.stack.LocalStack;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.codepipeline.CodePipelineClient;
import software.amazon.awssdk.services.codepipeline.model.ThirdPartyJob;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;

/**
 * What the page's buttons do: the parts of the customer, the worker and its back end. Each answers
 * with a sentence about what it did.
 */
public final class PageActions {

    /** What the template's rule matches. */
    public static final String EVENT_SOURCE = "job-reporter.partner";

    public static final String DETAIL_TYPE = "Job Completion";

    private static final String ROOT = "/actions/";
    private static final String WRONG_TOKEN = "a-wrong-token";

    /** More than the SDK's own retries, which would otherwise hide the fault. */
    private static final int THROTTLED_CALLS = 3;

    private static final Body NEW_JOB =
            Body.of(ControlModel.NEW_JOB, "{\"id\": \"job-1\", \"state\": \"InProgress\"}");
    private static final Body NOTHING = Body.of(new Structure(List.of(), Map.of()), "{}");
    private static final Body JOB =
            Body.of(
                    new Structure(List.of("jobId"), Map.of("jobId", CodePipelineModel.JOB_ID)),
                    "{\"jobId\": \"job-1\"}");
    private static final Body COMPLETION =
            Body.of(
                    new Structure(
                            List.of("jobId", "how"),
                            Map.of(
                                    "jobId",
                                    CodePipelineModel.JOB_ID,
                                    "how",
                                    Choice.of(
                                            "success",
                                            "failure",
                                            "continued",
                                            "twice",
                                            "wrongToken",
                                            "misspelt"),
                                    "summary",
                                    new Text(1, 2048),
                                    "by",
                                    Choice.of("queue", "bus"),
                                    "credential",
                                    Choice.of("clientToken", "clientId"),
                                    "fault",
                                    ControlModel.FAULT_KIND)),
                    "{\"jobId\": \"job-1\", \"how\": \"success\", \"fault\": \"throttle\"}");
    private static final Body RATE = Body.of(ControlModel.RATE, "{\"resultsPerSecond\": 10}");
    private static final Text MESSAGE_ID = new Text(1, 100);
    private static final Body REDRIVE =
            Body.of(
                    new Structure(
                            List.of(), Map.of("messageId", MESSAGE_ID, "search", View.SEARCH)),
                    "{\"search\": \"job-1\"}");

    private static final Body LETTER =
            Body.of(
                    new Structure(List.of("messageId"), Map.of("messageId", MESSAGE_ID)),
                    "{\"messageId\": \"4b1f…\"}");

    private final LocalStack stack;
    private final DeadLetterQueue deadLetters;
    private final CodePipelineClient worker;
    private final EventBridgeClient eventBridge;

    public PageActions(
            LocalStack stack,
            DeadLetterQueue deadLetters,
            CodePipelineClient worker,
            EventBridgeClient eventBridge) {
        this.stack = stack;
        this.deadLetters = deadLetters;
        this.worker = worker;
        this.eventBridge = eventBridge;
    }

    Stream<Route> routes() {
        return Stream.of(
                action("make-job", "make a job, all members optional", NEW_JOB, this::make),
                action("poll", "poll as a worker", NOTHING, _ -> poll()),
                action(
                        "acknowledge",
                        "acknowledge as a worker",
                        JOB,
                        ofJob((job, _) -> acknowledge(job))),
                action("complete", "publish a completion", COMPLETION, ofJob(this::complete)),
                action("set-rate", "set the permitted rate of results", RATE, this::setRate),
                action("remove-rate", "remove that rate", NOTHING, _ -> removeRate()),
                action(
                        "redrive",
                        "redrive a dead letter, those that a search finds, or all",
                        REDRIVE,
                        this::redrive),
                action("delete-letter", "delete a dead letter", LETTER, this::delete));
    }

    private static Route action(
            String name, String purpose, Body body, Function<Call, Reply> action) {
        return Route.post(ROOT + name, purpose, body, action);
    }

    private Function<Call, Reply> ofJob(BiFunction<Job, ObjectNode, Reply> action) {
        return call -> {
            String jobId = call.body().path("jobId").asText();
            return stack.codePipeline()
                    .job(jobId)
                    .map(it -> action.apply(it, call.body()))
                    .orElseGet(() -> Reply.error(400, "there is no job " + jobId));
        };
    }

    private static Reply said(String message) {
        return Reply.ok(object().put("message", message));
    }

    private Reply make(Call call) {
        NewJob order = ControlModel.newJob(call.body());
        return stack.codePipeline()
                .addJobIfNew(order)
                .map(PageActions::made)
                .orElseGet(
                        () ->
                                Reply.error(
                                        400, "there is a job %s".formatted(order.id().orElse(""))));
    }

    private static Reply made(Job job) {
        return Reply.ok(
                object().put("jobId", job.id())
                        .put(
                                "message",
                                "Made %s, %s.".formatted(job.id(), job.state().modelName())));
    }

    private Reply poll() {
        return stack.codePipeline().jobs().stream()
                .filter(it -> it.state() == Job.State.QUEUED)
                .findFirst()
                .map(it -> poll(it.action().type()))
                .orElseGet(() -> Reply.error(400, "no job is queued"));
    }

    private Reply poll(ActionType type) {
        List<ThirdPartyJob> handedOut =
                worker.pollForThirdPartyJobs(
                                request ->
                                        request.actionTypeId(
                                                it ->
                                                        it.category(type.category())
                                                                .owner(type.owner())
                                                                .provider(type.provider())
                                                                .version(type.version())))
                        .jobs();
        return handedOut.isEmpty()
                ? said("CodePipeline handed out no job.")
                : said(
                        handedOut.stream()
                                .map(ThirdPartyJob::jobId)
                                .collect(
                                        Collectors.joining(", ", "CodePipeline handed out ", ".")));
    }

    private Reply acknowledge(Job job) {
        if (job.state() != Job.State.DISPATCHED) {
            return Reply.error(
                    400, "%s is not dispatched: %s".formatted(job.id(), job.state().modelName()));
        }
        String nonce =
                worker.getThirdPartyJobDetails(
                                it -> it.jobId(job.id()).clientToken(job.clientToken()))
                        .jobDetails()
                        .nonce();
        worker.acknowledgeThirdPartyJob(
                it -> it.jobId(job.id()).clientToken(job.clientToken()).nonce(nonce));
        return said("Acknowledged %s.".formatted(job.id()));
    }

    private Reply complete(Job job, ObjectNode request) {
        String how = request.path("how").asText();
        ObjectNode completion = completion(job, how, request.path("summary"));
        identify(
                completion,
                request.path("credential").asText(),
                job.client().id(),
                how.equals("wrongToken") ? WRONG_TOKEN : job.clientToken());
        text(request, "fault").ifPresent(it -> order(job.id(), it));
        int times = how.equals("twice") ? 2 : 1;
        for (int it = 0; it < times; it++) {
            publish(completion.toString(), request.path("by").asText());
        }
        return said(
                "Published %s of %s."
                        .formatted(times == 1 ? "a completion" : "two completions", job.id()));
    }

    private static ObjectNode completion(Job job, String how, JsonNode summary) {
        ObjectNode completion = object().put("jobId", job.id());
        if (how.equals("failure")) {
            completion
                    .putObject("failureDetails")
                    .put("type", "JobFailed")
                    .put("message", summary.asText("3 checks failed"));
            return completion;
        }
        boolean goesOn = how.equals("continued");
        completion
                .putObject("executionDetails")
                .put("summary", summary.asText("All checks passed"))
                .put("percentComplete", goesOn ? 50 : 100);
        return switch (how) {
            case "continued" -> completion.put("continuationToken", "stage-2");
            case "misspelt" -> completion.put("continuationTokn", "stage-2");
            default -> completion;
        };
    }

    private void identify(ObjectNode completion, String credential, String clientId, String token) {
        if (credential.equals("clientId")) {
            stack.keepToken(clientId, token);
            completion.put("clientId", clientId);
        } else {
            completion.put("clientToken", token);
        }
    }

    private void order(String jobId, String kind) {
        stack.codePipeline()
                .order(
                        ControlModel.order(
                                object().put("kind", kind)
                                        .put("jobId", jobId)
                                        .put(
                                                "calls",
                                                kind.equals("throttle") ? THROTTLED_CALLS : 1)));
    }

    private void publish(String completion, String by) {
        if (by.equals("bus")) {
            PutEventsRequestEntry entry =
                    PutEventsRequestEntry.builder()
                            .eventBusName(stack.eventBusName(LocalStack.COMPLETION_BUS))
                            .source(EVENT_SOURCE)
                            .detailType(DETAIL_TYPE)
                            .detail(completion)
                            .build();
            eventBridge.putEvents(it -> it.entries(entry));
            return;
        }
        stack.sqs()
                .sendMessage(
                        it ->
                                it.queueUrl(stack.queueUrl(LocalStack.COMPLETION_QUEUE))
                                        .messageBody(completion));
    }

    private Reply setRate(Call call) {
        stack.codePipeline().permit(ControlModel.resultsPerSecond(call.body()));
        return said(
                "Set the permitted rate to %s a second."
                        .formatted(call.body().path("resultsPerSecond").asText()));
    }

    private Reply removeRate() {
        stack.codePipeline().permitAnyRate();
        return said("Removed the permitted rate.");
    }

    private Reply redrive(Call call) {
        Optional<String> only = text(call.body(), "messageId");
        View view = new View(call.body());
        int redriven =
                deadLetters.redrive(
                        letter ->
                                only.map(letter.message().messageId()::equals).orElse(true)
                                        && view.finds(letter, StackState.LETTER));
        if (redriven == 0 && only.isPresent()) {
            return Reply.error(400, "there is no dead letter " + only.get());
        }
        return said(
                "Redrove %d dead letter%s. What is refused again is back here after 15 minutes."
                        .formatted(redriven, redriven == 1 ? "" : "s"));
    }

    private Reply delete(Call call) {
        String messageId = call.body().path("messageId").asText();
        return deadLetters.delete(it -> it.message().messageId().equals(messageId)) == 0
                ? Reply.error(400, "there is no dead letter " + messageId)
                : said("Deleted the dead letter.");
    }

    private static Optional<String> text(ObjectNode request, String member) {
        return request.path(member).asOptional().map(JsonNode::textValue);
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}

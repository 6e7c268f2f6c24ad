package io.github.jobreporter.local.codepipeline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.jobreporter.local.codepipeline.Job.State;
import io.github.jobreporter.local.codepipeline.ThirdPartyJobs.Caller;
import io.github.jobreporter.local.codepipeline.ThirdPartyJobs.Decision;
import io.github.jobreporter.local.codepipeline.ThirdPartyJobs.Ending;
import io.github.jobreporter.local.codepipeline.ThirdPartyJobs.Refusal;
import io.github.jobreporter.local.http.AwsJsonServer.Answer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/** CodePipeline's operations on third-party jobs, from request to answer. */
final class CodePipelineOperations {

    private static final int ONE_JOB = 1;

    private final ThirdPartyJobs jobs;
    private final AtomicReference<Optional<PermittedRate>> rate =
            new AtomicReference<>(Optional.empty());

    CodePipelineOperations(ThirdPartyJobs jobs) {
        this.jobs = jobs;
    }

    /** Limits the results from now on, successes and failures together. */
    void limit(Optional<PermittedRate> permitted) {
        rate.set(permitted);
    }

    Optional<PermittedRate> rate() {
        return rate.get();
    }

    Map<String, Function<ObjectNode, Answer>> byName() {
        return Map.of(
                CodePipelineModel.POLL, checked(CodePipelineModel.POLL, this::poll),
                CodePipelineModel.DETAILS, checked(CodePipelineModel.DETAILS, this::details),
                CodePipelineModel.ACKNOWLEDGE,
                        checked(CodePipelineModel.ACKNOWLEDGE, this::acknowledge),
                CodePipelineModel.SUCCESS,
                        limited(checked(CodePipelineModel.SUCCESS, this::succeed)),
                CodePipelineModel.FAILURE, limited(checked(CodePipelineModel.FAILURE, this::fail)));
    }

    /** AWS throttles a request before it looks into it. */
    private Function<ObjectNode, Answer> limited(Function<ObjectNode, Answer> act) {
        return request ->
                rate.get().map(PermittedRate::permitsOne).orElse(true)
                        ? act.apply(request)
                        : Answer.throttling();
    }

    private static Function<ObjectNode, Answer> checked(
            String operation, Function<ObjectNode, Answer> act) {
        var input = CodePipelineModel.operation(operation).input();
        return request -> Answer.misfit(input, request).orElseGet(() -> act.apply(request));
    }

    private Answer poll(ObjectNode request) {
        var actionType = ActionType.of(request.path("actionTypeId"));
        return jobs.poll(actionType, request.path("maxBatchSize").asInt(ONE_JOB))
                .map(it -> Answer.success(polled(it)))
                .orElseGet(
                        () ->
                                Answer.refusal(
                                        "ActionTypeNotFoundException",
                                        "The action type was not found."));
    }

    private static ObjectNode polled(List<Job> handedOut) {
        var body = object();
        var list = body.putArray("jobs");
        handedOut.forEach(
                it -> list.addObject().put("clientId", it.client().id()).put("jobId", it.id()));
        return body;
    }

    private Answer details(ObjectNode request) {
        return answer(
                jobs.details(caller(request)), it -> object().set("jobDetails", JobDetails.of(it)));
    }

    private Answer acknowledge(ObjectNode request) {
        return answer(
                jobs.acknowledge(caller(request), request.path("nonce").asText()),
                it -> object().put("status", it.state().modelName()));
    }

    private Answer succeed(ObjectNode request) {
        var continuationToken =
                request.path("continuationToken").asOptional().map(JsonNode::textValue);
        return end(request, new Ending(State.SUCCEEDED, request, continuationToken));
    }

    private Answer fail(ObjectNode request) {
        return end(request, new Ending(State.FAILED, request, Optional.empty()));
    }

    private Answer end(ObjectNode request, Ending ending) {
        return answer(jobs.end(caller(request), ending), _ -> object());
    }

    private static Caller caller(ObjectNode request) {
        return new Caller(request.path("jobId").asText(), request.path("clientToken").asText());
    }

    private static Answer answer(Decision decision, Function<Job, ObjectNode> body) {
        return switch (decision) {
            case Decision.Granted(var job) -> Answer.success(body.apply(job));
            case Decision.Refused(var refusal) -> refusal(refusal);
        };
    }

    private static Answer refusal(Refusal refusal) {
        return switch (refusal) {
            case UNKNOWN_JOB -> Answer.refusal("JobNotFoundException", "The job was not found.");
            case WRONG_TOKEN ->
                    Answer.refusal("InvalidClientTokenException", "The client token is not valid.");
            case NOT_HANDED_OUT ->
                    Answer.refusal("InvalidJobException", "No worker may work on the job.");
            case WRONG_NONCE ->
                    Answer.refusal(
                            "InvalidNonceException", "The nonce is not valid, or was used before.");
            case NOT_IN_PROGRESS ->
                    Answer.refusal("InvalidJobStateException", "The job is not in progress.");
        };
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}

package io.github.jobreporter.local.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.jobreporter.local.codepipeline.CodePipelineEndpoint;
import io.github.jobreporter.local.codepipeline.Job;
import io.github.jobreporter.local.http.AwsJsonServer.Order;
import io.github.jobreporter.local.http.JsonRoutes;
import io.github.jobreporter.local.http.JsonRoutes.Body;
import io.github.jobreporter.local.http.JsonRoutes.Call;
import io.github.jobreporter.local.http.JsonRoutes.Reply;
import io.github.jobreporter.local.http.JsonRoutes.Route;
import io.github.jobreporter.local.http.RecordedCall;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Controls the {@link CodePipelineEndpoint}: does what on AWS customers, time and chance do.
 * Described in {@code docs/local-stack.md}.
 */
public final class ControlSurface {

    private static final String ROOT = "/control";

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final String JOBS = ROOT + "/jobs";
    private static final String JOB = JOBS + "/" + JsonRoutes.ID;
    private static final String CLOCK = ROOT + "/clock";
    private static final String JOURNAL = ROOT + "/journal";
    private static final String OUTCOMES = ROOT + "/outcomes";
    private static final String FAULTS = ROOT + "/faults";
    private static final String RATE = ROOT + "/rate";

    private static final Body NEW_JOB =
            Body.of(
                    ControlModel.NEW_JOB,
                    """
                    {"id": "job-1", "clientToken": "token-1", "state": "Queued",
                     "configuration": {"Suite": "smoke"}}""");
    private static final Body MOVE = Body.of(ControlModel.MOVE, "{\"state\": \"InProgress\"}");
    private static final Body ADVANCE = Body.of(ControlModel.ADVANCE, "{\"by\": \"PT5M\"}");
    private static final Body FAULT =
            new Body(
                    ControlModel.FAULT,
                    ControlModel::misfit,
                    """
                    {"kind": "throttle", "calls": 3,
                     "operation": "PutThirdPartyJobSuccessResult"}""");

    private static final Body PERMITTED = Body.of(ControlModel.RATE, "{\"resultsPerSecond\": 10}");

    private final CodePipelineEndpoint endpoint;
    private final Supplier<List<JsonNode>> outcomes;

    private ControlSurface(CodePipelineEndpoint endpoint, Supplier<List<JsonNode>> outcomes) {
        this.endpoint = endpoint;
        this.outcomes = outcomes;
    }

    /**
     * Adds the control surface to an endpoint, on the same port.
     *
     * @param outcomes the outcome events, oldest first
     */
    public static void addTo(CodePipelineEndpoint endpoint, Supplier<List<JsonNode>> outcomes) {
        endpoint.serve(ROOT, new ControlSurface(endpoint, outcomes).routes());
    }

    private JsonRoutes routes() {
        return new JsonRoutes(
                List.of(
                        Route.get(JOBS, "all jobs, oldest first", _ -> jobs()),
                        Route.post(JOBS, "make a job, all members optional", NEW_JOB, this::make),
                        Route.get(JOB, "one job, its result included", this::job),
                        Route.post(JOB + "/state", "put a job into a state", MOVE, this::move),
                        Route.get(CLOCK, "the endpoint's time", _ -> clock()),
                        Route.post(CLOCK, "turn the clock ahead", ADVANCE, this::advance),
                        Route.get(JOURNAL, "every call, tokens masked", _ -> journal()),
                        Route.get(
                                JOURNAL + "/" + JsonRoutes.ID,
                                "the calls for a job",
                                this::journal),
                        Route.get(OUTCOMES, "the outcome events, oldest first", _ -> outcomes()),
                        Route.get(FAULTS, "the faults that wait for a call", _ -> faults()),
                        Route.post(FAULTS, "order a fault for the next calls", FAULT, this::order),
                        Route.delete(FAULTS, "forget the faults that wait", _ -> forget()),
                        Route.get(RATE, "the permitted rate of results", _ -> rate()),
                        Route.post(RATE, "permit a rate of results", PERMITTED, this::permit),
                        Route.delete(RATE, "permit any rate", _ -> permitAnyRate())));
    }

    private Reply jobs() {
        return list("jobs", endpoint.jobs(), ControlSurface::summary);
    }

    private Reply make(Call call) {
        var order = ControlModel.newJob(call.body());
        return endpoint.addJobIfNew(order)
                .map(it -> new Reply(201, described(it)))
                .orElseGet(
                        () ->
                                Reply.error(
                                        409,
                                        "there is a job %s: take another id, or leave it out"
                                                .formatted(order.id().orElse(""))));
    }

    private Reply job(Call call) {
        return found(call, endpoint.askedFor(call.id()));
    }

    private Reply move(Call call) {
        var state = ControlModel.state(call.body()).orElseThrow();
        return found(call, endpoint.askedFor(call.id()).map(it -> endpoint.move(it.id(), state)));
    }

    private static Reply found(Call call, Optional<Job> job) {
        return job.map(it -> Reply.ok(described(it))).orElseGet(() -> noJob(call.id()));
    }

    private static Reply noJob(String id) {
        return Reply.error(404, "there is no job %s: GET %s lists them".formatted(id, JOBS));
    }

    private Reply clock() {
        return Reply.ok(clock(endpoint));
    }

    private Reply advance(Call call) {
        ControlModel.duration(call.body(), "by").ifPresent(endpoint::advance);
        return clock();
    }

    private Reply journal() {
        return list("calls", endpoint.journal(), ControlSurface::recorded);
    }

    private Reply journal(Call call) {
        return list("calls", endpoint.journal(call.id()), ControlSurface::recorded);
    }

    private Reply outcomes() {
        var body = NODES.objectNode();
        body.putArray("outcomes").addAll(outcomes.get());
        return Reply.ok(body);
    }

    private Reply faults() {
        return list("faults", endpoint.orders(), ControlSurface::waiting);
    }

    private Reply order(Call call) {
        var order = ControlModel.order(call.body());
        var jobId = order.scope().subject();
        if (jobId.isPresent() && endpoint.askedFor(jobId.get()).isEmpty()) {
            return noJob(jobId.get());
        }
        endpoint.order(order);
        return faults();
    }

    private Reply forget() {
        endpoint.forgetFaults();
        return faults();
    }

    private Reply rate() {
        return Reply.ok(permittedRate(endpoint));
    }

    private Reply permit(Call call) {
        endpoint.permit(ControlModel.resultsPerSecond(call.body()));
        return rate();
    }

    private Reply permitAnyRate() {
        endpoint.permitAnyRate();
        return rate();
    }

    private static <T> Reply list(
            String name, Collection<T> items, Function<T, ObjectNode> rendering) {
        var body = NODES.objectNode();
        ArrayNode list = body.putArray(name);
        items.stream().map(rendering).forEach(list::add);
        return Reply.ok(body);
    }

    /** With null if any rate is permitted. */
    public static ObjectNode permittedRate(CodePipelineEndpoint endpoint) {
        var json = NODES.objectNode().putNull("resultsPerSecond");
        endpoint.permittedRate().ifPresent(it -> json.put("resultsPerSecond", it));
        return json;
    }

    public static ObjectNode clock(CodePipelineEndpoint endpoint) {
        return NODES.objectNode()
                .put("now", endpoint.now().toString())
                .put("ahead", endpoint.ahead().toString());
    }

    /** Without the token. */
    public static ObjectNode summary(Job job) {
        var json = NODES.objectNode().put("id", job.id()).put("state", job.state().modelName());
        json.put("clientId", job.client().id());
        json.set("actionType", job.action().type().asJson());
        json.put("createdAt", job.createdAt().toString());
        json.put("timesOutAt", job.timesOutAt().toString());
        job.continuationToken().ifPresent(it -> json.put("continuationToken", it));
        job.continuedAs().ifPresent(it -> json.put("continuedAs", it));
        job.result().ifPresent(it -> json.set("result", it));
        return json;
    }

    /** The maker of a job also plays the partner, who needs the token. */
    private static ObjectNode described(Job job) {
        var json = summary(job).put("clientToken", job.clientToken());
        json.set("configuration", job.action().configurationJson());
        return json;
    }

    /** With tokens masked. */
    public static ObjectNode recorded(RecordedCall call) {
        var json =
                NODES.objectNode()
                        .put("at", call.at().toString())
                        .put("operation", call.operation())
                        .put("status", call.status());
        call.errorType().ifPresent(it -> json.put("error", it));
        call.errorMessage().ifPresent(it -> json.put("message", it));
        call.fault().ifPresent(it -> json.put("fault", ControlModel.kind(it)));
        json.set("request", call.request());
        return json;
    }

    private static ObjectNode waiting(Order order) {
        var json = NODES.objectNode().put("kind", ControlModel.kind(order.fault()));
        ControlModel.duration(order.fault()).ifPresent(it -> json.put("duration", it.toString()));
        json.put("calls", order.calls());
        order.scope().subject().ifPresent(it -> json.put("jobId", it));
        order.scope().operation().ifPresent(it -> json.put("operation", it));
        return json;
    }
}

package io.github.jobreporter.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.jobreporter.local.AwsJsonServer.Answer;
import io.github.jobreporter.local.AwsJsonServer.Service;
import io.github.jobreporter.local.Job.State;
import io.github.jobreporter.local.Shape.Structure;
import java.io.IOException;
import java.net.URI;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;

/**
 * CodePipeline's third-party jobs: the two operations that end one.
 *
 * <p>What AWS leaves undocumented is decided here: the order of the checks ({@link #put}), that a
 * wrong type is a {@code ValidationException} as a wrong value is, and that a continuation queues a
 * job of its own with a new id and the same client token, that only has to be polled.
 */
public final class CodePipelineEndpoint implements AutoCloseable {

    private final AwsJsonServer server;
    private final Map<String, Job> jobs = new LinkedHashMap<>();

    private CodePipelineEndpoint(InstantSource clock) throws IOException {
        server =
                AwsJsonServer.start(
                        new Service(
                                "CodePipeline_20150709",
                                "jobId",
                                Map.of(
                                        "PutThirdPartyJobSuccessResult", this::putSuccess,
                                        "PutThirdPartyJobFailureResult", this::putFailure)),
                        clock);
    }

    public static CodePipelineEndpoint start(InstantSource clock) throws IOException {
        return new CodePipelineEndpoint(clock);
    }

    public URI uri() {
        return server.uri();
    }

    /** Makes a job, or makes it anew. */
    public Job addJob(String id, String clientToken, State state) {
        return store(
                new Job(
                        id,
                        clientToken,
                        state,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()));
    }

    /** Puts a job into another state, as the passing of time or a customer may. */
    public Job move(String id, State state) {
        synchronized (jobs) {
            var job = job(id).orElseThrow(() -> new IllegalArgumentException("no job " + id));
            return store(job.in(state));
        }
    }

    public Optional<Job> job(String id) {
        synchronized (jobs) {
            return Optional.ofNullable(jobs.get(id));
        }
    }

    /** All jobs, oldest first. */
    public List<Job> jobs() {
        synchronized (jobs) {
            return List.copyOf(jobs.values());
        }
    }

    /** Every call to a known operation so far. */
    public List<RecordedCall> journal() {
        return server.journal();
    }

    /** The calls for one job so far. */
    public List<RecordedCall> journal(String jobId) {
        return journal().stream().filter(it -> it.subject().equals(jobId)).toList();
    }

    /** Orders a fault for the next call that no fault of its own job awaits. */
    public void order(Fault fault) {
        server.order(fault);
    }

    public void order(String jobId, Fault fault) {
        server.order(jobId, fault);
    }

    /** Takes back all faults that no call has met yet. */
    public void forgetFaults() {
        server.forgetFaults();
    }

    /** Holds the next call for a job before it acts. */
    public HeldCall holdNext(String jobId) {
        return server.holdNext(jobId);
    }

    @Override
    public void close() {
        server.close();
    }

    private Job store(Job job) {
        synchronized (jobs) {
            jobs.put(job.id(), job);
            return job;
        }
    }

    private Answer putSuccess(ObjectNode request) {
        return put(
                request,
                CodePipelineModel.SUCCESS_RESULT,
                job -> continued(job.endedBy(State.SUCCEEDED, request), request));
    }

    private Answer putFailure(ObjectNode request) {
        return put(
                request,
                CodePipelineModel.FAILURE_RESULT,
                job -> job.endedBy(State.FAILED, request));
    }

    /**
     * AWS does not say which error wins. Cheapest and least telling first: a request must be well
     * formed before a job is looked up, and only who holds the token learns of the job's state.
     */
    private Answer put(ObjectNode request, Structure shape, UnaryOperator<Job> ending) {
        var violations = Shape.violations(shape, request);
        if (!violations.isEmpty()) {
            return Answer.refusal("ValidationException", detected(violations));
        }
        synchronized (jobs) {
            var job = jobs.get(request.path("jobId").asText());
            if (job == null) {
                return Answer.refusal("JobNotFoundException", "The job was not found.");
            }
            if (!job.clientToken().equals(request.path("clientToken").asText())) {
                return Answer.refusal(
                        "InvalidClientTokenException", "The client token is not valid.");
            }
            if (job.state() != State.IN_PROGRESS) {
                return Answer.refusal("InvalidJobStateException", "The job is not in progress.");
            }
            store(ending.apply(job));
            return Answer.success(JsonNodeFactory.instance.objectNode());
        }
    }

    private static String detected(List<String> violations) {
        return "%d validation error%s detected: %s"
                .formatted(
                        violations.size(),
                        violations.size() == 1 ? "" : "s",
                        String.join("; ", violations));
    }

    private Job continued(Job job, ObjectNode request) {
        return request.path("continuationToken")
                .asOptional()
                .filter(JsonNode::isTextual)
                .map(it -> job.continuedAs(continuation(job, it.asText()).id()))
                .orElse(job);
    }

    private Job continuation(Job job, String continuationToken) {
        return store(
                new Job(
                        UUID.randomUUID().toString(),
                        job.clientToken(),
                        State.QUEUED,
                        Optional.of(continuationToken),
                        Optional.empty(),
                        Optional.empty()));
    }
}

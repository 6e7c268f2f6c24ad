package io.github.jobreporter.local.codepipeline;

import com.sun.net.httpserver.HttpHandler;
import io.github.jobreporter.local.codepipeline.Job.Client;
import io.github.jobreporter.local.codepipeline.Job.State;
import io.github.jobreporter.local.http.AwsJsonServer;
import io.github.jobreporter.local.http.AwsJsonServer.Order;
import io.github.jobreporter.local.http.AwsJsonServer.Scope;
import io.github.jobreporter.local.http.AwsJsonServer.Service;
import io.github.jobreporter.local.http.Fault;
import io.github.jobreporter.local.http.HeldCall;
import io.github.jobreporter.local.http.LoopbackHttp.Settings;
import io.github.jobreporter.local.http.RecordedCall;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** CodePipeline's operations on third-party jobs. */
public final class CodePipelineEndpoint implements AutoCloseable {

    private final AdjustableClock clock;
    private final ThirdPartyJobs jobs;
    private final CodePipelineOperations operations;
    private final AwsJsonServer server;
    private final Collection<Consumer<Client>> clientListeners = new CopyOnWriteArrayList<>();

    private CodePipelineEndpoint(AdjustableClock clock, Settings settings) throws IOException {
        this.clock = clock;
        jobs = new ThirdPartyJobs(clock);
        operations = new CodePipelineOperations(jobs);
        var service = new Service("CodePipeline_20150709", "jobId", operations.byName());
        server = AwsJsonServer.start(service, clock, settings);
    }

    /** Starts on a free port. */
    public static CodePipelineEndpoint start(InstantSource clock) throws IOException {
        return start(new AdjustableClock(clock), Settings.ANY_PORT);
    }

    public static CodePipelineEndpoint start(AdjustableClock clock, Settings settings)
            throws IOException {
        return new CodePipelineEndpoint(clock, settings);
    }

    /** Serves what is at a path and below it, beside CodePipeline's operations. */
    public void serve(String path, HttpHandler handler) {
        server.serve(path, handler);
    }

    public URI uri() {
        return server.uri();
    }

    /** Tells a listener the customer of every job that is made from now on. */
    public void onClient(Consumer<Client> listener) {
        clientListeners.add(listener);
    }

    /** Has missing jobs made when a worker or the control surface asks for them. */
    public void makeWhenAskedFor(Consumer<String> maker) {
        jobs.makeWhenAskedFor(maker);
    }

    /** Makes a job, or replaces it. */
    public Job addJob(NewJob job) {
        return told(jobs.make(job));
    }

    /** Makes a job, or replaces it. */
    public Job addJob(String id, String clientToken, State state) {
        return addJob(NewJob.queued().withId(id).withClientToken(clientToken).in(state));
    }

    /** Makes a job, unless there is one with this id. */
    public Optional<Job> addJobIfNew(NewJob job) {
        return jobs.makeIfNew(job).map(this::told);
    }

    private Job told(Job job) {
        clientListeners.forEach(it -> it.accept(job.client()));
        return job;
    }

    /** Puts a job into another state, as a customer may. */
    public Job move(String id, State state) {
        return jobs.move(id, state).orElseThrow(() -> new IllegalArgumentException("no job " + id));
    }

    public Optional<Job> job(String id) {
        return jobs.job(id);
    }

    /** A job that a caller asks for; a missing one may be made. */
    public Optional<Job> askedFor(String id) {
        return jobs.askedFor(id);
    }

    /** All jobs, oldest first. */
    public List<Job> jobs() {
        return jobs.all();
    }

    /** The time by which jobs time out and are handed out again. */
    public Instant now() {
        return clock.instant();
    }

    /** Advances the endpoint's clock; it runs on from there. */
    public void advance(Duration duration) {
        clock.advance(duration);
    }

    /** How far the endpoint's clock was advanced. */
    public Duration ahead() {
        return clock.ahead();
    }

    /** Every call to a known operation so far. */
    public List<RecordedCall> journal() {
        return server.journal();
    }

    /** The calls for one job so far. */
    public List<RecordedCall> journal(String jobId) {
        return journal().stream().filter(it -> it.subject().equals(jobId)).toList();
    }

    /** Orders a fault for the next call whose job has no fault of its own. */
    public void order(Fault fault) {
        server.order(Scope.ALL, fault);
    }

    public void order(String jobId, Fault fault) {
        server.order(Scope.of(jobId), fault);
    }

    public void order(Order order) {
        server.order(order);
    }

    /** The faults that no call has met yet. */
    public List<Order> orders() {
        return server.orders();
    }

    /** Cancels all faults that no call has met yet. */
    public void forgetFaults() {
        server.forgetFaults();
    }

    /**
     * Permits this many results a second from now on, successes and failures together. A call above
     * the rate is throttled and changes no job. What one second permits, at least one result, may
     * come at once.
     *
     * @throws IllegalArgumentException if the rate is not positive and finite
     */
    public void permit(double resultsPerSecond) {
        operations.limit(Optional.of(new PermittedRate(resultsPerSecond, System::nanoTime)));
    }

    /** Removes the permitted rate. */
    public void permitAnyRate() {
        operations.limit(Optional.empty());
    }

    /** The permitted results a second; empty if any rate is. */
    public OptionalDouble permittedRate() {
        return operations.rate().stream().mapToDouble(PermittedRate::resultsPerSecond).findAny();
    }

    /** Holds the next call for a job before it acts. */
    public HeldCall holdNext(String jobId) {
        return server.holdNext(jobId);
    }

    @Override
    public void close() {
        server.close();
    }
}

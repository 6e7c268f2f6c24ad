package io.github.jobreporter.local.codepipeline;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.jobreporter.local.codepipeline.Job.Action;
import io.github.jobreporter.local.codepipeline.Job.Client;
import io.github.jobreporter.local.codepipeline.Job.Dispatch;
import io.github.jobreporter.local.codepipeline.Job.State;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The life of third-party jobs.
 *
 * <pre>
 *   Created ─► Queued ─poll─► Dispatched ─acknowledge─► InProgress ─put─► Succeeded or Failed
 *                 ▲                │
 *                 └ not acknowledged ┘          any of these, after the time-out ─► TimedOut
 * </pre>
 *
 * <p>What AWS leaves undocumented is decided here:
 *
 * <ul>
 *   <li>The order of checks: first the request's form, then the job, then the token, then the
 *       state. So only a holder of the token learns the job's state.
 *   <li>The nonce belongs to a dispatch: every {@code GetThirdPartyJobDetails} of one dispatch
 *       returns the same nonce, the next dispatch has another.
 *   <li>Acknowledging anything but a dispatched job is an {@code InvalidNonceException}, the only
 *       listed error that fits: a queued job has no nonce yet, a later one has used it.
 *   <li>Details of a job that nobody polled, or that has ended, are an {@code InvalidJobException}:
 *       the operation lists it besides {@code JobNotFoundException} and has no state error.
 *   <li>The {@code clientId} of a poll's answer goes with the token: jobs with the same token have
 *       the same one.
 *   <li>A poll without {@code maxBatchSize} hands out one job, oldest first. An action type is
 *       known once a job of it was made.
 *   <li>A continuation is a job of its own with a new id, the same customer and action execution,
 *       and a time-out of its own: AWS documents that the time-out is a single job's.
 *   <li>The time-out runs from the creation of a job, whether or not it is polled.
 * </ul>
 */
final class ThirdPartyJobs {

    /** AWS documents no figure. Short enough to watch. */
    static final Duration ACKNOWLEDGE_WITHIN = Duration.ofMinutes(5);

    /** AWS's default for an action. */
    static final Duration TIME_OUT = Duration.ofHours(1);

    /** The credentials that a worker needs for a job. */
    record Caller(String jobId, String clientToken) {

        @Override
        public String toString() {
            return "Caller[" + jobId + "]";
        }
    }

    /**
     * How a worker ends a job.
     *
     * @param request that says so
     */
    record Ending(State state, ObjectNode request, Optional<String> continuationToken) {}

    enum Refusal {
        UNKNOWN_JOB,
        WRONG_TOKEN,
        NOT_HANDED_OUT,
        WRONG_NONCE,
        NOT_IN_PROGRESS
    }

    sealed interface Decision {

        record Granted(Job job) implements Decision {}

        record Refused(Refusal refusal) implements Decision {}
    }

    private final InstantSource clock;
    private final Map<String, Job> jobs = new LinkedHashMap<>();
    private final Set<Client> clients = new LinkedHashSet<>();
    private final Set<ActionType> actionTypes = new HashSet<>(Set.of(ActionType.LOCAL));
    private Consumer<String> maker = _ -> {};

    ThirdPartyJobs(InstantSource clock) {
        this.clock = clock;
    }

    /** Makes a job, or replaces it. */
    synchronized Job make(NewJob order) {
        actionTypes.add(order.actionType());
        var execution = UUID.randomUUID().toString();
        var job =
                new Job(
                        order.id().orElseGet(() -> UUID.randomUUID().toString()),
                        client(order),
                        new Action(execution, order.actionType(), order.configuration()),
                        order.state(),
                        now(),
                        now().plus(TIME_OUT),
                        handOut(order.state()),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty());
        return store(job);
    }

    /** Makes a job, unless there is one with this id. */
    synchronized Optional<Job> makeIfNew(NewJob order) {
        return order.id().filter(jobs::containsKey).isPresent()
                ? Optional.empty()
                : Optional.of(make(order));
    }

    /** Puts a job into a state, with a new time-out and a new dispatch. */
    synchronized Optional<Job> move(String id, State state) {
        return job(id).map(
                        it ->
                                store(
                                        new Job(
                                                id,
                                                it.client(),
                                                it.action(),
                                                state,
                                                it.createdAt(),
                                                now().plus(TIME_OUT),
                                                handOut(state),
                                                it.continuationToken(),
                                                Optional.empty(),
                                                Optional.empty())));
    }

    /** Has missing jobs made when they are asked for. */
    synchronized void makeWhenAskedFor(Consumer<String> other) {
        maker = other;
    }

    /** A job that a caller asks for; a missing one may be made. */
    synchronized Optional<Job> askedFor(String id) {
        if (!jobs.containsKey(id)) {
            maker.accept(id);
        }
        return job(id);
    }

    synchronized Optional<Job> job(String id) {
        passTime();
        return Optional.ofNullable(jobs.get(id));
    }

    /** Oldest first. */
    synchronized List<Job> all() {
        passTime();
        return List.copyOf(jobs.values());
    }

    /** Hands out queued jobs; empty for an action type that is not known. */
    synchronized Optional<List<Job>> poll(ActionType type, int maxBatchSize) {
        if (!actionTypes.contains(type)) {
            return Optional.empty();
        }
        var waiting =
                all().stream()
                        .filter(it -> it.state() == State.QUEUED)
                        .filter(it -> it.action().type().equals(type))
                        .limit(maxBatchSize);
        return Optional.of(waiting.map(it -> store(it.dispatched(handOut()))).toList());
    }

    synchronized Decision details(Caller caller) {
        return decide(
                caller,
                Refusal.NOT_HANDED_OUT,
                it ->
                        Optional.of(it)
                                .filter(
                                        job ->
                                                job.state() == State.DISPATCHED
                                                        || job.state() == State.IN_PROGRESS));
    }

    synchronized Decision acknowledge(Caller caller, String nonce) {
        return decide(
                caller,
                Refusal.WRONG_NONCE,
                it ->
                        Optional.of(it)
                                .filter(job -> job.state() == State.DISPATCHED)
                                .filter(job -> job.hasNonce(nonce))
                                .map(job -> store(job.acknowledged())));
    }

    synchronized Decision end(Caller caller, Ending ending) {
        return decide(
                caller,
                Refusal.NOT_IN_PROGRESS,
                it ->
                        Optional.of(it)
                                .filter(job -> job.state() == State.IN_PROGRESS)
                                .map(job -> ended(job, ending)));
    }

    private Decision decide(
            Caller caller, Refusal otherwise, Function<Job, Optional<Job>> decision) {
        var job = askedFor(caller.jobId);
        if (job.isEmpty()) {
            return new Decision.Refused(Refusal.UNKNOWN_JOB);
        }
        if (!job.get().clientToken().equals(caller.clientToken)) {
            return new Decision.Refused(Refusal.WRONG_TOKEN);
        }
        return decision.apply(job.get())
                .<Decision>map(Decision.Granted::new)
                .orElseGet(() -> new Decision.Refused(otherwise));
    }

    private Job ended(Job job, Ending ending) {
        var ended = job.endedBy(ending.state, ending.request);
        return store(
                ending.continuationToken
                        .map(it -> ended.continuedAs(continuation(job, it).id()))
                        .orElse(ended));
    }

    private Job continuation(Job job, String continuationToken) {
        return store(
                new Job(
                        UUID.randomUUID().toString(),
                        job.client(),
                        job.action(),
                        State.QUEUED,
                        now(),
                        now().plus(TIME_OUT),
                        Optional.empty(),
                        Optional.of(continuationToken),
                        Optional.empty(),
                        Optional.empty()));
    }

    private Job store(Job job) {
        jobs.put(job.id(), job);
        return job;
    }

    private Optional<Dispatch> handOut(State state) {
        return switch (state) {
            case DISPATCHED, IN_PROGRESS -> Optional.of(handOut());
            case CREATED, QUEUED, SUCCEEDED, FAILED, TIMED_OUT -> Optional.empty();
        };
    }

    private Dispatch handOut() {
        return new Dispatch(UUID.randomUUID().toString(), now().plus(ACKNOWLEDGE_WITHIN));
    }

    private Client client(NewJob order) {
        var client = known(order).orElseGet(() -> newClient(order));
        clients.add(client);
        return client;
    }

    private Optional<Client> known(NewJob order) {
        if (order.clientId().isEmpty() && order.clientToken().isEmpty()) {
            return Optional.empty();
        }
        return clients.stream()
                .filter(it -> order.clientId().map(it.id()::equals).orElse(true))
                .filter(it -> order.clientToken().map(it.token()::equals).orElse(true))
                .findFirst();
    }

    private static Client newClient(NewJob order) {
        return new Client(
                order.clientId().orElseGet(() -> UUID.randomUUID().toString()),
                order.clientToken().orElseGet(() -> "token-" + UUID.randomUUID()));
    }

    private Instant now() {
        return clock.instant();
    }

    private void passTime() {
        var now = now();
        jobs.replaceAll((_, job) -> job.at(now));
    }
}

package io.github.jobreporter.local.codepipeline;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * A third-party job as CodePipeline sees it.
 *
 * @param createdAt the same after a change of state
 * @param timesOutAt when it times out, unless it has ended by then
 * @param dispatch to a worker, from the poll on
 * @param continuationToken what an earlier job of the same action left for this one
 * @param result the request that ended the job, without the client token
 * @param continuedAs the id of the job that a continuation made
 */
public record Job(
        String id,
        Client client,
        Action action,
        State state,
        Instant createdAt,
        Instant timesOutAt,
        Optional<Dispatch> dispatch,
        Optional<String> continuationToken,
        Optional<ObjectNode> result,
        Optional<String> continuedAs) {

    public enum State {
        CREATED("Created"),
        QUEUED("Queued"),
        DISPATCHED("Dispatched"),
        IN_PROGRESS("InProgress"),
        SUCCEEDED("Succeeded"),
        FAILED("Failed"),
        TIMED_OUT("TimedOut");

        private final String modelName;

        State(String modelName) {
            this.modelName = modelName;
        }

        /** As in the service model. */
        public String modelName() {
            return modelName;
        }

        @Override
        public String toString() {
            return modelName;
        }

        public boolean isOver() {
            return switch (this) {
                case CREATED, QUEUED, DISPATCHED, IN_PROGRESS -> false;
                case SUCCEEDED, FAILED, TIMED_OUT -> true;
            };
        }

        /** The state of a name of the service model. */
        public static Optional<State> named(String modelName) {
            return Arrays.stream(values()).filter(it -> it.modelName.equals(modelName)).findAny();
        }
    }

    /** The customer: the id is no secret, the token is the credential. */
    public record Client(String id, String token) {

        @Override
        public String toString() {
            return "Client[" + id + "]";
        }
    }

    /**
     * One execution of an action in a pipeline, which may take several jobs.
     *
     * @param configuration what the customer configured
     */
    public record Action(String executionId, ActionType type, Map<String, String> configuration) {

        public Action {
            configuration = Map.copyOf(configuration);
        }

        public ObjectNode configurationJson() {
            var json = JsonNodeFactory.instance.objectNode();
            configuration.forEach(json::put);
            return json;
        }
    }

    /**
     * The dispatch of a job to one worker.
     *
     * @param until when it ends, unless the job was acknowledged by then
     */
    public record Dispatch(String nonce, Instant until) {}

    public String clientToken() {
        return client.token;
    }

    Job queued() {
        return with(State.QUEUED, Optional.empty(), result, continuedAs);
    }

    Job dispatched(Dispatch handOut) {
        return with(State.DISPATCHED, Optional.of(handOut), result, continuedAs);
    }

    Job acknowledged() {
        return with(State.IN_PROGRESS, dispatch, result, continuedAs);
    }

    Job endedBy(State end, ObjectNode request) {
        var withoutToken = request.deepCopy();
        withoutToken.remove("clientToken");
        return with(end, dispatch, Optional.of(withoutToken), continuedAs);
    }

    Job continuedAs(String next) {
        return with(state, dispatch, result, Optional.of(next));
    }

    /** The job at a later time. */
    Job at(Instant now) {
        if (state.isOver()) {
            return this;
        }
        if (!now.isBefore(timesOutAt)) {
            return with(State.TIMED_OUT, dispatch, result, continuedAs);
        }
        return isForgotten(now) ? queued() : this;
    }

    boolean hasNonce(String nonce) {
        return dispatch.filter(it -> it.nonce.equals(nonce)).isPresent();
    }

    private boolean isForgotten(Instant now) {
        return state == State.DISPATCHED && dispatch.filter(it -> now.isBefore(it.until)).isEmpty();
    }

    private Job with(
            State next,
            Optional<Dispatch> handOut,
            Optional<ObjectNode> ending,
            Optional<String> successor) {
        return new Job(
                id,
                client,
                action,
                next,
                createdAt,
                timesOutAt,
                handOut,
                continuationToken,
                ending,
                successor);
    }

    @Override
    public String toString() {
        return "Job[" + id + " " + state + "]";
    }
}

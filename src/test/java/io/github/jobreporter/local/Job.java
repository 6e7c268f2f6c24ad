package io.github.jobreporter.local;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * A third-party job as CodePipeline sees it.
 *
 * @param continuationToken what an earlier job of the same action left for this one
 * @param result the request that ended the job, without the client token
 * @param continuedAs the id of the job that a continuation made
 */
public record Job(
        String id,
        String clientToken,
        State state,
        Optional<String> continuationToken,
        Optional<ObjectNode> result,
        Optional<String> continuedAs) {

    public enum State {
        CREATED,
        QUEUED,
        DISPATCHED,
        IN_PROGRESS,
        SUCCEEDED,
        FAILED,
        TIMED_OUT
    }

    Job in(State next) {
        return new Job(id, clientToken, next, continuationToken, result, continuedAs);
    }

    Job endedBy(State end, ObjectNode request) {
        var withoutToken = request.deepCopy();
        withoutToken.remove("clientToken");
        return new Job(
                id, clientToken, end, continuationToken, Optional.of(withoutToken), continuedAs);
    }

    Job continuedAs(String next) {
        return new Job(id, clientToken, state, continuationToken, result, Optional.of(next));
    }

    @Override
    public String toString() {
        return "Job[" + id + " " + state + "]";
    }
}

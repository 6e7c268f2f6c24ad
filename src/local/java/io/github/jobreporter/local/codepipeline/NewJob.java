package io.github.jobreporter.local.codepipeline;

import io.github.jobreporter.local.codepipeline.Job.State;
import java.util.Map;
import java.util.Optional;

/**
 * A job to make, as a customer's pipeline run makes one.
 *
 * @param id generated if absent
 * @param clientId the customer; when absent, the one with this token, or a new one
 * @param clientToken the customer's; when absent, the one known for this id, or a new one
 */
public record NewJob(
        Optional<String> id,
        Optional<String> clientId,
        Optional<String> clientToken,
        ActionType actionType,
        Map<String, String> configuration,
        State state) {

    public NewJob {
        configuration = Map.copyOf(configuration);
    }

    /** Ready to be polled, of a customer of its own. */
    public static NewJob queued() {
        return new NewJob(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                ActionType.LOCAL,
                Map.of(),
                State.QUEUED);
    }

    public NewJob withId(String other) {
        return new NewJob(
                Optional.of(other), clientId, clientToken, actionType, configuration, state);
    }

    public NewJob withClientId(String other) {
        return new NewJob(id, Optional.of(other), clientToken, actionType, configuration, state);
    }

    NewJob withClientToken(String other) {
        return new NewJob(id, clientId, Optional.of(other), actionType, configuration, state);
    }

    public NewJob ofType(ActionType other) {
        return new NewJob(id, clientId, clientToken, other, configuration, state);
    }

    public NewJob configured(Map<String, String> other) {
        return new NewJob(id, clientId, clientToken, actionType, other, state);
    }

    public NewJob in(State other) {
        return new NewJob(id, clientId, clientToken, actionType, configuration, other);
    }

    @Override
    public String toString() {
        return "NewJob[" + id.orElse("") + " " + state + "]";
    }
}

package io.github.jobreporter.local.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.jobreporter.local.codepipeline.ActionType;
import io.github.jobreporter.local.codepipeline.CodePipelineModel;
import io.github.jobreporter.local.codepipeline.Job.State;
import io.github.jobreporter.local.codepipeline.NewJob;
import io.github.jobreporter.local.http.AwsJsonServer.Order;
import io.github.jobreporter.local.http.AwsJsonServer.Scope;
import io.github.jobreporter.local.http.Fault;
import io.github.jobreporter.local.http.Shape.Choice;
import io.github.jobreporter.local.http.Shape.Decimal;
import io.github.jobreporter.local.http.Shape.Structure;
import io.github.jobreporter.local.http.Shape.Text;
import io.github.jobreporter.local.http.Shape.Whole;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The requests of the {@link ControlSurface}: their shapes and their meaning. */
public final class ControlModel {

    /** A subset of ISO 8601 whose pattern is readable in an error message. */
    private static final Text DURATION = Text.matching("PT[0-9]{1,6}[HMS]|P[0-9]{1,4}D");

    private static final Choice STATE =
            new Choice(Stream.of(State.values()).map(State::modelName).toList());

    private static final Duration USUAL_DELAY = Duration.ofSeconds(10);

    private static final Map<String, Function<Duration, Fault>> FAULTS =
            Map.of(
                    "throttle", _ -> new Fault.ThrottleNext(1),
                    "failBeforeActing", _ -> new Fault.FailBeforeActing(),
                    "dropAfterActing", _ -> new Fault.DropAfterActing(),
                    "delayBeforeActing", Fault.HangBeforeActing::new,
                    "delayAfterActing", Fault.HangAfterActing::new,
                    "deny", _ -> new Fault.Deny());

    public static final Choice FAULT_KIND = sorted(FAULTS.keySet());

    /** The kinds that have a duration. */
    private static final Choice DELAYS = sorted(Set.of("delayBeforeActing", "delayAfterActing"));

    /** No client waits longer. */
    private static final Duration LONGEST_DELAY = Duration.ofHours(1);

    public static final Structure NEW_JOB =
            new Structure(
                    List.of(),
                    Map.of(
                            "id", CodePipelineModel.JOB_ID,
                            "clientId", CodePipelineModel.CLIENT_ID,
                            "clientToken", CodePipelineModel.CLIENT_TOKEN,
                            "actionType", CodePipelineModel.ACTION_TYPE,
                            "configuration", CodePipelineModel.CONFIGURATION,
                            "state", STATE));

    static final Structure MOVE = new Structure(List.of("state"), Map.of("state", STATE));

    static final Structure ADVANCE = new Structure(List.of("by"), Map.of("by", DURATION));

    static final Structure FAULT =
            new Structure(
                    List.of("kind"),
                    Map.of(
                            "kind",
                            FAULT_KIND,
                            "calls",
                            new Whole(1, 1000),
                            "jobId",
                            CodePipelineModel.JOB_ID,
                            "operation",
                            sorted(CodePipelineModel.OPERATIONS.keySet()),
                            "duration",
                            DURATION));

    public static final Structure RATE =
            new Structure(
                    List.of("resultsPerSecond"),
                    Map.of("resultsPerSecond", new Decimal(0.01, 10_000)));

    private ControlModel() {}

    /** What is wrong with the duration of a fault that fits its shape. */
    static Optional<String> misfit(ObjectNode fault) {
        var duration = duration(fault, "duration");
        if (duration.isPresent()
                && text(fault, "kind").filter(DELAYS.values()::contains).isEmpty()) {
            return Optional.of(
                    "duration: only %s have one".formatted(String.join(" and ", DELAYS.values())));
        }
        return duration.filter(it -> it.compareTo(LONGEST_DELAY) > 0)
                .map(
                        _ ->
                                "duration: at most %s, was %s"
                                        .formatted(LONGEST_DELAY, fault.path("duration").asText()));
    }

    public static NewJob newJob(ObjectNode request) {
        var type = request.path("actionType");
        return new NewJob(
                text(request, "id"),
                text(request, "clientId"),
                text(request, "clientToken"),
                type.isObject() ? ActionType.of(type) : ActionType.LOCAL,
                request.path("configuration")
                        .propertyStream()
                        .collect(Collectors.toMap(Map.Entry::getKey, it -> it.getValue().asText())),
                state(request).orElse(State.QUEUED));
    }

    static Optional<State> state(ObjectNode request) {
        return text(request, "state").flatMap(State::named);
    }

    static Optional<Duration> duration(ObjectNode request, String member) {
        return text(request, member).map(Duration::parse);
    }

    public static Order order(ObjectNode request) {
        var kind = text(request, "kind").orElse("");
        var fault = Objects.requireNonNull(FAULTS.get(kind), kind);
        return new Order(
                new Scope(text(request, "jobId"), text(request, "operation")),
                fault.apply(duration(request, "duration").orElse(USUAL_DELAY)),
                request.path("calls").asInt(1));
    }

    /** The reverse, including the kinds that only code can order. */
    public static String kind(Fault fault) {
        return switch (fault) {
            case Fault.ThrottleNext _ -> "throttle";
            case Fault.FailBeforeActing _ -> "failBeforeActing";
            case Fault.DropAfterActing _ -> "dropAfterActing";
            case Fault.HangBeforeActing _ -> "delayBeforeActing";
            case Fault.HangAfterActing _ -> "delayAfterActing";
            case Fault.Deny _ -> "deny";
            case Fault.Answer(_, var type, _) -> "answer " + type;
        };
    }

    static Optional<Duration> duration(Fault fault) {
        return switch (fault) {
            case Fault.HangBeforeActing(var duration) -> Optional.of(duration);
            case Fault.HangAfterActing(var duration) -> Optional.of(duration);
            case Fault.ThrottleNext _,
                    Fault.FailBeforeActing _,
                    Fault.DropAfterActing _,
                    Fault.Deny _,
                    Fault.Answer _ ->
                    Optional.empty();
        };
    }

    public static double resultsPerSecond(ObjectNode rate) {
        return rate.path("resultsPerSecond").doubleValue();
    }

    private static Choice sorted(Set<String> values) {
        return new Choice(values.stream().sorted().toList());
    }

    private static Optional<String> text(ObjectNode request, String member) {
        return request.path(member).asOptional().map(JsonNode::textValue);
    }
}

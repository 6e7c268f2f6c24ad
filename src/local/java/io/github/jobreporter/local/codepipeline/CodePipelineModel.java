package io.github.jobreporter.local.codepipeline;

import static java.util.stream.Collectors.toUnmodifiableMap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.jobreporter.local.http.Shape;
import io.github.jobreporter.local.http.Shape.Choice;
import io.github.jobreporter.local.http.Shape.ListOf;
import io.github.jobreporter.local.http.Shape.MapOf;
import io.github.jobreporter.local.http.Shape.Structure;
import io.github.jobreporter.local.http.Shape.Text;
import io.github.jobreporter.local.http.Shape.Timestamp;
import io.github.jobreporter.local.http.Shape.Whole;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The third-party-job operations of the service model {@code codepipeline-2015-07-09}, read from
 * the extract of it in {@code codepipeline_model.json}.
 */
public final class CodePipelineModel {

    /**
     * @param errors that the operation answers, besides those common to all of AWS
     */
    record Operation(Structure input, Structure output, Set<String> errors) {

        Operation {
            errors = Set.copyOf(errors);
        }
    }

    static final String POLL = "PollForThirdPartyJobs";
    static final String DETAILS = "GetThirdPartyJobDetails";
    static final String ACKNOWLEDGE = "AcknowledgeThirdPartyJob";
    static final String SUCCESS = "PutThirdPartyJobSuccessResult";
    static final String FAILURE = "PutThirdPartyJobFailureResult";

    private static final JsonNode MODEL = read("codepipeline_model.json");
    private static final Structure NOTHING = new Structure(List.of(), Map.of());

    public static final Text JOB_ID = (Text) shape("ThirdPartyJobId");
    public static final Text CLIENT_ID = (Text) shape("ClientId");
    public static final Text CLIENT_TOKEN = (Text) shape("ClientToken");
    public static final Structure ACTION_TYPE = structure("ActionTypeId");
    public static final MapOf CONFIGURATION = (MapOf) shape("ActionConfigurationMap");

    public static final Map<String, Operation> OPERATIONS =
            MODEL.path("operations")
                    .propertyStream()
                    .collect(toUnmodifiableMap(Map.Entry::getKey, it -> operation(it.getValue())));

    private CodePipelineModel() {}

    static Operation operation(String name) {
        return Objects.requireNonNull(OPERATIONS.get(name), name);
    }

    private static JsonNode read(String resource) {
        try (var in = CodePipelineModel.class.getResourceAsStream(resource)) {
            return new ObjectMapper().readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Operation operation(JsonNode modelled) {
        return new Operation(
                structure(modelled.path("input").asText()),
                modelled.has("output") ? structure(modelled.path("output").asText()) : NOTHING,
                Set.copyOf(texts(modelled.path("errors"))));
    }

    private static Structure structure(String name) {
        return (Structure) shape(name);
    }

    /** A job that is made locally may be named as an input names it; AWS hands out UUIDs only. */
    private static Shape shape(String name) {
        var modelled = MODEL.path("shapes").path(name.equals("JobId") ? "ThirdPartyJobId" : name);
        return switch (modelled.path("type").asText()) {
            case "structure" ->
                    new Structure(
                            texts(modelled.path("required")),
                            modelled.path("members")
                                    .propertyStream()
                                    .collect(
                                            toUnmodifiableMap(
                                                    Map.Entry::getKey,
                                                    it -> shape(it.getValue().asText()))));
            case "list" ->
                    new ListOf(
                            shape(modelled.path("member").asText()),
                            minimum(modelled, 0),
                            maximum(modelled));
            case "map" ->
                    new MapOf(
                            (Text) shape(modelled.path("key").asText()),
                            (Text) shape(modelled.path("value").asText()));
            case "string" ->
                    modelled.has("enum")
                            ? new Choice(texts(modelled.path("enum")))
                            : text(modelled);
            case "integer" -> new Whole(minimum(modelled, Integer.MIN_VALUE), maximum(modelled));
            case "timestamp" -> new Timestamp();
            case String type -> throw new IllegalStateException("shape " + name + ": " + type);
        };
    }

    private static Text text(JsonNode modelled) {
        return new Text(
                minimum(modelled, 0),
                maximum(modelled),
                Optional.ofNullable(modelled.get("pattern"))
                        .map(it -> Pattern.compile(it.asText())));
    }

    private static int minimum(JsonNode modelled, int otherwise) {
        return modelled.path("min").asInt(otherwise);
    }

    private static int maximum(JsonNode modelled) {
        return modelled.path("max").asInt(Integer.MAX_VALUE);
    }

    private static List<String> texts(JsonNode array) {
        return array.valueStream().map(JsonNode::asText).toList();
    }
}

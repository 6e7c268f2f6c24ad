package io.github.jobreporter.local.codepipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.jobreporter.local.codepipeline.CodePipelineModel.Operation;
import io.github.jobreporter.local.http.Shape;
import io.github.jobreporter.local.http.Shape.Choice;
import io.github.jobreporter.local.http.Shape.ListOf;
import io.github.jobreporter.local.http.Shape.MapOf;
import io.github.jobreporter.local.http.Shape.Structure;
import io.github.jobreporter.local.http.Shape.Text;
import io.github.jobreporter.local.http.Shape.Timestamp;
import io.github.jobreporter.local.http.Shape.Whole;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.services.codepipeline.model.AcknowledgeThirdPartyJobRequest;
import software.amazon.awssdk.services.codepipeline.model.AcknowledgeThirdPartyJobResponse;
import software.amazon.awssdk.services.codepipeline.model.ActionCategory;
import software.amazon.awssdk.services.codepipeline.model.ActionOwner;
import software.amazon.awssdk.services.codepipeline.model.FailureType;
import software.amazon.awssdk.services.codepipeline.model.GetThirdPartyJobDetailsRequest;
import software.amazon.awssdk.services.codepipeline.model.GetThirdPartyJobDetailsResponse;
import software.amazon.awssdk.services.codepipeline.model.JobStatus;
import software.amazon.awssdk.services.codepipeline.model.PollForThirdPartyJobsRequest;
import software.amazon.awssdk.services.codepipeline.model.PollForThirdPartyJobsResponse;
import software.amazon.awssdk.services.codepipeline.model.PutThirdPartyJobFailureResultRequest;
import software.amazon.awssdk.services.codepipeline.model.PutThirdPartyJobFailureResultResponse;
import software.amazon.awssdk.services.codepipeline.model.PutThirdPartyJobSuccessResultRequest;
import software.amazon.awssdk.services.codepipeline.model.PutThirdPartyJobSuccessResultResponse;

/**
 * Holds our model to AWS's: the inputs to every fact of the service model that botocore ships, of
 * which {@code codepipeline_model.json} is an extract, and the outputs to what AWS's SDK makes of
 * it.
 */
class CodePipelineModelTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String EXTRACT = "codepipeline_model.json";

    static Stream<Arguments> operations() {
        return Stream.of(
                Arguments.of(
                        CodePipelineModel.POLL,
                        PollForThirdPartyJobsRequest.builder().build(),
                        PollForThirdPartyJobsResponse.builder().build()),
                Arguments.of(
                        CodePipelineModel.DETAILS,
                        GetThirdPartyJobDetailsRequest.builder().build(),
                        GetThirdPartyJobDetailsResponse.builder().build()),
                Arguments.of(
                        CodePipelineModel.ACKNOWLEDGE,
                        AcknowledgeThirdPartyJobRequest.builder().build(),
                        AcknowledgeThirdPartyJobResponse.builder().build()),
                Arguments.of(
                        CodePipelineModel.SUCCESS,
                        PutThirdPartyJobSuccessResultRequest.builder().build(),
                        PutThirdPartyJobSuccessResultResponse.builder().build()),
                Arguments.of(
                        CodePipelineModel.FAILURE,
                        PutThirdPartyJobFailureResultRequest.builder().build(),
                        PutThirdPartyJobFailureResultResponse.builder().build()));
    }

    @Test
    void has_every_constraint_and_error_of_the_service_model_and_no_other() throws IOException {
        var ours = JSON.createObjectNode();
        CodePipelineModel.OPERATIONS.forEach((name, it) -> ours.set(name, facts(it)));

        assertThat(byPlace(ours))
                .containsExactlyInAnyOrderEntriesOf(byPlace(extract().path("operations")));
    }

    /** Singly, so that a failure names what differs. */
    private static Map<String, JsonNode> byPlace(JsonNode operations) {
        var facts = new HashMap<String, JsonNode>();
        operations
                .properties()
                .forEach(
                        it -> {
                            var operation = it.getValue();
                            facts.put(it.getKey(), operation.path("errors"));
                            operation
                                    .path("input")
                                    .properties()
                                    .forEach(
                                            member ->
                                                    facts.put(
                                                            it.getKey() + " " + member.getKey(),
                                                            member.getValue()));
                        });
        return facts;
    }

    private static JsonNode extract() throws IOException {
        try (var extract = CodePipelineModelTest.class.getResourceAsStream(EXTRACT)) {
            return JSON.readTree(extract);
        }
    }

    private static ObjectNode facts(Operation operation) {
        var facts = JSON.createObjectNode();
        var errors = facts.putArray("errors");
        operation.errors().stream().sorted().forEach(errors::add);
        addMembers("", operation.input(), facts.putObject("input"));
        return facts;
    }

    private static void addMembers(String prefix, Structure structure, ObjectNode facts) {
        structure
                .members()
                .forEach(
                        (name, shape) -> {
                            var fact = facts(shape);
                            fact.put("required", structure.required().contains(name));
                            facts.set(prefix + name, fact);
                            if (shape instanceof Structure inner) {
                                addMembers(prefix + name + ".", inner, facts);
                            }
                        });
    }

    private static ObjectNode facts(Shape shape) {
        var facts = JSON.createObjectNode();
        switch (shape) {
            case Structure _ -> facts.put("type", "structure");
            case Timestamp _ -> facts.put("type", "timestamp");
            case Text(var minimum, var maximum, var pattern) -> {
                addRange(facts.put("type", "string"), minimum, maximum);
                pattern.ifPresent(it -> facts.put("pattern", it.pattern()));
            }
            case Choice(var values) ->
                    values.forEach(facts.put("type", "string").putArray("enum")::add);
            case Whole(var minimum, var maximum) ->
                    addRange(facts.put("type", "integer"), minimum, maximum);
            // In answers only.
            case ListOf _, MapOf _ -> throw new IllegalArgumentException(shape.toString());
        }
        return facts;
    }

    private static void addRange(ObjectNode facts, int minimum, int maximum) {
        facts.put("min", minimum);
        if (maximum < Integer.MAX_VALUE) {
            facts.put("max", maximum);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("operations")
    void has_the_members_of_the_sdk(String name, SdkPojo request, SdkPojo response) {
        var operation = CodePipelineModel.operation(name);

        assertThat(members("", operation.input())).isEqualTo(members("", request));
        assertThat(members("", operation.output())).isEqualTo(members("", response));
    }

    @Test
    void has_the_enums_of_the_sdk() {
        var polled =
                at(CodePipelineModel.operation(CodePipelineModel.POLL).input(), "actionTypeId");
        var failed =
                at(
                        CodePipelineModel.operation(CodePipelineModel.FAILURE).input(),
                        "failureDetails");
        var acknowledged = CodePipelineModel.operation(CodePipelineModel.ACKNOWLEDGE).output();

        assertThat(at(polled, "category")).isEqualTo(choice(ActionCategory.values()));
        assertThat(at(polled, "owner")).isEqualTo(choice(ActionOwner.values()));
        assertThat(at(failed, "type")).isEqualTo(choice(FailureType.values()));
        assertThat(at(acknowledged, "status")).isEqualTo(choice(JobStatus.values()));
    }

    /** Each member with its path and the Java type that the SDK has for it. */
    private static Set<String> members(String path, Shape shape) {
        return switch (shape) {
            case Structure(_, var members) ->
                    members.entrySet().stream()
                            .flatMap(
                                    it -> members(path + "." + it.getKey(), it.getValue()).stream())
                            .collect(Collectors.toSet());
            case ListOf(var member, _, _) -> members(path + "[]", member);
            case MapOf _ -> Set.of(path + " Map");
            case Text _, Choice _ -> Set.of(path + " String");
            case Whole _ -> Set.of(path + " Integer");
            case Timestamp _ -> Set.of(path + " Instant");
        };
    }

    private static Set<String> members(String path, SdkPojo structure) {
        return structure.sdkFields().stream()
                .flatMap(it -> members(path + "." + it.locationName(), it).stream())
                .collect(Collectors.toSet());
    }

    private static Set<String> members(String path, SdkField<?> field) {
        var list = field.getOptionalTrait(ListTrait.class);
        if (list.isPresent()) {
            return members(path + "[]", list.get().memberFieldInfo());
        }
        var type = field.marshallingType().getTargetClass();
        return type == SdkPojo.class
                ? members(path, field.constructor().get())
                : Set.of(path + " " + type.getSimpleName());
    }

    private static Shape at(Shape structure, String member) {
        return ((Structure) structure).members().getOrDefault(member, Text.ANY);
    }

    /** Without the one that stands for values that the SDK does not know. */
    private static Choice choice(Enum<?>... values) {
        return new Choice(
                List.of(values).stream()
                        .map(Enum::toString)
                        .filter(it -> !it.equals("null"))
                        .toList());
    }
}

package io.github.jobreporter.local.codepipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jobreporter.local.http.Shape;
import io.github.jobreporter.local.http.Shape.Choice;
import io.github.jobreporter.local.http.Shape.Decimal;
import io.github.jobreporter.local.http.Shape.ListOf;
import io.github.jobreporter.local.http.Shape.MapOf;
import io.github.jobreporter.local.http.Shape.Structure;
import io.github.jobreporter.local.http.Shape.Text;
import io.github.jobreporter.local.http.Shape.Timestamp;
import io.github.jobreporter.local.http.Shape.Whole;
import java.util.List;
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
 * Compares the model with the classes of AWS's SDK. {@code AwsClientsIT} compares it with
 * botocore's copy.
 */
class CodePipelineModelTest {

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

    static Stream<Arguments> constraints() {
        return Stream.of(
                Arguments.of("PutThirdPartyJobSuccessResult.jobId", "1 to 512"),
                Arguments.of("PollForThirdPartyJobs.maxBatchSize", "1 to 2147483647"),
                Arguments.of("PollForThirdPartyJobs.actionTypeId.version", "1 to 9 [0-9A-Za-z_-]+"),
                Arguments.of(
                        "PollForThirdPartyJobs.actionTypeId.owner", "[AWS, ThirdParty, Custom]"),
                Arguments.of(
                        "PutThirdPartyJobSuccessResult.executionDetails.percentComplete",
                        "0 to 100"),
                Arguments.of(
                        "PutThirdPartyJobSuccessResult.currentRevision",
                        "requires [revision, changeIdentifier]"),
                Arguments.of("PutThirdPartyJobSuccessResult.executionDetails", "requires []"),
                Arguments.of("PutThirdPartyJobSuccessResult.currentRevision.created", "Timestamp"));
    }

    /** One example of each kind. {@code AwsClientsIT} compares the whole model. */
    @ParameterizedTest
    @MethodSource("constraints")
    void reads_each_kind_of_constraint(String path, String constraint) {
        var names = path.split("\\.", -1);
        Shape shape = CodePipelineModel.operation(names[0]).input();
        for (var name : List.of(names).subList(1, names.length)) {
            shape = at(shape, name);
        }

        assertThat(described(shape)).isEqualTo(constraint);
    }

    @Test
    void reads_the_constraints_of_a_map() {
        assertThat(CodePipelineModel.CONFIGURATION)
                .isEqualTo(new MapOf(new Text(1, 50), new Text(1, 1000)));
    }

    @Test
    void has_the_errors_of_an_operation() {
        assertThat(CodePipelineModel.operation(CodePipelineModel.ACKNOWLEDGE).errors())
                .containsExactlyInAnyOrder(
                        "InvalidClientTokenException",
                        "InvalidNonceException",
                        "JobNotFoundException",
                        "ValidationException");
    }

    private static String described(Shape shape) {
        return switch (shape) {
            case Structure(var required, _) -> "requires " + required;
            case Choice(var values) -> values.toString();
            case Text(var minimum, var maximum, var pattern) ->
                    "%d to %d%s"
                            .formatted(minimum, maximum, pattern.map(it -> " " + it).orElse(""));
            case Whole(var minimum, var maximum) -> "%d to %d".formatted(minimum, maximum);
            case Decimal _, Timestamp _, ListOf _, MapOf _ -> shape.getClass().getSimpleName();
        };
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

    /** Each member, with its path and its Java type in the SDK. */
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
            case Decimal _ -> Set.of(path + " Double");
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

    /** Omits the SDK's constant for unknown values. */
    private static Choice choice(Enum<?>... values) {
        return new Choice(
                List.of(values).stream()
                        .map(Enum::toString)
                        .filter(it -> !it.equals("null"))
                        .toList());
    }
}

package io.github.jobreporter.local.codepipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.jobreporter.local.codepipeline.Job.Dispatch;
import io.github.jobreporter.local.codepipeline.Job.State;
import io.github.jobreporter.local.codepipeline.ShapeSample.Fit;
import io.github.jobreporter.local.http.Shape;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Sends to each operation valid and invalid values of each member, made from the constraints of the
 * model. {@link CodePipelineModelTest} compares the model with AWS's.
 */
@Timeout(30)
class CodePipelineConstraintsTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Pattern PLACE = Pattern.compile("at '([^']*)' failed");

    private record Reply(int status, JsonNode body) {

        String error() {
            return body.path("__type").asText();
        }
    }

    private CodePipelineEndpoint endpoint;

    @BeforeEach
    void start() throws IOException {
        endpoint = CodePipelineEndpoint.start(InstantSource.system());
    }

    @AfterEach
    void stop() {
        endpoint.close();
    }

    static Stream<Arguments> samples() {
        return CodePipelineModel.OPERATIONS.keySet().stream()
                .sorted()
                .flatMap(
                        operation ->
                                ShapeSample.of(CodePipelineModel.operation(operation).input())
                                        .map(it -> Arguments.of(operation, it)));
    }

    private static Stream<Arguments> samples(Fit fit) {
        return samples().filter(it -> ((ShapeSample) it.get()[1]).fit() == fit);
    }

    static Stream<Arguments> valid() {
        return samples(Fit.VALID);
    }

    static Stream<Arguments> violations() {
        return samples(Fit.VIOLATION);
    }

    static Stream<Arguments> wrongTypes() {
        return samples(Fit.WRONG_TYPE);
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("valid")
    void accepts_valid_values(String operation, ShapeSample sample)
            throws IOException, InterruptedException {
        var request = (ObjectNode) sample.value();
        var job = endpoint.addJob(jobFor(operation, request));
        if (operation.equals(CodePipelineModel.ACKNOWLEDGE) && !sample.path().equals("nonce")) {
            request.put("nonce", job.dispatch().map(Dispatch::nonce).orElseThrow());
        }

        var reply = post(operation, request);

        if (sample.path().equals("nonce")) {
            // Well formed, but not the value that CodePipeline gave out.
            assertThat(reply.error()).isEqualTo("InvalidNonceException");
        } else {
            var output = CodePipelineModel.operation(operation).output();
            assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
            assertThat(Shape.findings(output, reply.body())).isEmpty();
        }
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("violations")
    void names_the_member_that_violates_a_constraint(String operation, ShapeSample sample)
            throws IOException, InterruptedException {
        var reply = post(operation, sample.value());

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.error()).isEqualTo("ValidationException");
        assertThat(PLACE.matcher(reply.body().path("message").asText()).results())
                .extracting(it -> it.group(1))
                .isNotEmpty()
                .containsOnly(sample.path());
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("wrongTypes")
    void refuses_values_of_the_wrong_type(String operation, ShapeSample sample)
            throws IOException, InterruptedException {
        var reply = post(operation, sample.value());

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.error()).isEqualTo("SerializationException");
    }

    @ParameterizedTest
    @MethodSource("encounters")
    void answers_only_errors_that_the_operation_lists(String operation, State state, String token)
            throws IOException, InterruptedException {
        endpoint.addJob("j", "t", state);
        var request = JSON.createObjectNode().put("jobId", "j").put("clientToken", token);
        request.put("nonce", "n")
                .putObject("failureDetails")
                .put("type", "JobFailed")
                .put("message", "m");

        var reply = post(operation, request);

        if (reply.status() != 200) {
            assertThat(CodePipelineModel.operation(operation).errors()).contains(reply.error());
        }
    }

    static Stream<Arguments> encounters() {
        return CodePipelineModel.OPERATIONS.keySet().stream()
                .sorted()
                .flatMap(
                        operation ->
                                Arrays.stream(State.values())
                                        .flatMap(
                                                state ->
                                                        Stream.of("t", "wrong")
                                                                .map(
                                                                        token ->
                                                                                Arguments.of(
                                                                                        operation,
                                                                                        state,
                                                                                        token))));
    }

    /** A valid value for the operation. */
    private static NewJob jobFor(String operation, ObjectNode request) {
        var job = NewJob.queued();
        return switch (operation) {
            case CodePipelineModel.POLL -> job.ofType(ActionType.of(request.path("actionTypeId")));
            case CodePipelineModel.DETAILS, CodePipelineModel.ACKNOWLEDGE ->
                    named(job, request).in(State.DISPATCHED);
            default -> named(job, request).in(State.IN_PROGRESS);
        };
    }

    private static NewJob named(NewJob job, ObjectNode request) {
        return job.withId(request.path("jobId").asText())
                .withClientToken(request.path("clientToken").asText());
    }

    private Reply post(String operation, JsonNode request)
            throws IOException, InterruptedException {
        var response =
                HTTP.send(
                        HttpRequest.newBuilder(URI.create(endpoint.uri() + "/"))
                                .header("X-Amz-Target", "CodePipeline_20150709." + operation)
                                .POST(BodyPublishers.ofString(request.toString()))
                                .build(),
                        BodyHandlers.ofString());
        return new Reply(response.statusCode(), JSON.readTree(response.body()));
    }
}

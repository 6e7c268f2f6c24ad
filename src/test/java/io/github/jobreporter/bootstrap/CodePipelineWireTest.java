package io.github.jobreporter.bootstrap;

import static io.github.jobreporter.support.ScriptedHttpServer.answer;
import static io.github.jobreporter.support.ScriptedHttpServer.answerAndHangUp;
import static io.github.jobreporter.support.ScriptedHttpServer.dribble;
import static io.github.jobreporter.support.ScriptedHttpServer.garble;
import static io.github.jobreporter.support.ScriptedHttpServer.hang;
import static io.github.jobreporter.support.ScriptedHttpServer.hangUp;
import static io.github.jobreporter.support.ScriptedHttpServer.hangUpWithin;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.jobreporter.aws.CodePipelineJobs;
import io.github.jobreporter.completion.ClientToken;
import io.github.jobreporter.completion.CurrentRevision;
import io.github.jobreporter.completion.ExecutionDetails;
import io.github.jobreporter.completion.FailureType;
import io.github.jobreporter.completion.JobId;
import io.github.jobreporter.completion.JobResult;
import io.github.jobreporter.completion.OutcomeEvents;
import io.github.jobreporter.completion.PipelineAnswer;
import io.github.jobreporter.local.http.Wire.Reaction;
import io.github.jobreporter.local.http.Wire.Request;
import io.github.jobreporter.support.ScriptedHttpServer;
import io.github.jobreporter.support.SystemProperties;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The function's client with servers that work and servers that fail. */
class CodePipelineWireTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JobId JOB = new JobId("job-1");
    private static final ClientToken TOKEN = new ClientToken("the-token");
    private static final JobResult SUCCESS =
            new JobResult.Success(Optional.empty(), Optional.empty(), Optional.empty());
    private static final Environment ENVIRONMENT =
            new Environment(
                    "ledger",
                    "http://localhost/1/queue",
                    "http://localhost/1/dead",
                    10,
                    "partner",
                    OutcomeEvents.Selection.NONE,
                    "completions",
                    "reporter");
    private static final String THROTTLING =
            "{\"__type\":\"ThrottlingException\",\"message\":\"Rate exceeded\"}";

    private final SystemProperties properties =
            new SystemProperties(
                    Map.of(
                            "aws.region", "eu-central-1",
                            "aws.accessKeyId", "AKIAEXAMPLE",
                            "aws.secretAccessKey", "secret"));

    @BeforeEach
    void set_the_sdk_up() {
        properties.set();
    }

    @AfterEach
    void put_the_properties_back() {
        properties.restore();
    }

    @Nested
    class GivenALostReply {

        @Test
        void is_sent_once_with_unknown_outcome_on_a_fresh_connection() {
            try (ScriptedHttpServer server = new ScriptedHttpServer(hangUp())) {
                assertThat(put(server)).isInstanceOf(PipelineAnswer.UnknownOutcome.class);
                assertThat(server.requests()).hasSize(1);
            }
        }

        @Test
        void is_sent_once_with_unknown_outcome_on_a_reused_connection() {
            try (ScriptedHttpServer server = new ScriptedHttpServer(answer(200, ""), hangUp())) {
                CodePipelineJobs jobs = jobsOf(server);

                assertThat(put(jobs)).isEqualTo(new PipelineAnswer.Accepted());
                assertThat(put(jobs)).isInstanceOf(PipelineAnswer.UnknownOutcome.class);
                assertThat(server.requests()).extracting(Request::connection).containsExactly(1, 1);
            }
        }

        @ParameterizedTest
        @ValueSource(ints = {1, 8, 11})
        void is_sent_once_with_unknown_outcome_when_the_answer_breaks_off_before_its_status(
                int bytes) {
            try (ScriptedHttpServer server =
                    new ScriptedHttpServer(hangUpWithin(bytes, 200, "{}"))) {
                assertThat(put(server)).isInstanceOf(PipelineAnswer.UnknownOutcome.class);
                assertThat(server.requests()).hasSize(1);
            }
        }

        @ParameterizedTest
        @ValueSource(ints = {12, 20, 60})
        void is_accepted_when_the_answer_breaks_off_after_its_status(int bytes) {
            try (ScriptedHttpServer server =
                    new ScriptedHttpServer(hangUpWithin(bytes, 200, "{}"))) {
                assertThat(put(server)).isEqualTo(new PipelineAnswer.Accepted());
                assertThat(server.requests()).hasSize(1);
            }
        }

        @Test
        void is_sent_once_with_unknown_outcome_when_the_answer_is_not_http() {
            try (ScriptedHttpServer server = new ScriptedHttpServer(garble())) {
                assertThat(put(server)).isInstanceOf(PipelineAnswer.UnknownOutcome.class);
                assertThat(server.requests()).hasSize(1);
            }
        }

        @Test
        void is_sent_once_when_it_is_a_failure_result() {
            try (ScriptedHttpServer server = new ScriptedHttpServer(hangUp())) {
                JobResult failure =
                        new JobResult.Failure(FailureType.JOB_FAILED, "no", Optional.empty());

                assertThat(jobsOf(server).put(JOB, TOKEN, failure))
                        .isInstanceOf(PipelineAnswer.UnknownOutcome.class);
                assertThat(server.requests()).hasSize(1);
            }
        }
    }

    @Nested
    class GivenAnIdleConnectionThatTheServerClosed {

        @Test
        void is_sent_once_and_accepted_on_a_new_one() throws InterruptedException {
            try (ScriptedHttpServer server = new ScriptedHttpServer(answerAndHangUp(200, ""))) {
                CodePipelineJobs jobs = jobsOf(server);

                assertThat(put(jobs)).isEqualTo(new PipelineAnswer.Accepted());
                Thread.sleep(Duration.ofMillis(100));
                assertThat(put(jobs)).isEqualTo(new PipelineAnswer.Accepted());
                assertThat(server.requests()).extracting(Request::connection).containsExactly(1, 2);
            }
        }
    }

    @Nested
    class GivenAnAnswer {

        @ParameterizedTest
        @ValueSource(strings = {"", "{}", "<html>", "{\"unknown\":[1,2"})
        void is_accepted_whatever_the_body_says(String body) {
            try (ScriptedHttpServer server = new ScriptedHttpServer(answer(200, body))) {
                assertThat(put(server)).isEqualTo(new PipelineAnswer.Accepted());
                assertThat(server.requests()).hasSize(1);
            }
        }

        @ParameterizedTest
        @ValueSource(ints = {500, 502, 503, 504})
        void is_sent_once_with_unknown_outcome_at_a_server_error(int status) {
            try (ScriptedHttpServer server = new ScriptedHttpServer(answer(status, "{}"))) {
                assertThat(put(server)).isInstanceOf(PipelineAnswer.UnknownOutcome.class);
                assertThat(server.requests()).hasSize(1);
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"RequestTimeTooSkewed", "InvalidSignatureException"})
        void is_sent_once_and_faulted_when_our_clock_is_wrong(String code) {
            String body = "{\"__type\":\"%s\",\"message\":\"Signature expired\"}".formatted(code);
            try (ScriptedHttpServer server = new ScriptedHttpServer(answer(403, body))) {
                assertThat(put(server)).isInstanceOf(PipelineAnswer.Faulted.class);
                assertThat(server.requests()).hasSize(1);
            }
        }

        @ParameterizedTest
        @ValueSource(ints = {301, 302, 307, 308})
        void does_not_follow_a_redirection(int status) {
            try (ScriptedHttpServer server = new ScriptedHttpServer(answer(status, ""))) {
                assertThat(put(server)).isInstanceOf(PipelineAnswer.UnknownOutcome.class);
                assertThat(server.requests()).hasSize(1);
            }
        }

        @Test
        void is_sent_once_at_an_http_401() {
            try (ScriptedHttpServer server = new ScriptedHttpServer(answer(401, "{}"))) {
                put(server);

                assertThat(server.requests()).hasSize(1);
            }
        }

        @Test
        void is_sent_once_when_it_is_throttled() {
            try (ScriptedHttpServer server = new ScriptedHttpServer(answer(400, THROTTLING))) {
                assertThat(put(server)).isInstanceOf(PipelineAnswer.Throttled.class);
                assertThat(server.requests()).hasSize(1);
            }
        }

        @Test
        void names_the_error_of_codepipeline() {
            String body = "{\"__type\":\"InvalidJobStateException\"}";
            try (ScriptedHttpServer server = new ScriptedHttpServer(answer(400, body))) {
                assertThat(put(server)).isEqualTo(new PipelineAnswer.InvalidJobState());
            }
        }
    }

    @Nested
    class GivenNoServer {

        @Test
        void is_faulted_when_the_connection_is_refused() throws IOException {
            int port;
            try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                port = closed.getLocalPort();
            }

            assertThat(put(jobsAt("http://127.0.0.1:" + port)))
                    .isInstanceOf(PipelineAnswer.Faulted.class);
        }

        @Test
        void is_faulted_when_the_host_is_unknown() {
            assertThat(put(jobsAt("http://codepipeline.invalid")))
                    .isInstanceOf(PipelineAnswer.Faulted.class);
        }

        @Test
        void has_an_unknown_outcome_when_the_server_closes_the_connection_after_the_request() {
            AtomicReference<ScriptedHttpServer> self = new AtomicReference<>();
            Reaction vanish =
                    (_, _) -> {
                        self.get().close();
                        return false;
                    };
            try (ScriptedHttpServer server = new ScriptedHttpServer(answer(200, ""), vanish)) {
                self.set(server);
                CodePipelineJobs jobs = jobsOf(server);

                assertThat(put(jobs)).isEqualTo(new PipelineAnswer.Accepted());
                assertThat(put(jobs)).isInstanceOf(PipelineAnswer.UnknownOutcome.class);
                assertThat(server.requests()).hasSize(2);
            }
        }

        @Test
        void is_faulted_without_credentials() {
            try (ScriptedHttpServer server = new ScriptedHttpServer(answer(200, ""));
                    SystemProperties none =
                            new SystemProperties(
                                    Map.of(
                                            "aws.accessKeyId", "",
                                            "aws.secretAccessKey", "",
                                            "aws.configFile", "/nowhere",
                                            "aws.sharedCredentialsFile", "/nowhere",
                                            "aws.disableEc2Metadata", "true"))) {
                none.set();

                assertThat(put(server)).isInstanceOf(PipelineAnswer.Faulted.class);
                assertThat(server.requests()).isEmpty();
            }
        }
    }

    /** Run at the same time, because each takes as long as an attempt may. */
    @Nested
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    class GivenAServerThatIsTooSlow {

        private static final Duration ATTEMPT = Duration.ofSeconds(5);
        private static final Duration TOLERANCE = Duration.ofMillis(1500);

        private record Observed(PipelineAnswer answer, Duration took, int requests) {}

        private final CompletableFuture<Observed> hangingVirtual = new CompletableFuture<>();
        private final CompletableFuture<Observed> hangingPlatform = new CompletableFuture<>();
        private final CompletableFuture<Observed> dribblingVirtual = new CompletableFuture<>();
        private final CompletableFuture<Observed> dribblingPlatform = new CompletableFuture<>();

        @BeforeAll
        void call_them_all() throws InterruptedException {
            properties.set();
            observe(Thread.ofVirtual(), hang(), hangingVirtual);
            observe(Thread.ofPlatform(), hang(), hangingPlatform);
            Reaction dribble = dribble(Duration.ofSeconds(1), 200, "");
            observe(Thread.ofVirtual(), dribble, dribblingVirtual);
            observe(Thread.ofPlatform(), dribble, dribblingPlatform);
        }

        private void observe(
                Thread.Builder thread, Reaction reaction, CompletableFuture<Observed> observed)
                throws InterruptedException {
            ScriptedHttpServer server = new ScriptedHttpServer(reaction);
            CodePipelineJobs jobs = jobsOf(server);
            Callable<Observed> call =
                    () -> {
                        long start = System.nanoTime();
                        PipelineAnswer answer = put(jobs);
                        Duration took = Duration.ofNanos(System.nanoTime() - start);
                        server.close();
                        return new Observed(answer, took, server.requests().size());
                    };
            FutureTask<Observed> task =
                    new FutureTask<>(call) {
                        @Override
                        protected void done() {
                            observed.complete(resultNow());
                        }
                    };
            thread.start(task);
        }

        @AfterAll
        void put_back() {
            properties.restore();
        }

        @Test
        void gives_up_a_hanging_one_on_a_virtual_thread() {
            assertGivenUp(hangingVirtual.join());
        }

        @Test
        void gives_up_a_hanging_one_on_a_platform_thread() {
            assertGivenUp(hangingPlatform.join());
        }

        @Test
        void gives_up_a_dribbling_one_on_a_virtual_thread() {
            assertGivenUp(dribblingVirtual.join());
        }

        @Test
        void gives_up_a_dribbling_one_on_a_platform_thread() {
            assertGivenUp(dribblingPlatform.join());
        }

        private static void assertGivenUp(Observed observed) {
            assertThat(observed.answer()).isInstanceOf(PipelineAnswer.UnknownOutcome.class);
            assertThat(observed.requests()).isEqualTo(1);
            assertThat(observed.took()).isCloseTo(ATTEMPT, TOLERANCE);
        }
    }

    @Nested
    class GivenAResult {

        @Test
        void names_the_operation() {
            Request sent = sent(SUCCESS);

            assertThat(sent.method()).isEqualTo("POST");
            assertThat(sent.path()).isEqualTo("/");
            assertThat(sent.headers())
                    .containsEntry(
                            "x-amz-target", "CodePipeline_20150709.PutThirdPartyJobSuccessResult")
                    .containsEntry("content-type", "application/x-amz-json-1.1");
        }

        @Test
        void leaves_out_what_is_absent() {
            assertThat(sent(SUCCESS).body())
                    .isEqualTo("{\"jobId\":\"job-1\",\"clientToken\":\"the-token\"}");
        }

        @Test
        void carries_a_time_to_the_millisecond_in_epoch_seconds() {
            JobResult success =
                    new JobResult.Success(
                            Optional.of(
                                    new CurrentRevision(
                                            "r",
                                            "c",
                                            Optional.of(
                                                    Instant.parse("2026-01-02T03:04:05.678901Z")),
                                            Optional.empty())),
                            Optional.empty(),
                            Optional.empty());

            assertThat(sent(success).body()).contains("\"created\":1767323045.678");
        }

        @Test
        void carries_unicode_and_control_characters() {
            JobResult success =
                    new JobResult.Success(
                            Optional.empty(),
                            Optional.empty(),
                            Optional.of(
                                    new ExecutionDetails(
                                            Optional.of("grün ✓ 🚀 \"\n\u0001"),
                                            Optional.empty(),
                                            Optional.of(0))));

            assertThat(sent(success).body())
                    // The SDK escapes characters outside the basic plane, which JSON permits.
                    .contains("\"summary\":\"grün ✓ \\uD83D\\uDE80 \\\"\\n\\u0001\"")
                    .contains("\"percentComplete\":0");
        }
    }

    /** The SDK's module of CodePipeline is older than its core. */
    @Nested
    class GivenTheServiceModel {

        private static final JobResult EVERYTHING =
                new JobResult.Success(
                        Optional.of(
                                new CurrentRevision(
                                        "revision-1",
                                        "change-1",
                                        Optional.of(Instant.parse("2026-01-02T03:04:05.678Z")),
                                        Optional.of("the revision"))),
                        Optional.of("continue-1"),
                        Optional.of(
                                new ExecutionDetails(
                                        Optional.of("the summary"),
                                        Optional.of("execution-1"),
                                        Optional.of(42))));

        private static final JobResult FAILURE =
                new JobResult.Failure(
                        FailureType.CONFIGURATION_ERROR, "the message", Optional.of("execution-1"));

        private static final Path MODEL =
                Path.of(
                        "src/local/resources/io/github/jobreporter/local/codepipeline",
                        "codepipeline_model.json");

        private final JsonNode model = model();

        @Test
        void sends_every_member_of_a_success() {
            JsonNode body = tree(sent(EVERYTHING).body());

            assertThat(body)
                    .isEqualTo(
                            tree(
                                    """
                                    {"jobId": "job-1", "clientToken": "the-token",
                                     "currentRevision": {
                                       "revision": "revision-1", "changeIdentifier": "change-1",
                                       "created": 1767323045.678,
                                       "revisionSummary": "the revision"},
                                     "continuationToken": "continue-1",
                                     "executionDetails": {
                                       "summary": "the summary",
                                       "externalExecutionId": "execution-1",
                                       "percentComplete": 42}}
                                    """));
            assertThat(members(body, ""))
                    .containsExactlyInAnyOrderElementsOf(modelled("PutThirdPartyJobSuccessResult"));
        }

        @Test
        void sends_every_member_of_a_failure() {
            JsonNode body = tree(sent(FAILURE).body());

            assertThat(body)
                    .isEqualTo(
                            tree(
                                    """
                                    {"jobId": "job-1", "clientToken": "the-token",
                                     "failureDetails": {
                                       "type": "ConfigurationError", "message": "the message",
                                       "externalExecutionId": "execution-1"}}
                                    """));
            assertThat(members(body, ""))
                    .containsExactlyInAnyOrderElementsOf(modelled("PutThirdPartyJobFailureResult"));
        }

        @Test
        void reads_every_error_of_a_success() {
            assertReadsErrors("PutThirdPartyJobSuccessResult", EVERYTHING);
        }

        @Test
        void reads_every_error_of_a_failure() {
            assertReadsErrors("PutThirdPartyJobFailureResult", FAILURE);
        }

        private void assertReadsErrors(String operation, JobResult result) {
            List<String> errors =
                    model.path("operations")
                            .path(operation)
                            .path("errors")
                            .valueStream()
                            .map(JsonNode::asText)
                            .toList();
            assertThat(errors).isNotEmpty();
            for (String error : errors) {
                String body = "{\"__type\":\"" + error + "\",\"message\":\"no\"}";
                try (ScriptedHttpServer server = new ScriptedHttpServer(answer(400, body))) {
                    assertThat(jobsOf(server).put(JOB, TOKEN, result))
                            .as(error)
                            .isInstanceOf(answerTo(error));
                }
            }
        }

        private static Class<? extends PipelineAnswer> answerTo(String error) {
            return switch (error) {
                case "InvalidClientTokenException" -> PipelineAnswer.InvalidClientToken.class;
                case "InvalidJobStateException" -> PipelineAnswer.InvalidJobState.class;
                case "JobNotFoundException" -> PipelineAnswer.JobNotFound.class;
                case "ValidationException" -> PipelineAnswer.RejectedByValidation.class;
                default -> throw new AssertionError("not in the outcome table: " + error);
            };
        }

        private List<String> modelled(String operation) {
            return modelled(model.path("operations").path(operation).path("input"), "");
        }

        /** The paths of all members of a shape. */
        private List<String> modelled(JsonNode shape, String prefix) {
            return model.path("shapes")
                    .path(shape.asText())
                    .path("members")
                    .propertyStream()
                    .flatMap(
                            it ->
                                    Stream.concat(
                                            Stream.of(prefix + it.getKey()),
                                            modelled(it.getValue(), prefix + it.getKey() + ".")
                                                    .stream()))
                    .toList();
        }

        /** The paths of all members of an object. */
        private static List<String> members(JsonNode object, String prefix) {
            return object.propertyStream()
                    .flatMap(
                            member ->
                                    Stream.concat(
                                            Stream.of(prefix + member.getKey()),
                                            members(
                                                    member.getValue(),
                                                    prefix + member.getKey() + ".")
                                                    .stream()))
                    .toList();
        }

        private static JsonNode model() {
            try {
                return tree(Files.readString(MODEL));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static JsonNode tree(String text) {
            try {
                return JSON.readTree(text);
            } catch (JsonProcessingException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static Request sent(JobResult result) {
        try (ScriptedHttpServer server = new ScriptedHttpServer(answer(200, ""))) {
            assertThat(jobsOf(server).put(JOB, TOKEN, result))
                    .isEqualTo(new PipelineAnswer.Accepted());
            return server.requests().getFirst();
        }
    }

    private static PipelineAnswer put(ScriptedHttpServer server) {
        return put(jobsOf(server));
    }

    private static PipelineAnswer put(CodePipelineJobs jobs) {
        return jobs.put(JOB, TOKEN, SUCCESS);
    }

    private static CodePipelineJobs jobsOf(ScriptedHttpServer server) {
        return jobsAt(server.uri().toString());
    }

    private static CodePipelineJobs jobsAt(String url) {
        try (SystemProperties endpoint =
                new SystemProperties(Map.of("aws.endpointUrlCodePipeline", url))) {
            endpoint.set();
            return new CodePipelineJobs(new Wiring(ENVIRONMENT).codePipeline());
        }
    }
}

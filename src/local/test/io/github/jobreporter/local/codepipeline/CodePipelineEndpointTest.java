package io.github.jobreporter.local.codepipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.jobreporter.local.codepipeline.Job.State;
import io.github.jobreporter.local.http.Fault;
import io.github.jobreporter.local.http.RecordedCall;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.codepipeline.CodePipelineClient;
import software.amazon.awssdk.services.codepipeline.model.CodePipelineException;
import software.amazon.awssdk.services.codepipeline.model.CurrentRevision;
import software.amazon.awssdk.services.codepipeline.model.FailureType;
import software.amazon.awssdk.services.codepipeline.model.InvalidClientTokenException;
import software.amazon.awssdk.services.codepipeline.model.InvalidJobStateException;
import software.amazon.awssdk.services.codepipeline.model.JobNotFoundException;
import software.amazon.awssdk.services.codepipeline.model.PutThirdPartyJobSuccessResultRequest;
import software.amazon.awssdk.services.codepipeline.model.ValidationException;

@Timeout(30)
class CodePipelineEndpointTest {

    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final String TOKEN = "s3cret-token";

    private CodePipelineEndpoint endpoint;
    private CodePipelineClient client;

    @BeforeEach
    void start() throws IOException {
        endpoint = CodePipelineEndpoint.start(InstantSource.fixed(NOW));
        client =
                CodePipelineClient.builder()
                        .endpointOverride(endpoint.uri())
                        .region(Region.US_EAST_1)
                        .credentialsProvider(
                                StaticCredentialsProvider.create(
                                        AwsBasicCredentials.create("local", "local")))
                        .httpClientBuilder(UrlConnectionHttpClient.builder())
                        .overrideConfiguration(
                                it -> it.retryStrategy(DefaultRetryStrategy.doNotRetry()))
                        .build();
    }

    @AfterEach
    void stop() {
        client.close();
        endpoint.close();
    }

    private void succeed(
            String jobId, Consumer<PutThirdPartyJobSuccessResultRequest.Builder> result) {
        client.putThirdPartyJobSuccessResult(
                it -> result.accept(it.jobId(jobId).clientToken(TOKEN)));
    }

    private void succeed(String jobId) {
        succeed(jobId, _ -> {});
    }

    /** For a call that is expected to hang. */
    private void succeedSoon(String jobId) {
        succeed(
                jobId,
                it -> it.overrideConfiguration(o -> o.apiCallTimeout(Duration.ofSeconds(2))));
    }

    private void fail(String jobId, FailureType type, String message) {
        client.putThirdPartyJobFailureResult(
                it ->
                        it.jobId(jobId)
                                .clientToken(TOKEN)
                                .failureDetails(details -> details.type(type).message(message)));
    }

    private State stateOf(String jobId) {
        return endpoint.job(jobId).orElseThrow().state();
    }

    @Nested
    class GivenAJobInProgress {

        @BeforeEach
        void job() {
            endpoint.addJob("j", TOKEN, State.IN_PROGRESS);
        }

        @Test
        void accepts_a_success_with_all_members() {
            succeed(
                    "j",
                    it ->
                            it.currentRevision(
                                            CurrentRevision.builder()
                                                    .revision("r")
                                                    .changeIdentifier("c")
                                                    .created(NOW)
                                                    .revisionSummary("s")
                                                    .build())
                                    .executionDetails(
                                            details ->
                                                    details.summary("ok")
                                                            .externalExecutionId("x")
                                                            .percentComplete(100)));

            assertThat(stateOf("j")).isEqualTo(State.SUCCEEDED);
            var result = endpoint.job("j").orElseThrow().result().orElseThrow();
            assertThat(result.at("/currentRevision/created").asLong())
                    .isEqualTo(NOW.getEpochSecond());
            assertThat(result.at("/executionDetails/percentComplete").asInt()).isEqualTo(100);
            assertThat(result.has("clientToken")).isFalse();
        }

        @Test
        void accepts_a_failure() {
            fail("j", FailureType.CONFIGURATION_ERROR, "no such bucket");

            assertThat(stateOf("j")).isEqualTo(State.FAILED);
        }

        @Test
        void queues_a_job_that_carries_the_continuation_token() {
            succeed("j", it -> it.continuationToken("resume"));

            var job = endpoint.job("j").orElseThrow();
            var next = endpoint.job(job.continuedAs().orElseThrow()).orElseThrow();
            assertThat(job.state()).isEqualTo(State.SUCCEEDED);
            assertThat(next.state()).isEqualTo(State.QUEUED);
            assertThat(next.continuationToken()).contains("resume");
            assertThat(next.clientToken()).isEqualTo(TOKEN);
        }

        @Test
        void refuses_a_wrong_token() {
            assertThatThrownBy(() -> succeed("j", it -> it.clientToken("other")))
                    .isInstanceOf(InvalidClientTokenException.class);
            assertThat(stateOf("j")).isEqualTo(State.IN_PROGRESS);
        }

        @Test
        void refuses_a_second_result() {
            succeed("j");

            assertThatThrownBy(() -> fail("j", FailureType.JOB_FAILED, "late"))
                    .isInstanceOf(InvalidJobStateException.class);
            assertThat(stateOf("j")).isEqualTo(State.SUCCEEDED);
        }

        @Test
        void keeps_a_journal_without_the_token() {
            assertThatThrownBy(() -> succeed("j", it -> it.clientToken(TOKEN.repeat(30))));
            succeed("j");

            assertThat(endpoint.journal()).hasSize(2);
            assertThat(endpoint.journal().toString()).doesNotContain(TOKEN);
            var call = endpoint.journal("j").getLast();
            assertThat(call.at()).isEqualTo(NOW);
            assertThat(call.operation()).isEqualTo("PutThirdPartyJobSuccessResult");
            assertThat(call.accepted()).isTrue();
            assertThat(call.request().path("clientToken").asText()).isEqualTo("***");
        }
    }

    @Nested
    class GivenAJobInAnotherState {

        @ParameterizedTest
        @EnumSource(value = State.class, mode = EnumSource.Mode.EXCLUDE, names = "IN_PROGRESS")
        void refuses_a_result(State state) {
            endpoint.addJob("j", TOKEN, state);

            assertThatThrownBy(() -> succeed("j")).isInstanceOf(InvalidJobStateException.class);
            assertThat(stateOf("j")).isEqualTo(state);
        }

        @Test
        void tells_the_state_only_to_holders_of_the_token() {
            endpoint.addJob("j", "another", State.SUCCEEDED);

            assertThatThrownBy(() -> succeed("j")).isInstanceOf(InvalidClientTokenException.class);
        }
    }

    @Nested
    class GivenNoJob {

        @Test
        void does_not_find_it() {
            assertThatThrownBy(() -> succeed("none")).isInstanceOf(JobNotFoundException.class);
        }

        @Test
        void checks_the_request_first() {
            assertThatThrownBy(() -> succeed("none", it -> it.clientToken("")))
                    .isInstanceOf(ValidationException.class)
                    .hasMessageContaining(
                            "1 validation error detected: Value '' at 'clientToken' failed to"
                                    + " satisfy constraint: Member must have length greater than"
                                    + " or equal to 1");
        }
    }

    @Nested
    class GivenConstraints {

        @BeforeEach
        void job() {
            endpoint.addJob("j", TOKEN, State.IN_PROGRESS);
        }

        @Test
        void counts_code_points() {
            succeed("j", it -> it.continuationToken("😀".repeat(2048)));

            assertThat(stateOf("j")).isEqualTo(State.SUCCEEDED);
        }

        @Test
        void refuses_what_is_one_code_point_too_long() {
            assertThatThrownBy(() -> succeed("j", it -> it.continuationToken("😀".repeat(2049))))
                    .isInstanceOf(ValidationException.class);
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                textBlock =
                        """
                        Success | {'clientToken':'t'} | jobId
                        Success | {'jobId':null,'clientToken':'t'} | jobId
                        Success | {'jobId':'j'} | clientToken
                        Success | "{JOB,'currentRevision':{'revision':'r'}
                        }" | currentRevision.changeIdentifier
                        Success | {JOB,'continuationToken':''} | continuationToken
                        Success | {JOB,'executionDetails':{'summary':''}} | executionDetails.summary
                        Success | "{JOB,'executionDetails':{'percentComplete':101}
                        }" | executionDetails.percentComplete
                        Success | "{JOB,'executionDetails':{'percentComplete':-1}
                        }" | executionDetails.percentComplete
                        Failure | {'jobId':'j','clientToken':'t'} | failureDetails
                        Failure | "{JOB,'failureDetails':{'type':'Other','message':'m'}
                        }" | failureDetails.type
                        Failure | "{JOB,'failureDetails':{'type':'JobFailed'}
                        }" | failureDetails.message
                        Failure | "{JOB,'failureDetails':{'type':'JobFailed','message':'m',
                          'externalExecutionId':''}
                        }" | failureDetails.externalExecutionId
                        """,
                quoteCharacter = '"')
        void names_what_is_wrong(String result, String body, String path)
                throws IOException, InterruptedException {
            var json = body.replace("JOB", "'jobId':'j','clientToken':'t'").replace('\'', '"');

            var response = post("PutThirdPartyJob" + result + "Result", json);

            assertThat(response.statusCode()).isEqualTo(400);
            assertThat(response.body())
                    .contains("\"__type\":\"ValidationException\"")
                    .contains("1 validation error detected")
                    .contains("at '" + path + "' failed to satisfy constraint");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{'jobId':7,'clientToken':'t'}",
                    "{'jobId':'j','clientToken':'t','currentRevision':'r'}",
                    "{'jobId':'j','currentRevision':{'created':'now'}}",
                    "{'jobId':'j','clientToken':'t','executionDetails':{'percentComplete':1.5}}",
                    "{'executionDetails':{'percentComplete':99999999999}}"
                })
        void refuses_a_value_of_the_wrong_type(String body)
                throws IOException, InterruptedException {
            var response = post("PutThirdPartyJobSuccessResult", body.replace('\'', '"'));

            assertThat(response.statusCode()).isEqualTo(400);
            assertThat(response.body()).contains("\"__type\":\"SerializationException\"");
        }

        @Test
        void ignores_members_that_the_model_does_not_know() throws Exception {
            var response =
                    post(
                            "PutThirdPartyJobSuccessResult",
                            "{\"jobId\":\"j\",\"clientToken\":\"" + TOKEN + "\",\"other\":1}");

            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.body()).isEqualTo("{}");
            assertThat(response.headers().firstValue("Content-Type"))
                    .contains("application/x-amz-json-1.1");
        }

        @Test
        void refuses_an_unknown_operation_and_a_body_that_is_no_object() throws Exception {
            assertThat(post("PutNothing", "{}").body())
                    .contains("UnknownOperationException", "PutNothing is no operation")
                    .contains("PutThirdPartyJobFailureResult, PutThirdPartyJobSuccessResult");
            assertThat(post("PutThirdPartyJobSuccessResult", "[]").body())
                    .contains("SerializationException");
            assertThat(post("PutThirdPartyJobSuccessResult", "{").body())
                    .contains("SerializationException");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    // Neither UTF-8, nor any kind of UTF-32 that a parser could guess.
                    "0000fffe",
                    "7b22a2223a317d",
                    // Two objects.
                    "7b7d7b7d"
                })
        void refuses_a_body_that_is_not_one_object_in_utf_8(String hexadecimal) throws Exception {
            var bytes = HexFormat.of().parseHex(hexadecimal);

            assertThat(
                            post("PutThirdPartyJobSuccessResult", BodyPublishers.ofByteArray(bytes))
                                    .body())
                    .contains("SerializationException");
        }

        private HttpResponse<String> post(String operation, String body)
                throws IOException, InterruptedException {
            return post(operation, BodyPublishers.ofString(body));
        }

        private HttpResponse<String> post(String operation, BodyPublisher body)
                throws IOException, InterruptedException {
            try (var http = HttpClient.newHttpClient()) {
                return http.send(
                        HttpRequest.newBuilder(URI.create(endpoint.uri() + "/"))
                                .header("X-Amz-Target", "CodePipeline_20150709." + operation)
                                .POST(body)
                                .build(),
                        BodyHandlers.ofString());
            }
        }
    }

    /** So low that the test sees the results of the first second only. */
    @Nested
    class GivenAPermittedRate {

        private static final double ONE_PER_HOUR = 1 / 3600.0;

        @BeforeEach
        void jobs() {
            endpoint.addJob("j", TOKEN, State.IN_PROGRESS);
            endpoint.addJob("other", TOKEN, State.IN_PROGRESS);
        }

        private void assertThrottled(ThrowingCallable call) {
            assertThatThrownBy(call)
                    .isInstanceOfSatisfying(
                            CodePipelineException.class,
                            it -> {
                                assertThat(it.statusCode()).isEqualTo(400);
                                assertThat(it.awsErrorDetails().errorCode())
                                        .isEqualTo("ThrottlingException");
                                assertThat(it.awsErrorDetails().errorMessage())
                                        .isEqualTo("Rate exceeded");
                            });
        }

        @Test
        void throttles_what_is_above_it_and_changes_no_job() {
            endpoint.permit(ONE_PER_HOUR);

            succeed("other");
            assertThrottled(() -> succeed("j"));
            assertThrottled(() -> fail("j", FailureType.JOB_FAILED, "late"));

            assertThat(stateOf("j")).isEqualTo(State.IN_PROGRESS);
            assertThat(endpoint.journal("j"))
                    .hasSize(2)
                    .noneMatch(RecordedCall::accepted)
                    .allMatch(it -> it.fault().isEmpty());
        }

        @Test
        void counts_refused_results_but_no_other_operation() {
            endpoint.permit(ONE_PER_HOUR);

            client.getThirdPartyJobDetails(it -> it.jobId("j").clientToken(TOKEN));
            assertThatThrownBy(() -> succeed("none")).isInstanceOf(JobNotFoundException.class);
            assertThrottled(() -> succeed("none"));
            client.getThirdPartyJobDetails(it -> it.jobId("j").clientToken(TOKEN));
        }

        @Test
        void counts_no_result_that_a_fault_refuses() {
            endpoint.permit(ONE_PER_HOUR);
            endpoint.order(new Fault.Deny());

            assertThatThrownBy(() -> succeed("j")).isInstanceOf(CodePipelineException.class);
            succeed("j");

            assertThat(stateOf("j")).isEqualTo(State.SUCCEEDED);
        }

        @Test
        void starts_anew_when_it_is_ordered_again() {
            endpoint.permit(ONE_PER_HOUR);
            succeed("other");

            endpoint.permit(ONE_PER_HOUR);

            succeed("j");
        }

        @Test
        void is_shown_until_it_is_removed() {
            assertThat(endpoint.permittedRate()).isEmpty();
            endpoint.permit(ONE_PER_HOUR);
            assertThat(endpoint.permittedRate()).hasValue(ONE_PER_HOUR);
            succeed("other");

            endpoint.permitAnyRate();

            assertThat(endpoint.permittedRate()).isEmpty();
            succeed("j");
        }
    }

    @Nested
    class GivenAFault {

        @BeforeEach
        void jobs() {
            endpoint.addJob("j", TOKEN, State.IN_PROGRESS);
            endpoint.addJob("other", TOKEN, State.IN_PROGRESS);
        }

        private Optional<CodePipelineException> refusal() {
            try {
                succeed("j");
                return Optional.empty();
            } catch (CodePipelineException e) {
                return Optional.of(e);
            }
        }

        @Test
        void throttles_as_often_as_ordered() {
            endpoint.order("j", new Fault.ThrottleNext(2));

            assertThat(refusal()).get().matches(CodePipelineException::isThrottlingException);
            assertThat(refusal()).get().matches(CodePipelineException::isThrottlingException);
            assertThat(refusal()).isEmpty();
        }

        @Test
        void fails_before_it_acts() {
            endpoint.order("j", new Fault.FailBeforeActing());

            assertThat(refusal()).get().matches(it -> it.statusCode() == 500);
            assertThat(stateOf("j")).isEqualTo(State.IN_PROGRESS);
        }

        @Test
        void denies_access() {
            endpoint.order("j", new Fault.Deny());

            assertThat(refusal())
                    .get()
                    .matches(
                            it -> it.awsErrorDetails().errorCode().equals("AccessDeniedException"));
        }

        @Test
        void answers_as_ordered() {
            endpoint.order("j", new Fault.Answer(403, "ExpiredTokenException", "expired"));

            assertThat(refusal())
                    .get()
                    .matches(it -> it.statusCode() == 403)
                    .matches(
                            it -> it.awsErrorDetails().errorCode().equals("ExpiredTokenException"));
        }

        @Test
        void acts_and_loses_the_reply() {
            endpoint.order("j", new Fault.DropAfterActing());

            assertThatThrownBy(() -> succeed("j")).isInstanceOf(SdkClientException.class);
            assertThat(stateOf("j")).isEqualTo(State.SUCCEEDED);
            assertThat(endpoint.journal("j"))
                    .singleElement()
                    .satisfies(it -> assertThat(it.accepted()).isTrue())
                    .satisfies(it -> assertThat(it.fault()).contains(new Fault.DropAfterActing()));
        }

        @Test
        void loses_the_reply_on_a_connection_that_was_used_before() {
            succeed("other");
            endpoint.order("j", new Fault.DropAfterActing());

            assertThatThrownBy(() -> succeed("j")).isInstanceOf(SdkClientException.class);
            assertThat(stateOf("j")).isEqualTo(State.SUCCEEDED);
            assertThat(endpoint.journal("j")).hasSize(1);
        }

        @Test
        void acts_and_hangs() {
            endpoint.order("j", new Fault.HangAfterActing(Duration.ofMinutes(1)));

            assertThatThrownBy(() -> succeedSoon("j")).isInstanceOf(SdkClientException.class);
            assertThat(stateOf("j")).isEqualTo(State.SUCCEEDED);
        }

        @Test
        void hangs_before_it_acts() {
            endpoint.order("j", new Fault.HangBeforeActing(Duration.ofMinutes(1)));

            assertThatThrownBy(() -> succeedSoon("j")).isInstanceOf(SdkClientException.class);
            assertThat(stateOf("j")).isEqualTo(State.IN_PROGRESS);
        }

        @Test
        void uses_the_faults_of_a_job_first_and_in_order() {
            endpoint.order(new Fault.Deny());
            endpoint.order("j", new Fault.FailBeforeActing());
            endpoint.order("j", new Fault.ThrottleNext(1));

            assertThat(refusal()).get().matches(it -> it.statusCode() == 500);
            assertThat(refusal()).get().matches(CodePipelineException::isThrottlingException);
            assertThatThrownBy(() -> succeed("other")).isInstanceOf(CodePipelineException.class);
            assertThat(refusal()).isEmpty();
        }

        @Test
        void holds_a_call_until_it_is_released() throws Exception {
            var held = endpoint.holdNext("j");
            var call = CompletableFuture.runAsync(() -> succeed("j"));

            held.awaitArrival();
            assertThat(stateOf("j")).isEqualTo(State.IN_PROGRESS);
            held.release();

            assertThatCode(call::join).doesNotThrowAnyException();
            assertThat(stateOf("j")).isEqualTo(State.SUCCEEDED);
        }

        @Test
        void ends_a_held_call_without_acting() throws Exception {
            var held = endpoint.holdNext("j");
            var call = CompletableFuture.runAsync(() -> succeed("j"));

            held.awaitArrival();
            held.drop();

            assertThatThrownBy(call::join).isInstanceOf(CompletionException.class);
            assertThat(stateOf("j")).isEqualTo(State.IN_PROGRESS);
        }
    }
}

package io.github.jobreporter.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.verifyNoMoreInteractions;

import io.github.jobreporter.completion.ClientToken;
import io.github.jobreporter.completion.CurrentRevision;
import io.github.jobreporter.completion.ExecutionDetails;
import io.github.jobreporter.completion.FailureType;
import io.github.jobreporter.completion.JobId;
import io.github.jobreporter.completion.JobResult;
import io.github.jobreporter.completion.PipelineAnswer;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.ArgumentCaptor;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.services.codepipeline.CodePipelineClient;
import software.amazon.awssdk.services.codepipeline.model.CodePipelineException;
import software.amazon.awssdk.services.codepipeline.model.CodePipelineRequest;
import software.amazon.awssdk.services.codepipeline.model.InvalidClientTokenException;
import software.amazon.awssdk.services.codepipeline.model.InvalidJobStateException;
import software.amazon.awssdk.services.codepipeline.model.JobNotFoundException;
import software.amazon.awssdk.services.codepipeline.model.PutThirdPartyJobFailureResultRequest;
import software.amazon.awssdk.services.codepipeline.model.PutThirdPartyJobSuccessResultRequest;
import software.amazon.awssdk.services.codepipeline.model.ValidationException;

class CodePipelineJobsTest {

    private static final JobId JOB = new JobId("job-1");
    private static final ClientToken TOKEN = new ClientToken("canary-7c2e");
    private static final JobResult MINIMAL =
            new JobResult.Success(Optional.empty(), Optional.empty(), Optional.empty());
    private static final JobResult FAILURE =
            new JobResult.Failure(FailureType.JOB_FAILED, "it failed", Optional.empty());

    /** The request without its override configuration. */
    private static final Comparator<SdkPojo> BY_MEMBERS =
            (one, other) -> one.equalsBySdkFields(other) ? 0 : 1;

    private final CodePipelineClient client = mock(CodePipelineClient.class);
    private final CodePipelineJobs jobs = new CodePipelineJobs(client);

    @Nested
    class GivenASuccess {

        @Test
        void sends_every_member() {
            Instant created = Instant.parse("2026-01-02T03:04:05.678Z");
            jobs.put(
                    JOB,
                    TOKEN,
                    new JobResult.Success(
                            Optional.of(
                                    new CurrentRevision(
                                            "revision-1",
                                            "change-1",
                                            Optional.of(created),
                                            Optional.of("the revision"))),
                            Optional.of("continue-1"),
                            Optional.of(
                                    new ExecutionDetails(
                                            Optional.of("the summary"),
                                            Optional.of("execution-1"),
                                            Optional.of(42)))));

            assertThat(sentSuccess())
                    .usingComparator(BY_MEMBERS)
                    .isEqualTo(
                            PutThirdPartyJobSuccessResultRequest.builder()
                                    .jobId("job-1")
                                    .clientToken("canary-7c2e")
                                    .currentRevision(
                                            revision ->
                                                    revision.revision("revision-1")
                                                            .changeIdentifier("change-1")
                                                            .created(created)
                                                            .revisionSummary("the revision"))
                                    .continuationToken("continue-1")
                                    .executionDetails(
                                            details ->
                                                    details.summary("the summary")
                                                            .externalExecutionId("execution-1")
                                                            .percentComplete(42))
                                    .build());
        }

        @Test
        void leaves_out_what_is_absent() {
            jobs.put(JOB, TOKEN, MINIMAL);

            assertThat(sentSuccess())
                    .usingComparator(BY_MEMBERS)
                    .isEqualTo(
                            PutThirdPartyJobSuccessResultRequest.builder()
                                    .jobId("job-1")
                                    .clientToken("canary-7c2e")
                                    .build());
        }

        @Test
        void sends_the_required_members_of_a_revision_alone() {
            jobs.put(
                    JOB,
                    TOKEN,
                    new JobResult.Success(
                            Optional.of(
                                    new CurrentRevision(
                                            "r", "c", Optional.empty(), Optional.empty())),
                            Optional.empty(),
                            Optional.empty()));

            assertThat(sentSuccess().currentRevision())
                    .isEqualTo(
                            software.amazon.awssdk.services.codepipeline.model.CurrentRevision
                                    .builder()
                                    .revision("r")
                                    .changeIdentifier("c")
                                    .build());
        }

        @ParameterizedTest
        @ValueSource(ints = {0, 100})
        void sends_the_least_and_greatest_percentage(int percent) {
            jobs.put(
                    JOB,
                    TOKEN,
                    new JobResult.Success(
                            Optional.empty(),
                            Optional.empty(),
                            Optional.of(
                                    new ExecutionDetails(
                                            Optional.empty(),
                                            Optional.empty(),
                                            Optional.of(percent)))));

            assertThat(sentSuccess().executionDetails().percentComplete()).isEqualTo(percent);
        }

        @Test
        void is_accepted_when_nothing_is_thrown() {
            assertThat(put()).isEqualTo(new PipelineAnswer.Accepted());
        }

        private PutThirdPartyJobSuccessResultRequest sentSuccess() {
            ArgumentCaptor<PutThirdPartyJobSuccessResultRequest> captor =
                    ArgumentCaptor.forClass(PutThirdPartyJobSuccessResultRequest.class);
            verify(client).putThirdPartyJobSuccessResult(captor.capture());
            verifyNoMoreInteractions(client);
            return captor.getValue();
        }
    }

    @Nested
    class GivenAFailure {

        @Test
        void sends_every_member() {
            jobs.put(
                    JOB,
                    TOKEN,
                    new JobResult.Failure(
                            FailureType.CONFIGURATION_ERROR,
                            "the message",
                            Optional.of("execution-1")));

            assertThat(sentFailure())
                    .usingComparator(BY_MEMBERS)
                    .isEqualTo(
                            PutThirdPartyJobFailureResultRequest.builder()
                                    .jobId("job-1")
                                    .clientToken("canary-7c2e")
                                    .failureDetails(
                                            details ->
                                                    details.type("ConfigurationError")
                                                            .message("the message")
                                                            .externalExecutionId("execution-1"))
                                    .build());
        }

        @Test
        void leaves_out_what_is_absent() {
            jobs.put(JOB, TOKEN, FAILURE);

            assertThat(sentFailure().failureDetails().externalExecutionId()).isNull();
        }

        @ParameterizedTest
        @EnumSource
        void knows_every_type_as_the_sdk_does(FailureType type) {
            jobs.put(JOB, TOKEN, new JobResult.Failure(type, "no", Optional.empty()));

            assertThat(sentFailure().failureDetails().type().name()).isEqualTo(type.name());
        }

        @Test
        void answers_like_a_success_does() {
            doThrow(InvalidJobStateException.builder().build())
                    .when(client)
                    .putThirdPartyJobFailureResult(any(PutThirdPartyJobFailureResultRequest.class));

            assertThat(jobs.put(JOB, TOKEN, FAILURE))
                    .isEqualTo(new PipelineAnswer.InvalidJobState());
        }

        private PutThirdPartyJobFailureResultRequest sentFailure() {
            ArgumentCaptor<PutThirdPartyJobFailureResultRequest> captor =
                    ArgumentCaptor.forClass(PutThirdPartyJobFailureResultRequest.class);
            verify(client).putThirdPartyJobFailureResult(captor.capture());
            verifyNoMoreInteractions(client);
            return captor.getValue();
        }
    }

    @Nested
    class GivenAnErrorOfTheOperation {

        @Test
        void is_rejected_by_validation_with_the_reason() {
            fail(error(ValidationException.builder(), 400, "ValidationException", "too long"));

            assertThat(put())
                    .isEqualTo(
                            new PipelineAnswer.RejectedByValidation(
                                    "CodePipeline answered ValidationException (HTTP 400, request"
                                            + " r-1): too long"));
        }

        @Test
        void is_job_not_found() {
            fail(JobNotFoundException.builder().statusCode(400).build());

            assertThat(put()).isEqualTo(new PipelineAnswer.JobNotFound());
        }

        @Test
        void is_an_invalid_job_state() {
            fail(InvalidJobStateException.builder().statusCode(400).build());

            assertThat(put()).isEqualTo(new PipelineAnswer.InvalidJobState());
        }

        @Test
        void is_an_invalid_client_token() {
            fail(InvalidClientTokenException.builder().statusCode(400).build());

            assertThat(put()).isEqualTo(new PipelineAnswer.InvalidClientToken());
        }
    }

    @Nested
    class GivenAnErrorOfTheService {

        @ParameterizedTest
        @CsvSource({
            "400, ThrottlingException",
            "400, Throttling",
            "400, RequestLimitExceeded",
            "429, SomethingElse"
        })
        void is_throttled(int status, String code) {
            fail(error(status, code, "Rate exceeded"));

            assertThat(put()).isInstanceOf(PipelineAnswer.Throttled.class);
        }

        @ParameterizedTest
        @CsvSource({
            "500, InternalFailure",
            "500, InternalServerError",
            "502, BadGateway",
            "503, ServiceUnavailable",
            "504, GatewayTimeout",
            "408, RequestTimeout",
            "200, Nonsense",
            "307, TemporaryRedirect"
        })
        void has_an_unknown_outcome_when_codepipeline_did_not_refuse(int status, String code) {
            fail(error(status, code, "sorry"));

            assertThat(put()).isInstanceOf(PipelineAnswer.UnknownOutcome.class);
        }

        @ParameterizedTest
        @CsvSource({
            "400, AccessDeniedException",
            "403, AccessDenied",
            "403, ExpiredTokenException",
            "403, UnrecognizedClientException",
            "403, InvalidSignatureException",
            "403, InvalidClientTokenId",
            "404, UnknownOperationException",
            "413, RequestEntityTooLarge"
        })
        void is_faulted_when_codepipeline_refused(int status, String code) {
            fail(error(status, code, "no"));

            assertThat(put()).isInstanceOf(PipelineAnswer.Faulted.class);
        }

        @Test
        void tells_what_it_was() {
            fail(error(403, "AccessDeniedException", "not authorized"));

            assertThat(put())
                    .isEqualTo(
                            new PipelineAnswer.Faulted(
                                    "CodePipeline answered AccessDeniedException (HTTP 403,"
                                            + " request r-1): not authorized"));
        }

        @Test
        void does_not_need_error_details() {
            fail(CodePipelineException.builder().statusCode(502).build());

            assertThat(put()).isInstanceOf(PipelineAnswer.UnknownOutcome.class);
        }
    }

    @Nested
    class GivenNoAnswer {

        @Test
        void is_faulted_when_nothing_was_transmitted() {
            fail(SdkClientException.create("Unable to load credentials"));

            assertThat(put()).isInstanceOf(PipelineAnswer.Faulted.class);
        }

        @Test
        void has_an_unknown_outcome_when_it_was_transmitted() {
            failAfterTransmission(SdkClientException.create("Connection reset"));

            assertThat(put()).isInstanceOf(PipelineAnswer.UnknownOutcome.class);
        }

        @Test
        void is_faulted_when_no_connection_was_made() {
            failAfterTransmission(noAnswer(new ConnectException("Connection refused")));
            assertThat(put()).isInstanceOf(PipelineAnswer.Faulted.class);

            failAfterTransmission(noAnswer(new UnknownHostException("codepipeline")));
            assertThat(put()).isInstanceOf(PipelineAnswer.Faulted.class);

            failAfterTransmission(noAnswer(new IOException(new NoRouteToHostException("no"))));
            assertThat(put()).isInstanceOf(PipelineAnswer.Faulted.class);
        }

        @Test
        void has_an_unknown_outcome_when_a_connection_broke() {
            failAfterTransmission(noAnswer(new SocketException("Connection reset")));
            assertThat(put()).isInstanceOf(PipelineAnswer.UnknownOutcome.class);

            failAfterTransmission(noAnswer(new SocketTimeoutException("Read timed out")));
            assertThat(put()).isInstanceOf(PipelineAnswer.UnknownOutcome.class);
        }

        private static SdkClientException noAnswer(IOException cause) {
            return SdkClientException.create("Unable to execute HTTP request", cause);
        }

        @Test
        void has_an_unknown_outcome_when_an_attempt_timed_out() {
            failAfterTransmission(ApiCallAttemptTimeoutException.create(5000));

            assertThat(put()).isInstanceOf(PipelineAnswer.UnknownOutcome.class);
        }

        @Test
        void has_an_unknown_outcome_when_the_call_timed_out() {
            failAfterTransmission(ApiCallTimeoutException.create(15000));

            assertThat(put()).isInstanceOf(PipelineAnswer.UnknownOutcome.class);
        }

        @Test
        void judges_each_call_by_its_own_transmission() {
            failAfterTransmission(SdkClientException.create("Connection reset"));
            put();
            fail(SdkClientException.create("Unable to load credentials"));

            assertThat(put()).isInstanceOf(PipelineAnswer.Faulted.class);
        }
    }

    @Nested
    class GivenAMessageThatMentionsTheToken {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "Value 'canary-7c2e' at 'clientToken' failed to satisfy constraint",
                    "Value 'canary-7c2e' is bad",
                    "Value 'cana***' at 'clientToken' failed to satisfy constraint",
                    "Value 'cana***' at 'ClientToken' failed to satisfy constraint"
                })
        void withholds_a_validation_message(String message) {
            fail(error(ValidationException.builder(), 400, "ValidationException", message));

            assertThat(put().toString()).contains("withheld").doesNotContain("cana");
        }

        @Test
        void withholds_any_other_message_too() {
            fail(error(403, "AccessDeniedException", "canary-7c2e may not"));

            assertThat(put().toString()).doesNotContain("canary-7c2e");
        }

        @Test
        void withholds_a_message_that_quotes_a_token_with_invisible_characters() {
            fail(error(403, "AccessDeniedException", "canary\t7c2e\u200b may not"));

            PipelineAnswer answer = jobs.put(JOB, new ClientToken("canary\t7c2e\u200b"), MINIMAL);

            assertThat(answer.toString()).contains("withheld").doesNotContain("7c2e");
        }

        @Test
        void withholds_the_message_of_the_sdk() {
            fail(SdkClientException.create("cannot marshall {ClientToken=canary-7c2e}"));

            assertThat(put().toString()).doesNotContain("canary-7c2e");
        }

        @Test
        void withholds_an_error_code_too() {
            fail(error(400, "canary-7c2e", "no"));

            assertThat(put().toString()).doesNotContain("canary-7c2e");
        }
    }

    private PipelineAnswer put() {
        return jobs.put(JOB, TOKEN, MINIMAL);
    }

    private void fail(SdkException failure) {
        doThrow(failure)
                .when(client)
                .putThirdPartyJobSuccessResult(any(PutThirdPartyJobSuccessResultRequest.class));
    }

    /** Calls the interceptor as the client does before it transmits. */
    private void failAfterTransmission(SdkException failure) {
        doAnswer(
                        call -> {
                            transmit(call.<CodePipelineRequest>getArgument(0));
                            throw failure;
                        })
                .when(client)
                .putThirdPartyJobSuccessResult(any(PutThirdPartyJobSuccessResultRequest.class));
    }

    private static void transmit(SdkRequest request) {
        ExecutionAttributes attributes =
                request.overrideConfiguration().orElseThrow().executionAttributes();
        new CodePipelineJobs.TransmissionRecord()
                .beforeTransmission(mock(Context.BeforeTransmission.class), attributes);
    }

    private static SdkException error(int status, String code, String message) {
        return error(CodePipelineException.builder(), status, code, message);
    }

    private static SdkException error(
            CodePipelineException.Builder builder, int status, String code, String message) {
        return (SdkException)
                builder.statusCode(status)
                        .requestId("r-1")
                        .awsErrorDetails(
                                AwsErrorDetails.builder()
                                        .errorCode(code)
                                        .errorMessage(message)
                                        .build())
                        .build();
    }
}

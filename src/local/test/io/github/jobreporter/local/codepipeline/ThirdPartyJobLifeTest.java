package io.github.jobreporter.local.codepipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.jobreporter.local.codepipeline.Job.State;
import io.github.jobreporter.local.http.AwsEndpoint;
import io.github.jobreporter.local.http.RecordedCall;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import software.amazon.awssdk.services.codepipeline.CodePipelineClient;
import software.amazon.awssdk.services.codepipeline.model.ActionCategory;
import software.amazon.awssdk.services.codepipeline.model.ActionOwner;
import software.amazon.awssdk.services.codepipeline.model.ActionTypeNotFoundException;
import software.amazon.awssdk.services.codepipeline.model.FailureType;
import software.amazon.awssdk.services.codepipeline.model.InvalidClientTokenException;
import software.amazon.awssdk.services.codepipeline.model.InvalidJobException;
import software.amazon.awssdk.services.codepipeline.model.InvalidJobStateException;
import software.amazon.awssdk.services.codepipeline.model.InvalidNonceException;
import software.amazon.awssdk.services.codepipeline.model.JobNotFoundException;
import software.amazon.awssdk.services.codepipeline.model.JobStatus;
import software.amazon.awssdk.services.codepipeline.model.ThirdPartyJob;
import software.amazon.awssdk.services.codepipeline.model.ThirdPartyJobDetails;

/** The states of a job as a partner's worker sees them, with AWS's own SDK. */
@Timeout(30)
class ThirdPartyJobLifeTest {

    private static final String TOKEN = "s3cret-token";
    private static final Duration A_MOMENT = Duration.ofMillis(1);

    private CodePipelineEndpoint endpoint;
    private CodePipelineClient worker;

    @BeforeEach
    void start() throws IOException {
        endpoint = CodePipelineEndpoint.start(InstantSource.system());
        worker = new AwsEndpoint(endpoint.uri()).client(CodePipelineClient.builder());
    }

    @AfterEach
    void stop() {
        worker.close();
        endpoint.close();
    }

    private Job queue(String id) {
        return endpoint.addJob(id, TOKEN, State.QUEUED);
    }

    private List<ThirdPartyJob> poll(ActionType type, int maxBatchSize) {
        return worker.pollForThirdPartyJobs(
                        it ->
                                it.maxBatchSize(maxBatchSize)
                                        .actionTypeId(
                                                id ->
                                                        id.category(type.category())
                                                                .owner(type.owner())
                                                                .provider(type.provider())
                                                                .version(type.version())))
                .jobs();
    }

    private List<String> poll() {
        return poll(ActionType.LOCAL, 10).stream().map(ThirdPartyJob::jobId).toList();
    }

    private ThirdPartyJobDetails details(String id) {
        return worker.getThirdPartyJobDetails(it -> it.jobId(id).clientToken(TOKEN)).jobDetails();
    }

    private String acknowledge(String id, String nonce) {
        return worker.acknowledgeThirdPartyJob(it -> it.jobId(id).nonce(nonce).clientToken(TOKEN))
                .statusAsString();
    }

    private String polledNonce(String id) {
        assertThat(poll()).contains(id);
        return details(id).nonce();
    }

    private void succeed(String id) {
        worker.putThirdPartyJobSuccessResult(it -> it.jobId(id).clientToken(TOKEN));
    }

    private State stateOf(String id) {
        return endpoint.job(id).orElseThrow().state();
    }

    @Nested
    class GivenACorrectWorker {

        @Test
        void takes_a_job_from_the_queue_to_success() {
            queue("j");

            assertThat(poll()).containsExactly("j");
            assertThat(stateOf("j")).isEqualTo(State.DISPATCHED);
            assertThat(acknowledge("j", details("j").nonce()))
                    .isEqualTo(JobStatus.IN_PROGRESS.toString());
            assertThat(stateOf("j")).isEqualTo(State.IN_PROGRESS);
            succeed("j");
            assertThat(stateOf("j")).isEqualTo(State.SUCCEEDED);
        }

        @Test
        void takes_a_job_from_the_queue_to_failure() {
            queue("j");
            acknowledge("j", polledNonce("j"));

            worker.putThirdPartyJobFailureResult(
                    it ->
                            it.jobId("j")
                                    .clientToken(TOKEN)
                                    .failureDetails(
                                            details ->
                                                    details.type(FailureType.JOB_FAILED)
                                                            .message("3 tests failed")));

            assertThat(stateOf("j")).isEqualTo(State.FAILED);
        }

        @Test
        void continues_in_the_job_that_a_continuation_queues() {
            queue("j");
            acknowledge("j", polledNonce("j"));
            var execution = details("j").data().pipelineContext().action().actionExecutionId();
            worker.putThirdPartyJobSuccessResult(
                    it -> it.jobId("j").clientToken(TOKEN).continuationToken("resume"));

            var next = poll().getFirst();

            assertThat(next).isNotEqualTo("j");
            assertThat(details(next).data().continuationToken()).isEqualTo("resume");
            assertThat(details(next).data().pipelineContext().action().actionExecutionId())
                    .isEqualTo(execution);
            acknowledge(next, details(next).nonce());
            succeed(next);
            assertThat(stateOf(next)).isEqualTo(State.SUCCEEDED);
        }
    }

    @Nested
    class GivenAPoll {

        private static final ActionType OTHER =
                new ActionType("Deploy", "ThirdParty", "Other", "2");

        @Test
        void hands_out_oldest_first_and_no_more_than_asked_for() {
            queue("a");
            queue("b");
            queue("c");

            assertThat(poll(ActionType.LOCAL, 2))
                    .extracting(ThirdPartyJob::jobId)
                    .containsExactly("a", "b");
            assertThat(poll()).containsExactly("c");
            assertThat(poll()).isEmpty();
        }

        @Test
        void hands_out_one_job_by_default() {
            queue("a");
            queue("b");

            var jobs =
                    worker.pollForThirdPartyJobs(
                                    it ->
                                            it.actionTypeId(
                                                    id ->
                                                            id.category(ActionCategory.TEST)
                                                                    .owner(ActionOwner.THIRD_PARTY)
                                                                    .provider("Local")
                                                                    .version("1")))
                            .jobs();

            assertThat(jobs).hasSize(1);
        }

        @Test
        void names_the_customer_by_the_client_id_of_the_token() {
            queue("a");
            queue("b");
            endpoint.addJob("c", "another", State.QUEUED);

            var jobs = poll(ActionType.LOCAL, 3);

            assertThat(jobs.get(0).clientId()).isEqualTo(jobs.get(1).clientId());
            assertThat(jobs.get(2).clientId()).isNotEqualTo(jobs.get(0).clientId());
        }

        @Test
        void returns_jobs_of_one_action_type_only() {
            queue("mine");
            endpoint.addJob(NewJob.queued().withId("theirs").ofType(OTHER));

            assertThat(poll()).containsExactly("mine");
            assertThat(poll(OTHER, 5)).extracting(ThirdPartyJob::jobId).containsExactly("theirs");
        }

        @Test
        void does_not_find_an_action_type_that_no_job_has() {
            assertThatThrownBy(() -> poll(OTHER, 1))
                    .isInstanceOf(ActionTypeNotFoundException.class);
        }

        @ParameterizedTest
        @EnumSource(value = State.class, mode = Mode.EXCLUDE, names = "QUEUED")
        void ignores_jobs_that_are_not_queued(State state) {
            endpoint.addJob("j", TOKEN, state);

            assertThat(poll()).isEmpty();
            assertThat(stateOf("j")).isEqualTo(state);
        }
    }

    @Nested
    class GivenTheDetails {

        @Test
        void contain_the_configuration_of_the_customer() {
            var configuration = Map.of("Suite", "smoke", "Browser", "chromium");
            endpoint.addJob(
                    NewJob.queued()
                            .withId("j")
                            .withClientToken(TOKEN)
                            .configured(configuration)
                            .in(State.DISPATCHED));

            var details = details("j");

            assertThat(details.id()).isEqualTo("j");
            assertThat(details.data().actionConfiguration().configuration())
                    .isEqualTo(configuration);
            assertThat(details.data().actionTypeId().provider()).isEqualTo("Local");
            assertThat(details.data().continuationToken()).isNull();
            assertThat(details.data().inputArtifacts()).hasSize(1);
            assertThat(details.data().artifactCredentials().accessKeyId()).isNotEmpty();
        }

        @Test
        void contain_only_the_pipeline_context_that_third_parties_get() {
            endpoint.addJob("j", TOKEN, State.DISPATCHED);

            var context = details("j").data().pipelineContext();

            assertThat(context.pipelineName()).isNotEmpty();
            assertThat(context.stage().name()).isNotEmpty();
            assertThat(context.action().name()).isNotEmpty();
            assertThat(context.pipelineArn()).isNull();
            assertThat(context.pipelineExecutionId()).isNull();
        }

        @Test
        void contain_the_same_nonce_before_and_after_the_acknowledgement() {
            queue("j");
            var nonce = polledNonce("j");

            assertThat(details("j").nonce()).isEqualTo(nonce);
            acknowledge("j", nonce);
            assertThat(details("j").nonce()).isEqualTo(nonce);
        }

        @Test
        void need_the_token() {
            endpoint.addJob("j", "another", State.DISPATCHED);

            assertThatThrownBy(() -> details("j")).isInstanceOf(InvalidClientTokenException.class);
        }

        @Test
        void need_a_job() {
            assertThatThrownBy(() -> details("none")).isInstanceOf(JobNotFoundException.class);
        }

        @ParameterizedTest
        @EnumSource(
                value = State.class,
                mode = Mode.EXCLUDE,
                names = {"DISPATCHED", "IN_PROGRESS"})
        void need_a_job_that_is_handed_out(State state) {
            endpoint.addJob("j", TOKEN, state);

            assertThatThrownBy(() -> details("j")).isInstanceOf(InvalidJobException.class);
        }
    }

    @Nested
    class GivenAnAcknowledgement {

        @Test
        void accepts_a_nonce_once() {
            queue("j");
            var nonce = polledNonce("j");
            acknowledge("j", nonce);

            assertThatThrownBy(() -> acknowledge("j", nonce))
                    .isInstanceOf(InvalidNonceException.class);
            assertThat(stateOf("j")).isEqualTo(State.IN_PROGRESS);
        }

        @Test
        void refuses_another_nonce() {
            queue("j");
            var nonce = polledNonce("j");

            assertThatThrownBy(() -> acknowledge("j", nonce + "0"))
                    .isInstanceOf(InvalidNonceException.class);
            assertThat(stateOf("j")).isEqualTo(State.DISPATCHED);
        }

        @Test
        void refuses_the_nonce_of_another_job() {
            queue("j");
            queue("k");
            assertThat(poll()).containsExactly("j", "k");

            assertThatThrownBy(() -> acknowledge("j", details("k").nonce()))
                    .isInstanceOf(InvalidNonceException.class);
        }

        @Test
        void refuses_a_wrong_token() {
            endpoint.addJob("j", "another", State.DISPATCHED);

            assertThatThrownBy(() -> acknowledge("j", "0"))
                    .isInstanceOf(InvalidClientTokenException.class);
        }

        @Test
        void needs_a_job() {
            assertThatThrownBy(() -> acknowledge("none", "0"))
                    .isInstanceOf(JobNotFoundException.class);
        }

        @Test
        void is_refused_when_the_job_is_over() {
            queue("j");
            var nonce = polledNonce("j");
            endpoint.move("j", State.TIMED_OUT);

            assertThatThrownBy(() -> acknowledge("j", nonce))
                    .isInstanceOf(InvalidNonceException.class);
        }

        @Test
        void must_come_before_a_result() {
            queue("j");
            polledNonce("j");

            assertThatThrownBy(() -> succeed("j")).isInstanceOf(InvalidJobStateException.class);
        }
    }

    @Nested
    class GivenPassingTime {

        @Test
        void hands_a_job_out_again_with_a_new_nonce() {
            queue("j");
            var forgotten = polledNonce("j");

            endpoint.advance(ThirdPartyJobs.ACKNOWLEDGE_WITHIN);

            assertThat(stateOf("j")).isEqualTo(State.QUEUED);
            var nonce = polledNonce("j");
            assertThat(nonce).isNotEqualTo(forgotten);
            assertThatThrownBy(() -> acknowledge("j", forgotten))
                    .isInstanceOf(InvalidNonceException.class);
            assertThat(acknowledge("j", nonce)).isEqualTo("InProgress");
        }

        @Test
        void refuses_an_acknowledgement_that_comes_too_late() {
            queue("j");
            var nonce = polledNonce("j");

            endpoint.advance(ThirdPartyJobs.ACKNOWLEDGE_WITHIN);

            assertThatThrownBy(() -> acknowledge("j", nonce))
                    .isInstanceOf(InvalidNonceException.class);
        }

        @Test
        void leaves_a_job_that_was_acknowledged_in_time() {
            queue("j");
            acknowledge("j", polledNonce("j"));

            endpoint.advance(ThirdPartyJobs.ACKNOWLEDGE_WITHIN);

            assertThat(stateOf("j")).isEqualTo(State.IN_PROGRESS);
        }

        @ParameterizedTest
        @EnumSource(names = {"CREATED", "QUEUED", "DISPATCHED", "IN_PROGRESS"})
        void times_a_job_out(State state) {
            endpoint.addJob("j", TOKEN, state);

            endpoint.advance(ThirdPartyJobs.TIME_OUT);

            assertThat(stateOf("j")).isEqualTo(State.TIMED_OUT);
            assertThat(poll()).isEmpty();
            assertThatThrownBy(() -> succeed("j")).isInstanceOf(InvalidJobStateException.class);
        }

        @Test
        void accepts_a_result_just_before_the_timeout() {
            var slack = Duration.ofMinutes(1);
            endpoint.addJob("j", TOKEN, State.IN_PROGRESS);

            endpoint.advance(ThirdPartyJobs.TIME_OUT.minus(slack));
            succeed("j");
            endpoint.advance(slack.plus(A_MOMENT));

            assertThat(stateOf("j")).isEqualTo(State.SUCCEEDED);
        }

        @Test
        void gives_a_continuation_its_own_timeout() {
            endpoint.addJob("j", TOKEN, State.IN_PROGRESS);
            endpoint.advance(ThirdPartyJobs.TIME_OUT.dividedBy(2));
            worker.putThirdPartyJobSuccessResult(
                    it -> it.jobId("j").clientToken(TOKEN).continuationToken("resume"));

            endpoint.advance(ThirdPartyJobs.TIME_OUT.dividedBy(2));

            var next = endpoint.job("j").orElseThrow().continuedAs().orElseThrow();
            assertThat(stateOf(next)).isEqualTo(State.QUEUED);
        }

        @Test
        void restarts_for_a_moved_job() {
            queue("j");
            endpoint.advance(ThirdPartyJobs.TIME_OUT);

            endpoint.move("j", State.QUEUED);

            assertThat(poll()).containsExactly("j");
        }

        @Test
        void does_not_let_it_go_back() {
            assertThatThrownBy(() -> endpoint.advance(A_MOMENT.negated()))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void keeps_tokens_out_of_the_journal_of_every_operation() {
        queue("j");
        acknowledge("j", polledNonce("j"));
        succeed("j");

        assertThat(endpoint.journal())
                .extracting(RecordedCall::operation)
                .containsExactly(
                        CodePipelineModel.POLL,
                        CodePipelineModel.DETAILS,
                        CodePipelineModel.ACKNOWLEDGE,
                        CodePipelineModel.SUCCESS);
        assertThat(endpoint.journal().toString() + endpoint.jobs()).doesNotContain(TOKEN);
    }
}

package io.github.jobreporter.completion;

import static io.github.jobreporter.support.CompletionBuilder.aCompletion;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.jobreporter.completion.ReportOutcome.AlreadyReported;
import io.github.jobreporter.completion.ReportOutcome.Refused;
import io.github.jobreporter.completion.ReportOutcome.Reported;
import io.github.jobreporter.completion.ReportOutcome.Unavailable;
import io.github.jobreporter.support.CompletionBuilder;
import io.github.jobreporter.support.FakeClientTokens;
import io.github.jobreporter.support.FakePace;
import io.github.jobreporter.support.FakePipelineJobs;
import io.github.jobreporter.support.ScriptedLedger;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class CompletionReporterTest {

    private static final Instant NOW = Instant.parse("2026-01-01T10:00:00Z");
    private static final Instant DEADLINE = NOW.plusSeconds(60);
    private static final Duration REPORT = Duration.ofSeconds(37);
    private static final Invocation INVOCATION = new Invocation(DEADLINE, false);
    private static final Duration SEND = Duration.ofSeconds(26);
    private static final Duration PRESUMPTION = Duration.ofMinutes(15);
    private static final Duration GRACE = Duration.ofSeconds(5);

    private static final Fingerprint ANOTHER_RESULT = Fingerprint.of(aCompletion().failed());

    private final FakePipelineJobs pipeline = new FakePipelineJobs();
    private final FakePace pace = new FakePace();
    private final ScriptedLedger ledger = new ScriptedLedger();
    private final FakeClientTokens tokens = new FakeClientTokens();
    private Instant now = NOW;
    private Optional<Instant> sentAt = Optional.of(NOW.minus(PRESUMPTION));

    private final CompletionReporter reporter =
            new CompletionReporter(
                    pipeline,
                    pace,
                    ledger,
                    tokens,
                    new CompletionReporter.Limits(REPORT, SEND, PRESUMPTION, GRACE),
                    () -> now);

    private ReportOutcome report() {
        return report(aCompletion().succeeded());
    }

    private ReportOutcome report(JobCompletion completion) {
        return reporter.report(completion, sentAt, INVOCATION);
    }

    private static Refused refused(ReportOutcome outcome) {
        assertThat(outcome).isInstanceOf(Refused.class);
        return (Refused) outcome;
    }

    private static Unavailable unavailable(ReportOutcome outcome) {
        assertThat(outcome).isInstanceOf(Unavailable.class);
        return (Unavailable) outcome;
    }

    @Nested
    class GivenAJobThatNobodyReportedYet {

        @Test
        void reports_and_records_an_accepted_result() {
            assertThat(report()).isEqualTo(new Reported());
            assertThat(ledger.updates()).containsExactly("record");
        }

        @Test
        void sends_job_token_and_result_as_the_event_has_them() {
            JobCompletion completion = aCompletion().forJob("j-9").withToken("t-9").failed();

            report(completion);

            assertThat(pipeline.puts())
                    .containsExactly(
                            new FakePipelineJobs.Put(
                                    new JobId("j-9"), new ClientToken("t-9"), completion.result()));
        }

        @Test
        void claims_the_job_until_the_invocation_ends_and_a_grace() {
            JobCompletion completion = aCompletion().succeeded();

            report(completion);

            assertThat(ledger.attempts())
                    .containsExactly(
                            new Attempt(
                                    completion.jobId(),
                                    Fingerprint.of(completion),
                                    DEADLINE.plus(GRACE)));
        }

        @Test
        void stays_reported_when_the_ledger_fails_after_the_acceptance() {
            ledger.willUpdate(LedgerUpdate.UNCONFIRMED);

            assertThat(report()).isEqualTo(new Reported());
        }

        @Test
        void refuses_what_validation_rejects() {
            pipeline.willAnswer(new PipelineAnswer.RejectedByValidation("too long"));

            assertThat(report())
                    .isEqualTo(new Refused(FailureReason.REJECTED_BY_VALIDATION, "too long"));
            assertThat(ledger.updates()).containsExactly("release");
        }

        @Test
        void refuses_a_job_that_codepipeline_does_not_know() {
            pipeline.willAnswer(new PipelineAnswer.JobNotFound());

            assertThat(refused(report()).reason()).isEqualTo(FailureReason.JOB_NOT_FOUND);
            assertThat(ledger.updates()).containsExactly("release");
        }

        @Test
        void refuses_a_wrong_token_without_another_call() {
            pipeline.willAnswer(new PipelineAnswer.InvalidClientToken());

            assertThat(refused(report()).reason()).isEqualTo(FailureReason.INVALID_CLIENT_TOKEN);
            assertThat(ledger.updates()).containsExactly("release");
            assertThat(pipeline.puts()).hasSize(1);
            assertThat(tokens.freshLookups()).isZero();
        }

        @Test
        void retries_a_job_that_is_not_in_progress_since_it_may_not_be_acknowledged_yet() {
            pipeline.willAnswer(new PipelineAnswer.InvalidJobState());

            Unavailable outcome = unavailable(report());

            assertThat(outcome.reason()).isEqualTo(FailureReason.JOB_NOT_IN_PROGRESS);
            assertThat(outcome.reasonOfDeadLetter()).isEqualTo(FailureReason.JOB_NOT_IN_PROGRESS);
            assertThat(ledger.updates()).containsExactly("release");
        }

        @Test
        void retries_when_throttled_three_times() {
            pipeline.willThrottle();

            assertThat(report())
                    .isEqualTo(
                            new Unavailable(
                                    FailureReason.THROTTLED, "slow down", false, Optional.empty()));
            assertThat(pipeline.puts()).hasSize(3);
            assertThat(ledger.updates()).containsExactly("release");
        }

        @Test
        void sends_again_under_the_same_claim_when_throttled() {
            PipelineAnswer throttled = new PipelineAnswer.Throttled("slow down");
            pipeline.willAnswer(throttled, throttled);

            assertThat(report()).isEqualTo(new Reported());
            assertThat(ledger.attempts()).hasSize(1);
            assertThat(ledger.updates()).containsExactly("record");
            assertThat(pace.answers())
                    .containsExactly(throttled, throttled, new PipelineAnswer.Accepted());
        }

        @Test
        void sends_again_only_what_was_throttled() {
            pipeline.willAnswer(
                    new PipelineAnswer.Throttled("slow down"),
                    new PipelineAnswer.UnknownOutcome("timed out"));

            assertThat(unavailable(report()).reason()).isEqualTo(FailureReason.OUTCOME_UNKNOWN);
            assertThat(pipeline.puts()).hasSize(2);
            assertThat(ledger.updates()).containsExactly("leaveUnresolved");
        }

        @Test
        void keeps_the_attempt_unresolved_when_its_outcome_is_unknown() {
            pipeline.willAnswer(new PipelineAnswer.UnknownOutcome("timed out"));

            assertThat(report())
                    .isEqualTo(
                            new Unavailable(
                                    FailureReason.OUTCOME_UNKNOWN,
                                    "timed out",
                                    true,
                                    Optional.empty()));
            assertThat(ledger.updates()).containsExactly("leaveUnresolved");
            assertThat(pipeline.puts()).hasSize(1);
        }

        @Test
        void retries_an_error_of_ours() {
            pipeline.willAnswer(new PipelineAnswer.Faulted("access denied"));

            assertThat(report())
                    .isEqualTo(
                            new Unavailable(
                                    FailureReason.SERVICE_FAULT,
                                    "access denied",
                                    false,
                                    Optional.empty()));
            assertThat(ledger.updates()).containsExactly("release");
        }
    }

    @Nested
    class GivenAnUnresolvedAttemptWithThisSameResult {

        GivenAnUnresolvedAttemptWithThisSameResult() {
            ledger.willGrantWithUnresolved("this");
        }

        @Test
        void presumes_success_when_the_job_is_closed() {
            pipeline.willAnswer(new PipelineAnswer.InvalidJobState());

            assertThat(report()).isEqualTo(new AlreadyReported(true));
            assertThat(ledger.updates()).containsExactly("leaveUnresolved");
        }

        @Test
        void presumes_nothing_when_the_lease_was_taken_over_meanwhile() {
            pipeline.willAnswer(new PipelineAnswer.InvalidJobState());
            ledger.willUpdate(LedgerUpdate.NO_LONGER_OURS);

            assertThat(unavailable(report()).reason()).isEqualTo(FailureReason.HELD_ELSEWHERE);
        }

        /** The new owner may have finished, or crashed. */
        @Test
        void does_not_say_that_another_invocation_is_reporting_the_job() {
            pipeline.willAnswer(new PipelineAnswer.InvalidJobState());
            ledger.willUpdate(LedgerUpdate.NO_LONGER_OURS);

            assertThat(unavailable(report()).detail())
                    .isEqualTo("another invocation may be reporting this job");
        }

        @Test
        void presumes_nothing_when_the_lease_may_have_been_taken_over_meanwhile() {
            pipeline.willAnswer(new PipelineAnswer.InvalidJobState());
            ledger.willUpdate(LedgerUpdate.UNCONFIRMED);

            Unavailable outcome = unavailable(report());

            assertThat(outcome.reason()).isEqualTo(FailureReason.SERVICE_FAULT);
            assertThat(outcome.reasonOfDeadLetter()).isEqualTo(FailureReason.OUTCOME_UNKNOWN);
        }

        /** The job may be acknowledged late, and the earlier attempt may never have arrived. */
        @Test
        void presumes_nothing_while_the_event_is_young() {
            sentAt = Optional.of(NOW.minus(PRESUMPTION).plusMillis(1));
            pipeline.willAnswer(new PipelineAnswer.InvalidJobState());

            Unavailable outcome = unavailable(report());

            assertThat(outcome.reason()).isEqualTo(FailureReason.JOB_NOT_IN_PROGRESS);
            assertThat(outcome.reasonOfDeadLetter()).isEqualTo(FailureReason.OUTCOME_UNKNOWN);
            assertThat(ledger.updates())
                    .as("only this attempt is forgotten")
                    .containsExactly("release");
        }

        @Test
        void presumes_nothing_of_an_event_of_unknown_age() {
            sentAt = Optional.empty();
            pipeline.willAnswer(new PipelineAnswer.InvalidJobState());

            assertThat(unavailable(report()).reason()).isEqualTo(FailureReason.JOB_NOT_IN_PROGRESS);
        }

        @Test
        void presumes_nothing_of_an_event_that_came_of_age_during_the_call() {
            CompletionReporter slow =
                    new CompletionReporter(
                            (_, _, _) -> {
                                now = NOW.plusSeconds(5);
                                return new PipelineAnswer.InvalidJobState();
                            },
                            pace,
                            ledger,
                            tokens,
                            new CompletionReporter.Limits(REPORT, SEND, PRESUMPTION, GRACE),
                            () -> now);
            Optional<Instant> young = Optional.of(NOW.minus(PRESUMPTION).plusMillis(1));

            ReportOutcome outcome = slow.report(aCompletion().succeeded(), young, INVOCATION);

            assertThat(unavailable(outcome).reason()).isEqualTo(FailureReason.JOB_NOT_IN_PROGRESS);
        }

        @Test
        void reports_when_the_earlier_attempt_was_not_accepted() {
            assertThat(report()).isEqualTo(new Reported());
        }

        @Test
        void never_says_that_a_result_was_not_accepted() {
            pipeline.willAnswer(new PipelineAnswer.InvalidClientToken());

            Refused outcome = refused(report());

            assertThat(outcome.reason()).isEqualTo(FailureReason.OUTCOME_UNKNOWN);
            assertThat(outcome.detail()).contains("INVALID_CLIENT_TOKEN");
        }

        @Test
        void is_dead_lettered_as_unknown_outcome_when_throttled_for_too_long() {
            pipeline.willThrottle();

            Unavailable outcome = unavailable(report());

            assertThat(outcome.reason()).isEqualTo(FailureReason.THROTTLED);
            assertThat(outcome.reasonOfDeadLetter()).isEqualTo(FailureReason.OUTCOME_UNKNOWN);
        }
    }

    @Nested
    class GivenAnUnresolvedAttemptWithAnotherResult {

        GivenAnUnresolvedAttemptWithAnotherResult() {
            ledger.willGrantWithUnresolved(ANOTHER_RESULT);
        }

        @Test
        void refuses_as_a_conflict_when_the_job_is_closed() {
            pipeline.willAnswer(new PipelineAnswer.InvalidJobState());

            Refused outcome = refused(report());

            assertThat(outcome.reason()).isEqualTo(FailureReason.CONFLICTING_RESULT);
            assertThat(outcome.detail())
                    .isEqualTo(
                            "the job is not in progress, and another result or credential may be"
                                    + " why");
            assertThat(ledger.updates()).containsExactly("release");
        }

        @Test
        void reports_when_the_other_was_not_accepted() {
            assertThat(report()).isEqualTo(new Reported());
        }

        @Test
        void gives_codepipelines_reason_since_this_result_was_never_sent() {
            pipeline.willAnswer(new PipelineAnswer.JobNotFound());

            assertThat(refused(report()).reason()).isEqualTo(FailureReason.JOB_NOT_FOUND);
        }
    }

    @Nested
    class GivenUnresolvedAttemptsWithThisAndAnotherResult {

        @Test
        void refuses_with_unknown_outcome_when_the_other_may_have_been_accepted() {
            ledger.willGrantWithUnresolved("this", ANOTHER_RESULT);
            pipeline.willAnswer(new PipelineAnswer.InvalidJobState());

            Refused outcome = refused(report());

            assertThat(outcome.reason()).isEqualTo(FailureReason.OUTCOME_UNKNOWN);
            assertThat(outcome.detail()).contains("CONFLICTING_RESULT");
            assertThat(ledger.updates()).containsExactly("release");
        }
    }

    @Nested
    class GivenALedgerThatDecides {

        @Test
        void sends_nothing_when_this_result_was_reported_before() {
            ledger.willAnswer(new Claim.SameResultRecorded());

            assertThat(report()).isEqualTo(new AlreadyReported(false));
            assertThat(pipeline.puts()).isEmpty();
        }

        @Test
        void refuses_another_result_than_the_one_reported() {
            ledger.willAnswer(new Claim.OtherResultRecorded());

            assertThat(refused(report()).reason()).isEqualTo(FailureReason.CONFLICTING_RESULT);
            assertThat(pipeline.puts()).isEmpty();
        }

        @Test
        void waits_for_another_invocation_until_its_lease_ends() {
            Instant until = NOW.plusSeconds(42);
            ledger.willAnswer(new Claim.HeldElsewhere(until));

            Unavailable outcome = unavailable(report());

            assertThat(outcome.reason()).isEqualTo(FailureReason.HELD_ELSEWHERE);
            assertThat(outcome.heldUntil()).contains(until);
            assertThat(pipeline.puts()).isEmpty();
        }

        @Test
        void sends_nothing_when_the_ledger_is_unavailable() {
            ledger.willAnswer(new Claim.LedgerUnavailable("access denied"));

            Unavailable outcome = unavailable(report());

            assertThat(outcome.reason()).isEqualTo(FailureReason.SERVICE_FAULT);
            assertThat(outcome.reasonOfDeadLetter()).isEqualTo(FailureReason.OUTCOME_UNKNOWN);
            assertThat(pipeline.puts()).isEmpty();
        }
    }

    @Nested
    class GivenALeaseThatWasTakenOverMeanwhile {

        GivenALeaseThatWasTakenOverMeanwhile() {
            ledger.willUpdate(LedgerUpdate.NO_LONGER_OURS);
        }

        @Test
        void leaves_a_closed_job_to_the_new_owner_who_may_have_closed_it() {
            pipeline.willAnswer(new PipelineAnswer.InvalidJobState());

            assertThat(unavailable(report()).reason()).isEqualTo(FailureReason.HELD_ELSEWHERE);
        }

        @Test
        void leaves_a_refusal_to_the_new_owner() {
            pipeline.willAnswer(new PipelineAnswer.JobNotFound());

            assertThat(unavailable(report()).reason()).isEqualTo(FailureReason.HELD_ELSEWHERE);
        }

        @Test
        void stays_reported() {
            assertThat(report()).isEqualTo(new Reported());
        }
    }

    @Nested
    class GivenALedgerThatFailsToForgetTheAttempt {

        @Test
        void is_dead_lettered_as_unknown_outcome() {
            ledger.willUpdate(LedgerUpdate.UNCONFIRMED);
            pipeline.willAnswer(new PipelineAnswer.InvalidJobState());

            Unavailable outcome = unavailable(report());

            assertThat(outcome.reason()).isEqualTo(FailureReason.JOB_NOT_IN_PROGRESS);
            assertThat(outcome.reasonOfDeadLetter()).isEqualTo(FailureReason.OUTCOME_UNKNOWN);
        }

        @Test
        void refuses_with_unknown_outcome_when_another_may_have_reported_it() {
            ledger.willUpdate(LedgerUpdate.UNCONFIRMED);
            pipeline.willAnswer(new PipelineAnswer.InvalidClientToken());

            Refused outcome = refused(report());

            assertThat(outcome.reason()).isEqualTo(FailureReason.OUTCOME_UNKNOWN);
            assertThat(outcome.detail()).contains("INVALID_CLIENT_TOKEN");
        }
    }

    @Nested
    class GivenAClientId {

        private final JobCompletion completion = aCompletion().byClientId().succeeded();

        @Test
        void sends_the_token_that_the_store_holds() {
            assertThat(report(completion)).isEqualTo(new Reported());
            assertThat(pipeline.puts().getFirst().token())
                    .isEqualTo(new ClientToken(CompletionBuilder.TOKEN));
            assertThat(tokens.freshLookups()).isZero();
        }

        @Test
        void looks_a_refused_token_up_afresh_and_sends_the_rotated_one() {
            tokens.hold(FakeClientTokens.found("old"), FakeClientTokens.found("new"));
            pipeline.willAnswer(
                    new PipelineAnswer.InvalidClientToken(), new PipelineAnswer.Accepted());

            assertThat(report(completion)).isEqualTo(new Reported());
            assertThat(pipeline.puts())
                    .extracting(FakePipelineJobs.Put::token)
                    .containsExactly(new ClientToken("old"), new ClientToken("new"));
        }

        @Test
        void refuses_a_token_that_is_refused_afresh() {
            tokens.hold(FakeClientTokens.found("old"), FakeClientTokens.found("new"));
            pipeline.willAnswer(
                    new PipelineAnswer.InvalidClientToken(),
                    new PipelineAnswer.InvalidClientToken());

            assertThat(refused(report(completion)).reason())
                    .isEqualTo(FailureReason.INVALID_CLIENT_TOKEN);
            assertThat(pipeline.puts()).hasSize(2);
            assertThat(tokens.freshLookups()).isOne();
        }

        @Test
        void does_not_send_a_token_again_that_was_just_refused() {
            pipeline.willAnswer(new PipelineAnswer.InvalidClientToken());

            assertThat(refused(report(completion)).reason())
                    .isEqualTo(FailureReason.INVALID_CLIENT_TOKEN);
            assertThat(pipeline.puts()).hasSize(1);
        }

        @Test
        void retries_when_no_secret_holds_the_token() {
            tokens.hold(new TokenLookup.NotFound("no secret"), new TokenLookup.NotFound(""));

            assertThat(unavailable(report(completion)).reason())
                    .isEqualTo(FailureReason.CLIENT_TOKEN_NOT_FOUND);
            assertThat(pipeline.puts()).isEmpty();
            assertThat(ledger.updates()).containsExactly("release");
        }

        @Test
        void retries_when_the_store_is_unavailable() {
            tokens.hold(
                    new TokenLookup.StoreUnavailable("denied"),
                    new TokenLookup.StoreUnavailable(""));

            assertThat(unavailable(report(completion)).reason())
                    .isEqualTo(FailureReason.SERVICE_FAULT);
            assertThat(pipeline.puts()).isEmpty();
        }

        @Test
        void retries_when_the_store_fails_at_the_fresh_look_up() {
            tokens.hold(FakeClientTokens.found("old"), new TokenLookup.StoreUnavailable("denied"));
            pipeline.willAnswer(new PipelineAnswer.InvalidClientToken());

            assertThat(unavailable(report(completion)).reason())
                    .isEqualTo(FailureReason.SERVICE_FAULT);
        }
    }

    @Nested
    class GivenLittleTime {

        @Test
        void starts_a_report_that_just_fits() {
            now = DEADLINE.minus(REPORT);

            assertThat(report()).isEqualTo(new Reported());
        }

        @Test
        void does_not_even_claim_the_job_when_a_report_may_not_fit() {
            now = DEADLINE.minus(REPORT).plusMillis(1);

            assertThat(unavailable(report()).reason()).isEqualTo(FailureReason.OUT_OF_TIME);
            assertThat(ledger.attempts()).isEmpty();
            assertThat(pipeline.puts()).isEmpty();
        }

        @Test
        void sends_nothing_when_too_little_time_is_left_before_the_call() {
            CompletionReporter slowed =
                    new CompletionReporter(
                            pipeline,
                            pace,
                            ledger,
                            tokens,
                            new CompletionReporter.Limits(REPORT, SEND, PRESUMPTION, GRACE),
                            () ->
                                    ledger.attempts().isEmpty()
                                            ? NOW
                                            : DEADLINE.minus(SEND).plusMillis(1));

            ReportOutcome outcome = slowed.report(aCompletion().succeeded(), sentAt, INVOCATION);

            assertThat(unavailable(outcome).reason()).isEqualTo(FailureReason.OUT_OF_TIME);
            assertThat(pipeline.puts()).isEmpty();
            assertThat(ledger.updates()).containsExactly("release");
        }
    }

    @Nested
    class GivenAPace {

        @Test
        void waits_before_the_claim_as_long_as_the_report_still_fits() {
            report();

            assertThat(pace.asked()).containsExactly(Duration.ofSeconds(60).minus(REPORT));
        }

        @Test
        void claims_nothing_when_its_turn_comes_too_late() {
            pace.close();

            Unavailable outcome = unavailable(report());

            assertThat(outcome.reason()).isEqualTo(FailureReason.HELD_BACK);
            assertThat(outcome.mayBeAccepted()).isFalse();
            assertThat(ledger.attempts()).isEmpty();
            assertThat(pipeline.puts()).isEmpty();
        }

        @Test
        void sends_an_event_that_comes_alone_without_waiting() {
            pace.close();

            assertThat(reportAlone()).isEqualTo(new Reported());
            assertThat(pace.asked()).isEmpty();
        }

        @Test
        void lets_an_event_that_comes_alone_wait_for_two_seconds_when_it_is_throttled() {
            pipeline.willAnswer(new PipelineAnswer.Throttled("slow down"));

            assertThat(reportAlone()).isEqualTo(new Reported());
            assertThat(pace.asked()).containsExactly(Duration.ofSeconds(2));
        }

        @Test
        void lets_another_event_wait_as_long_as_its_call_still_fits() {
            pipeline.willAnswer(new PipelineAnswer.Throttled("slow down"));

            report();

            assertThat(pace.asked()).last().isEqualTo(Duration.ofSeconds(60).minus(SEND));
        }

        private ReportOutcome reportAlone() {
            return reporter.report(
                    aCompletion().succeeded(), sentAt, new Invocation(DEADLINE, true));
        }
    }
}

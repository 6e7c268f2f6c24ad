package io.github.jobreporter.completion;

import io.github.jobreporter.completion.ReportOutcome.AlreadyReported;
import io.github.jobreporter.completion.ReportOutcome.Refused;
import io.github.jobreporter.completion.ReportOutcome.Reported;
import io.github.jobreporter.completion.ReportOutcome.Unavailable;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;

/**
 * Reports one completion to CodePipeline: claim, send, conclude.
 *
 * <p>While CodePipeline throttles, an event waits for its turn before its claim, so that nothing is
 * claimed that will not be sent. A throttled call is repeated under the same claim.
 *
 * <p>Two rules hold throughout. Nothing is sent without a claim. While an attempt with this same
 * result is unresolved, only two answers say that the result is reported: CodePipeline accepts it,
 * or the job is closed, no attempt with another result is unresolved, and the event is old enough
 * for its job to be acknowledged. After any other answer the attempt stays unresolved.
 */
public final class CompletionReporter {

    /**
     * Time limits.
     *
     * @param report a whole report, from the claim to the last update of the ledger
     * @param send one call to CodePipeline and the last update of the ledger
     * @param presumption how old an event must be before a report is presumed: by then its job is
     *     acknowledged
     * @param leaseGrace how much longer than the invocation a lease lasts: while clocks differ by
     *     less, no job is taken over from an invocation that still runs
     */
    public record Limits(
            Duration report, Duration send, Duration presumption, Duration leaseGrace) {}

    /** One that is throttled so often waits in the queue instead. */
    private static final int MOST_CALLS = 3;

    /** An event that comes alone is paced by the queue's back-off. */
    private static final Duration LONGEST_TURN_ALONE = Duration.ofSeconds(2);

    private final PipelineJobs jobs;
    private final Pace pace;
    private final CompletionLedger ledger;
    private final ClientTokens tokens;
    private final Limits limits;
    private final InstantSource clock;

    public CompletionReporter(
            PipelineJobs jobs,
            Pace pace,
            CompletionLedger ledger,
            ClientTokens tokens,
            Limits limits,
            InstantSource clock) {
        this.jobs = jobs;
        this.pace = pace;
        this.ledger = ledger;
        this.tokens = tokens;
        this.limits = limits;
        this.clock = clock;
    }

    /**
     * Reports a completion.
     *
     * @param sentAt when the event was sent; if that is not known, nothing is presumed
     * @param invocation a report that may not fit into it is not started
     */
    public ReportOutcome report(
            JobCompletion completion, Optional<Instant> sentAt, Invocation invocation) {
        // Before the call: what CodePipeline answers is true of the job at this age or later.
        boolean mayPresume = isOldEnough(sentAt);
        Instant latestStart = invocation.deadline().minus(limits.report());
        if (clock.instant().isAfter(latestStart)) {
            return new Unavailable(
                    FailureReason.OUT_OF_TIME, "too little time left to begin", false);
        }
        if (!invocation.isOfOneEvent() && !pace.awaitTurn(timeUntil(latestStart))) {
            return new Unavailable(
                    FailureReason.HELD_BACK,
                    "CodePipeline throttles, and other events are sent first",
                    false);
        }
        Attempt attempt =
                new Attempt(
                        completion.jobId(),
                        Fingerprint.of(completion),
                        invocation.deadline().plus(limits.leaseGrace()));
        return switch (ledger.claim(attempt)) {
            case Claim.Granted(var entry) ->
                    conclude(entry, send(completion, invocation), mayPresume);
            case Claim.SameResultRecorded() -> new AlreadyReported(false);
            case Claim.OtherResultRecorded() ->
                    new Refused(
                            FailureReason.CONFLICTING_RESULT,
                            "another result or credential was reported for this job");
            case Claim.HeldElsewhere(var until) -> heldElsewhere(until);
            // The ledger may hold an unresolved attempt with this result.
            case Claim.LedgerUnavailable(var detail) ->
                    new Unavailable(FailureReason.SERVICE_FAULT, detail, true);
        };
    }

    /** CodePipeline's answer, or the reason why nothing was sent. */
    private sealed interface Sending {
        record Answered(PipelineAnswer answer) implements Sending {}

        record NotSent(FailureReason reason, String detail) implements Sending {}
    }

    private Sending send(JobCompletion completion, Invocation invocation) {
        return switch (completion.credential()) {
            case ClientToken token -> put(completion, token, invocation);
            case ClientId clientId ->
                    withToken(
                            tokens.lookUp(clientId),
                            token -> putWithStored(token, clientId, completion, invocation));
        };
    }

    /** A token that was rotated since it was cached is looked up afresh, once. */
    private Sending putWithStored(
            ClientToken cached,
            ClientId clientId,
            JobCompletion completion,
            Invocation invocation) {
        Sending sending = put(completion, cached, invocation);
        if (!(sending instanceof Sending.Answered(PipelineAnswer.InvalidClientToken()))) {
            return sending;
        }
        return withToken(
                tokens.lookUpAfresh(clientId),
                fresh -> fresh.equals(cached) ? sending : put(completion, fresh, invocation));
    }

    private static Sending withToken(TokenLookup lookup, Function<ClientToken, Sending> use) {
        return switch (lookup) {
            case TokenLookup.Found(var token) -> use.apply(token);
            case TokenLookup.NotFound(var detail) ->
                    new Sending.NotSent(FailureReason.CLIENT_TOKEN_NOT_FOUND, detail);
            case TokenLookup.StoreUnavailable(var detail) ->
                    new Sending.NotSent(FailureReason.SERVICE_FAULT, detail);
        };
    }

    private Sending put(JobCompletion completion, ClientToken token, Invocation invocation) {
        Instant latestCall = invocation.deadline().minus(limits.send());
        if (clock.instant().isAfter(latestCall)) {
            return new Sending.NotSent(
                    FailureReason.OUT_OF_TIME, "too little time left to send the result");
        }
        PipelineAnswer answer = putOnce(completion, token);
        for (int calls = 1; calls < MOST_CALLS; calls++) {
            if (!(answer instanceof PipelineAnswer.Throttled)
                    || !pace.awaitTurn(longestTurn(invocation, latestCall))) {
                break;
            }
            answer = putOnce(completion, token);
        }
        return new Sending.Answered(answer);
    }

    private PipelineAnswer putOnce(JobCompletion completion, ClientToken token) {
        PipelineAnswer answer = jobs.put(completion.jobId(), token, completion.result());
        pace.learn(answer);
        return answer;
    }

    private Duration longestTurn(Invocation invocation, Instant latestCall) {
        Duration time = timeUntil(latestCall);
        return invocation.isOfOneEvent() && time.compareTo(LONGEST_TURN_ALONE) > 0
                ? LONGEST_TURN_ALONE
                : time;
    }

    private Duration timeUntil(Instant instant) {
        return Duration.between(clock.instant(), instant);
    }

    private boolean isOldEnough(Optional<Instant> sentAt) {
        return sentAt.filter(it -> !it.plus(limits.presumption()).isAfter(clock.instant()))
                .isPresent();
    }

    private ReportOutcome conclude(LedgerEntry entry, Sending sending, boolean mayPresume) {
        return switch (sending) {
            case Sending.NotSent(var reason, var detail) -> unavailable(entry, reason, detail);
            case Sending.Answered(var answer) -> conclude(entry, answer, mayPresume);
        };
    }

    private ReportOutcome conclude(LedgerEntry entry, PipelineAnswer answer, boolean mayPresume) {
        return switch (answer) {
            case PipelineAnswer.Accepted() -> accepted(entry);
            case PipelineAnswer.RejectedByValidation(var detail) ->
                    refused(entry, FailureReason.REJECTED_BY_VALIDATION, detail);
            case PipelineAnswer.JobNotFound() ->
                    refused(
                            entry,
                            FailureReason.JOB_NOT_FOUND,
                            "CodePipeline does not know the job");
            case PipelineAnswer.InvalidClientToken() ->
                    refused(
                            entry,
                            FailureReason.INVALID_CLIENT_TOKEN,
                            "CodePipeline refused the client token for this job");
            case PipelineAnswer.InvalidJobState() -> jobNotInProgress(entry, mayPresume);
            case PipelineAnswer.Throttled(var detail) ->
                    unavailable(entry, FailureReason.THROTTLED, detail);
            case PipelineAnswer.UnknownOutcome(var detail) -> unknownOutcome(entry, detail);
            case PipelineAnswer.Faulted(var detail) ->
                    unavailable(entry, FailureReason.SERVICE_FAULT, detail);
        };
    }

    /** Reported even if the ledger fails: the unresolved attempt then covers a redelivery. */
    private ReportOutcome accepted(LedgerEntry entry) {
        ledger.record(entry);
        return new Reported();
    }

    /** The unresolved attempts say what may have ended the job. */
    private ReportOutcome jobNotInProgress(LedgerEntry entry, boolean mayPresume) {
        if (entry.unresolved().isEmpty()) {
            return unavailable(
                    entry,
                    FailureReason.JOB_NOT_IN_PROGRESS,
                    "the job is not acknowledged yet, or has ended");
        }
        if (entry.onlyThisResultIsUnresolved()) {
            return mayPresume
                    ? presumed(entry)
                    : unavailable(
                            entry,
                            FailureReason.JOB_NOT_IN_PROGRESS,
                            "the job is not acknowledged yet, or an earlier attempt was accepted");
        }
        return refused(
                entry,
                FailureReason.CONFLICTING_RESULT,
                "the job is not in progress, and another result or credential may be why");
    }

    /**
     * Presumes a report, only while the lease was not taken over. The attempt stays unresolved: a
     * result is recorded only if CodePipeline accepted it.
     */
    private ReportOutcome presumed(LedgerEntry entry) {
        return switch (ledger.leaveUnresolved(entry)) {
            case STORED -> new AlreadyReported(true);
            case NO_LONGER_OURS -> takenOver();
            case UNCONFIRMED ->
                    new Unavailable(
                            FailureReason.SERVICE_FAULT,
                            "the ledger did not confirm that nobody else had the job",
                            true);
        };
    }

    private ReportOutcome refused(LedgerEntry entry, FailureReason reason, String detail) {
        return switch (ledger.release(entry)) {
            case STORED ->
                    entry.thisResultIsUnresolved()
                            ? refusedWhileUnresolved(reason, detail)
                            : new Refused(reason, detail);
            case NO_LONGER_OURS -> takenOver();
            // The lease may have been taken over.
            case UNCONFIRMED -> refusedWhileUnresolved(reason, detail);
        };
    }

    private static ReportOutcome refusedWhileUnresolved(FailureReason reason, String detail) {
        return new Refused(
                FailureReason.OUTCOME_UNKNOWN,
                "another attempt may have been accepted; now %s: %s".formatted(reason, detail));
    }

    private ReportOutcome unavailable(LedgerEntry entry, FailureReason reason, String detail) {
        return switch (ledger.release(entry)) {
            case STORED -> new Unavailable(reason, detail, entry.thisResultIsUnresolved());
            case NO_LONGER_OURS -> takenOver();
            // The lease may have been taken over.
            case UNCONFIRMED -> new Unavailable(reason, detail, true);
        };
    }

    private ReportOutcome unknownOutcome(LedgerEntry entry, String detail) {
        ledger.leaveUnresolved(entry);
        return new Unavailable(FailureReason.OUTCOME_UNKNOWN, detail, true);
    }

    /** Another invocation holds the job now, and has this attempt among the unresolved ones. */
    private ReportOutcome takenOver() {
        return heldElsewhere(clock.instant());
    }

    /** The holder of the lease may be reporting, have finished or have crashed. */
    private static ReportOutcome heldElsewhere(Instant until) {
        return new Unavailable(
                FailureReason.HELD_ELSEWHERE,
                "another invocation may be reporting this job",
                false,
                Optional.of(until));
    }
}

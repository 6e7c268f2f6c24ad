package io.github.jobreporter.exploration;

import io.github.jobreporter.completion.ClientId;
import io.github.jobreporter.completion.ClientToken;
import io.github.jobreporter.completion.ClientTokens;
import io.github.jobreporter.completion.CompletionQueue;
import io.github.jobreporter.completion.DeadLetter;
import io.github.jobreporter.completion.DeadLetters;
import io.github.jobreporter.completion.JobId;
import io.github.jobreporter.completion.JobResult;
import io.github.jobreporter.completion.PipelineAnswer;
import io.github.jobreporter.completion.PipelineJobs;
import io.github.jobreporter.completion.ReportOutcome;
import io.github.jobreporter.completion.TokenLookup;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * Every service of one delivery, answering as it was recorded. At the first call without an answer
 * the delivery stops.
 */
final class Replay implements PipelineJobs, ClientTokens, DeadLetters, CompletionQueue {

    /** Ends the replay where the recorded answers end. */
    static final class Unanswered extends RuntimeException {

        private static final long serialVersionUID = 1;

        private final transient Call call;

        private Unanswered(Call call) {
            super("no answer is recorded", null, false, false);
            this.call = call;
        }

        Call call() {
            return call;
        }
    }

    private final Deque<Answer> answers;
    private final boolean oldEnough;
    private final Protocol protocol;
    private boolean curable;

    Replay(List<Answer> answers, Protocol protocol) {
        this.answers = new ArrayDeque<>(answers);
        this.oldEnough = answers.contains(new Answer.NotInProgress(true));
        this.protocol = protocol;
    }

    Answer ask(Call call) {
        if (answers.isEmpty()) {
            throw new Unanswered(call);
        }
        return answers.remove();
    }

    DynamoDbClient table() {
        return new ReplayedTable(this, protocol);
    }

    /**
     * Whether the ledger's clock, which is read just before a claim is written, is past the lease
     * that this write will meet. What the clock says is settled only when it matters: the write
     * itself is the same. So each claim may find a lease running or over, at any time and whatever
     * another one found: the clocks may be as far apart as they like.
     */
    boolean isLate() {
        return answers.stream()
                .dropWhile(Answer.SentAgain.class::isInstance)
                .limit(1)
                .anyMatch(it -> it instanceof Answer.ConditionFailed(_, boolean late) && late);
    }

    /**
     * Whether the event is old enough to presume its report. Like {@link #isLate} it is settled
     * only when it matters: by the answer that may be presumed upon.
     */
    boolean isOldEnough() {
        return oldEnough;
    }

    /** Whether the event is too old for what is wrong with it. */
    boolean isTooOld() {
        return ask(new Call.LookAtTheAge()) instanceof Answer.Age(boolean tooOld) && tooOld;
    }

    /** From here on the delivery is settled. */
    void settles(ReportOutcome outcome) {
        curable = outcome instanceof ReportOutcome.Unavailable;
    }

    void acknowledge(ReportOutcome outcome) {
        ask(new Call.Acknowledge(outcome));
    }

    @Override
    public PipelineAnswer put(JobId jobId, ClientToken token, JobResult result) {
        return switch (ask(new Call.Put(token, result))) {
            case Answer.Said(var answer) -> answer;
            case Answer.NotInProgress _ -> new PipelineAnswer.InvalidJobState();
            case Answer.Refused _ -> new PipelineAnswer.Throttled("slow down");
            default -> new PipelineAnswer.UnknownOutcome("timed out");
        };
    }

    @Override
    public TokenLookup lookUp(ClientId clientId) {
        return lookUp(clientId, false);
    }

    @Override
    public TokenLookup lookUpAfresh(ClientId clientId) {
        return lookUp(clientId, true);
    }

    private TokenLookup lookUp(ClientId clientId, boolean afresh) {
        return ask(new Call.LookUp(clientId, afresh)) instanceof Answer.Found(var lookup)
                ? lookup
                : new TokenLookup.StoreUnavailable("access denied");
    }

    @Override
    public boolean send(DeadLetter letter) {
        return ask(new Call.Bury(letter, curable)) instanceof Answer.Done;
    }

    @Override
    public boolean handOver(String body, Duration delay) {
        return ask(new Call.HandOver(body)) instanceof Answer.Done;
    }

    /** No step: the message may come back at any time anyway. */
    @Override
    public void retryAfter(String receiptHandle, Duration delay) {}

    @Override
    public void retryAfter(Map<String, Duration> delays) {}
}

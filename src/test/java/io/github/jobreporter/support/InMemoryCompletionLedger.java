package io.github.jobreporter.support;

import io.github.jobreporter.completion.Attempt;
import io.github.jobreporter.completion.Claim;
import io.github.jobreporter.completion.CompletionLedger;
import io.github.jobreporter.completion.JobId;
import io.github.jobreporter.completion.LedgerEntry;
import io.github.jobreporter.completion.LedgerUpdate;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** The ledger in a map, which can be made to fail before or after it stores a write. */
public final class InMemoryCompletionLedger implements CompletionLedger {

    private enum State {
        WORKING,
        UNAVAILABLE,
        LOSING_REPLIES
    }

    private final Map<JobId, LedgerEntry> entries = new HashMap<>();
    private final InstantSource clock;
    private final Supplier<String> owners;
    private State state = State.WORKING;

    /** The owners are owner-1, owner-2 and so on. */
    public InMemoryCompletionLedger(InstantSource clock) {
        this(clock, numbered());
    }

    public InMemoryCompletionLedger(InstantSource clock, Supplier<String> owners) {
        this.clock = clock;
        this.owners = owners;
    }

    private static Supplier<String> numbered() {
        AtomicInteger last = new AtomicInteger();
        return () -> "owner-" + last.incrementAndGet();
    }

    /** From now on nothing is stored, and every call fails. */
    public synchronized void unavailable() {
        state = State.UNAVAILABLE;
    }

    /** From now on everything is stored, but every call fails as if its reply was lost. */
    public synchronized void loseReplies() {
        state = State.LOSING_REPLIES;
    }

    /** From now on everything is stored and confirmed. */
    public synchronized void work() {
        state = State.WORKING;
    }

    /** The ledger's entry of a job. */
    public synchronized Optional<LedgerEntry> entryOf(JobId jobId) {
        return Optional.ofNullable(entries.get(jobId));
    }

    @Override
    public synchronized Claim claim(Attempt attempt) {
        if (state == State.UNAVAILABLE) {
            return new Claim.LedgerUnavailable("the ledger is switched off");
        }
        Claim claim = decide(attempt, owners.get());
        return state == State.LOSING_REPLIES
                ? new Claim.LedgerUnavailable("the ledger's reply was lost")
                : claim;
    }

    private Claim decide(Attempt attempt, String owner) {
        LedgerEntry seen = entries.get(attempt.jobId());
        if (seen == null) {
            return store(LedgerEntry.first(attempt, owner, clock.instant()));
        }
        return switch (seen.decide(attempt, owner, clock.instant())) {
            case LedgerEntry.Decision.Answer(var claim) -> claim;
            case LedgerEntry.Decision.TakeOver(var successor) -> store(successor);
        };
    }

    private Claim store(LedgerEntry entry) {
        entries.put(entry.jobId(), entry);
        return new Claim.Granted(entry);
    }

    @Override
    public LedgerUpdate record(LedgerEntry mine) {
        return update(mine, LedgerEntry::recorded);
    }

    @Override
    public LedgerUpdate release(LedgerEntry mine) {
        return update(mine, LedgerEntry::released);
    }

    @Override
    public LedgerUpdate leaveUnresolved(LedgerEntry mine) {
        return update(mine, LedgerEntry::leftUnresolved);
    }

    private synchronized LedgerUpdate update(LedgerEntry mine, UnaryOperator<LedgerEntry> next) {
        if (state == State.UNAVAILABLE) {
            return LedgerUpdate.UNCONFIRMED;
        }
        LedgerUpdate update = replace(mine, next.apply(mine));
        return state == State.LOSING_REPLIES ? LedgerUpdate.UNCONFIRMED : update;
    }

    private LedgerUpdate replace(LedgerEntry mine, LedgerEntry next) {
        LedgerEntry held = entries.get(mine.jobId());
        if (held == null || !held.owner().equals(mine.owner())) {
            return LedgerUpdate.NO_LONGER_OURS;
        }
        if (held.status() == LedgerEntry.Status.REPORTING) {
            entries.put(next.jobId(), next);
        }
        return LedgerUpdate.STORED;
    }
}

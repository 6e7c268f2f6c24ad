package io.github.jobreporter.support;

import io.github.jobreporter.completion.Attempt;
import io.github.jobreporter.completion.Claim;
import io.github.jobreporter.completion.CompletionLedger;
import io.github.jobreporter.completion.Fingerprint;
import io.github.jobreporter.completion.LedgerEntry;
import io.github.jobreporter.completion.LedgerUpdate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Answers a claim as scripted and records the updates that it was asked for. */
public final class ScriptedLedger implements CompletionLedger {

    private Function<Attempt, Claim> answer = attempt -> granted(attempt, Set.of());
    private LedgerUpdate result = LedgerUpdate.STORED;
    private final List<Attempt> attempts = new ArrayList<>();
    private final List<String> updates = new ArrayList<>();

    public void willAnswer(Claim claim) {
        answer = _ -> claim;
    }

    /** Grants every claim with these unresolved results; {@code "this"} is the claimed one. */
    public void willGrantWithUnresolved(Object... unresolved) {
        answer =
                attempt -> {
                    List<Fingerprint> fingerprints = new ArrayList<>();
                    for (Object attempted : unresolved) {
                        fingerprints.add(
                                attempted instanceof Fingerprint other
                                        ? other
                                        : attempt.fingerprint());
                    }
                    return granted(attempt, Set.copyOf(fingerprints));
                };
    }

    public void willUpdate(LedgerUpdate next) {
        result = next;
    }

    public List<Attempt> attempts() {
        return attempts;
    }

    /** {@code record}, {@code release} and {@code leaveUnresolved}, in order. */
    public List<String> updates() {
        return updates;
    }

    private static Claim granted(Attempt attempt, Set<Fingerprint> unresolved) {
        return new Claim.Granted(
                new LedgerEntry(
                        attempt.jobId(),
                        LedgerEntry.Status.REPORTING,
                        Optional.of(attempt.fingerprint()),
                        unresolved,
                        "owner-1",
                        attempt.leaseUntil(),
                        1,
                        Instant.MAX));
    }

    @Override
    public Claim claim(Attempt attempt) {
        attempts.add(attempt);
        return answer.apply(attempt);
    }

    @Override
    public LedgerUpdate record(LedgerEntry mine) {
        return update("record");
    }

    @Override
    public LedgerUpdate release(LedgerEntry mine) {
        return update("release");
    }

    @Override
    public LedgerUpdate leaveUnresolved(LedgerEntry mine) {
        return update("leaveUnresolved");
    }

    private LedgerUpdate update(String what) {
        updates.add(what);
        return result;
    }
}

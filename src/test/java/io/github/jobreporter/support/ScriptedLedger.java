package io.github.jobreporter.support;

import io.github.jobreporter.completion.Attempt;
import io.github.jobreporter.completion.Claim;
import io.github.jobreporter.completion.CompletionLedger;
import io.github.jobreporter.completion.LedgerUpdate;
import io.github.jobreporter.completion.Fingerprint;
import io.github.jobreporter.completion.LedgerEntry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Answers a claim as it was told to and writes down what it was asked to file. */
public final class ScriptedLedger implements CompletionLedger {

    private Function<Attempt, Claim> answer = attempt -> granted(attempt, Set.of());
    private LedgerUpdate update = LedgerUpdate.STORED;
    private final List<Attempt> attempts = new ArrayList<>();
    private final List<String> filed = new ArrayList<>();

    public void willAnswer(Claim claim) {
        answer = _ -> claim;
    }

    /** Grants every claim, with these attempts unresolved; {@code "this"} is the claimed result. */
    public void willGrantWithUnresolved(Object... unresolved) {
        answer =
                attempt -> {
                    List<Fingerprint> fingerprints = new ArrayList<>();
                    for (Object it : unresolved) {
                        fingerprints.add(
                                it instanceof Fingerprint other ? other : attempt.fingerprint());
                    }
                    return granted(attempt, Set.copyOf(fingerprints));
                };
    }

    public void willUpdate(LedgerUpdate result) {
        update = result;
    }

    public List<Attempt> attempts() {
        return attempts;
    }

    /** {@code record}, {@code release} and {@code leaveUnresolved}, in order. */
    public List<String> filed() {
        return filed;
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
        return file("record");
    }

    @Override
    public LedgerUpdate release(LedgerEntry mine) {
        return file("release");
    }

    @Override
    public LedgerUpdate leaveUnresolved(LedgerEntry mine) {
        return file("leaveUnresolved");
    }

    private LedgerUpdate file(String what) {
        filed.add(what);
        return update;
    }
}

package io.github.jobreporter.completion;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The ledger's entry of one job, and the decisions that are made from it. The ledger stores entries
 * on the condition that no other invocation stored one in between.
 *
 * @param fingerprint of the current attempt or the recorded result; absent if the latest attempt
 *     was released
 * @param unresolved earlier attempts of which nobody knows whether CodePipeline accepted the result
 * @param owner unique to one claim
 * @param leaseUntil to the millisecond; {@link Instant#EPOCH} after the owner ended the lease
 * @param attempts number of claims so far
 * @param expiresAt to the second; the store may delete the entry after it
 */
public record LedgerEntry(
        JobId jobId,
        Status status,
        Optional<Fingerprint> fingerprint,
        Set<Fingerprint> unresolved,
        String owner,
        Instant leaseUntil,
        int attempts,
        Instant expiresAt) {

    /** Whether a result is being reported or is recorded. */
    public enum Status {
        REPORTING,
        REPORTED
    }

    /** Longer than the retention of the queue and of the dead-letter queue together. */
    static final Duration RETENTION = Duration.ofDays(30);

    public LedgerEntry {
        unresolved = Set.copyOf(unresolved);
        leaseUntil = leaseUntil.truncatedTo(ChronoUnit.MILLIS);
        expiresAt = expiresAt.truncatedTo(ChronoUnit.SECONDS);
    }

    /** How to answer an attempt on a job that has an entry. */
    public sealed interface Decision {

        /** Answer without a write. */
        record Answer(Claim claim) implements Decision {}

        /** Write the successor, on condition that this entry is still the stored one. */
        record TakeOver(LedgerEntry successor) implements Decision {}
    }

    /** The entry of a job's first attempt. */
    public static LedgerEntry first(Attempt attempt, String owner, Instant now) {
        return claimed(attempt, owner, Set.of(), 1, now);
    }

    private static LedgerEntry claimed(
            Attempt attempt, String owner, Set<Fingerprint> unresolved, int attempts, Instant now) {
        return new LedgerEntry(
                attempt.jobId(),
                Status.REPORTING,
                Optional.of(attempt.fingerprint()),
                unresolved,
                owner,
                attempt.leaseUntil(),
                attempts,
                now.plus(RETENTION));
    }

    /** Decides on an attempt by the given owner while this entry is stored. */
    public Decision decide(Attempt attempt, String claimant, Instant now) {
        if (status == Status.REPORTED) {
            return new Decision.Answer(
                    isOf(attempt.fingerprint())
                            ? new Claim.SameResultRecorded()
                            : new Claim.OtherResultRecorded());
        }
        if (owner.equals(claimant)) {
            // Our own claim was stored, its reply was lost, and the SDK sent it again.
            return new Decision.Answer(new Claim.Granted(this));
        }
        if (leaseUntil.isAfter(now)) {
            return new Decision.Answer(new Claim.HeldElsewhere(leaseUntil));
        }
        return new Decision.TakeOver(successor(attempt, claimant, now));
    }

    private LedgerEntry successor(Attempt attempt, String claimant, Instant now) {
        Set<Fingerprint> allUnresolved = new HashSet<>(unresolved);
        fingerprint.ifPresent(allUnresolved::add);
        return claimed(attempt, claimant, allUnresolved, attempts + 1, now);
    }

    /** This entry with its result recorded: earlier attempts no longer matter. */
    public LedgerEntry recorded() {
        return new LedgerEntry(
                jobId,
                Status.REPORTED,
                fingerprint,
                Set.of(),
                owner,
                leaseUntil,
                attempts,
                expiresAt);
    }

    /** This entry with its lease ended and without its attempt, which was not accepted. */
    public LedgerEntry released() {
        return withoutLease(Optional.empty());
    }

    /** This entry with its lease ended and its attempt kept: unresolved for the next owner. */
    public LedgerEntry leftUnresolved() {
        return withoutLease(fingerprint);
    }

    private LedgerEntry withoutLease(Optional<Fingerprint> remaining) {
        return new LedgerEntry(
                jobId, status, remaining, unresolved, owner, Instant.EPOCH, attempts, expiresAt);
    }

    /** Whether an earlier attempt with this same result is unresolved. */
    public boolean thisResultIsUnresolved() {
        return fingerprint.map(unresolved::contains).orElse(false);
    }

    /** Whether earlier attempts with this same result, and no others, are unresolved. */
    public boolean onlyThisResultIsUnresolved() {
        return thisResultIsUnresolved() && unresolved.size() == 1;
    }

    private boolean isOf(Fingerprint other) {
        return fingerprint.equals(Optional.of(other));
    }
}

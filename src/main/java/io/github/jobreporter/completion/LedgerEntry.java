package io.github.jobreporter.completion;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * What the ledger holds of one job, and every decision that is made from it. Values only: storing
 * them, on the condition that nobody else did in between, is the ledger's part.
 *
 * @param fingerprint of the attempt under way, or of the result that was reported; absent when the
 *     latest attempt was forgotten
 * @param unresolved earlier attempts whose outcome nobody knows
 * @param owner unique to one claim
 * @param leaseUntil to the millisecond; {@link Instant#EPOCH} when the owner gave it up
 * @param attempts claims so far
 * @param expiresAt to the second; when the store may forget the job
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

    /** Whether a result is on its way or was accepted. */
    public enum Status {
        REPORTING,
        REPORTED
    }

    /** Longer than a message can live in the queue and then in the dead-letter queue. */
    static final Duration RETENTION = Duration.ofDays(30);

    public LedgerEntry {
        unresolved = Set.copyOf(unresolved);
        leaseUntil = leaseUntil.truncatedTo(ChronoUnit.MILLIS);
        expiresAt = expiresAt.truncatedTo(ChronoUnit.SECONDS);
    }

    /** What to do with an attempt on a job of which the ledger holds an entry. */
    public sealed interface Decision {

        /** Nothing is to be written. */
        record Answer(Claim claim) implements Decision {}

        /** The successor is to be written, on condition that this entry is still the one there. */
        record TakeOver(LedgerEntry successor) implements Decision {}
    }

    /** The entry of a job's first attempt. */
    public static LedgerEntry first(Attempt attempt, String owner, Instant now) {
        return new LedgerEntry(
                attempt.jobId(),
                Status.REPORTING,
                Optional.of(attempt.fingerprint()),
                Set.of(),
                owner,
                attempt.leaseUntil(),
                1,
                now.plus(RETENTION));
    }

    /** Decides on an attempt by the given owner, with this entry in the ledger. */
    public Decision decide(Attempt attempt, String claimant, Instant now) {
        if (status == Status.REPORTED) {
            return new Decision.Answer(
                    isOf(attempt.fingerprint()) ? new Claim.SameResultRecorded() : new Claim.OtherResultRecorded());
        }
        if (owner.equals(claimant)) {
            // Our own claim landed, its reply was lost, and the SDK sent it again.
            return new Decision.Answer(new Claim.Granted(this));
        }
        if (leaseUntil.isAfter(now)) {
            return new Decision.Answer(new Claim.HeldElsewhere(leaseUntil));
        }
        return new Decision.TakeOver(successor(attempt, claimant, now));
    }

    private LedgerEntry successor(Attempt attempt, String claimant, Instant now) {
        Set<Fingerprint> open = new HashSet<>(unresolved);
        fingerprint.ifPresent(open::add);
        return new LedgerEntry(
                jobId,
                Status.REPORTING,
                Optional.of(attempt.fingerprint()),
                open,
                claimant,
                attempt.leaseUntil(),
                attempts + 1,
                now.plus(RETENTION));
    }

    /** This entry once its result was accepted: the earlier attempts no longer matter. */
    public LedgerEntry reported() {
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

    /** This entry with its lease ended and without its attempt, which did not land. */
    public LedgerEntry released() {
        return withoutLease(Optional.empty());
    }

    /** This entry with its lease ended and its attempt kept: the next owner finds it unresolved. */
    public LedgerEntry leftUnresolved() {
        return withoutLease(fingerprint);
    }

    private LedgerEntry withoutLease(Optional<Fingerprint> remaining) {
        return new LedgerEntry(
                jobId, status, remaining, unresolved, owner, Instant.EPOCH, attempts, expiresAt);
    }

    /** Whether this same result was sent before and may have been accepted. */
    public boolean thisResultIsUnresolved() {
        return fingerprint.map(unresolved::contains).orElse(false);
    }

    /** Whether this same result, and no other, was sent before and may have been accepted. */
    public boolean onlyThisResultIsUnresolved() {
        return thisResultIsUnresolved() && unresolved.size() == 1;
    }

    private boolean isOf(Fingerprint other) {
        return fingerprint.equals(Optional.of(other));
    }
}

package io.github.jobreporter.completion;

/**
 * Port: who reports which job, and what was reported. It supplies the idempotency that CodePipeline
 * does not: one job, one credential, one result, one report.
 *
 * <p>All writes are conditional, so that a late owner whose lease was taken over changes nothing.
 * The decisions are those of {@link LedgerEntry}.
 */
public interface CompletionLedger {

    /** Asks for the right to report a job. */
    Claim claim(Attempt attempt);

    /** The result was accepted. */
    LedgerUpdate record(LedgerEntry mine);

    /** Nothing of this attempt landed: end the lease and forget the attempt. */
    LedgerUpdate release(LedgerEntry mine);

    /** Nobody knows whether this attempt landed: end the lease and keep the attempt. */
    LedgerUpdate leaveUnresolved(LedgerEntry mine);
}

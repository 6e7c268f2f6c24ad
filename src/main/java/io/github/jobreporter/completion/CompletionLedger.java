package io.github.jobreporter.completion;

/**
 * Port: which invocation reports a job, and which result is recorded. It supplies the idempotency
 * that CodePipeline lacks: one report for one job, credential and result.
 *
 * <p>All writes are conditional: an owner whose lease was taken over changes nothing. {@link
 * LedgerEntry} decides.
 */
public interface CompletionLedger {

    /** Asks for the right to report a job. */
    Claim claim(Attempt attempt);

    /** Records an accepted result. */
    LedgerUpdate record(LedgerEntry mine);

    /** Ends the lease and forgets the attempt, whose result was not accepted. */
    LedgerUpdate release(LedgerEntry mine);

    /** Ends the lease and keeps the attempt, of which nobody knows whether it was accepted. */
    LedgerUpdate leaveUnresolved(LedgerEntry mine);
}

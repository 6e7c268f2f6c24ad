package io.github.jobreporter.completion;

/** What became of an update of the ledger. */
public enum LedgerUpdate {
    /** The update is stored. */
    STORED,
    /** The lease was taken over by another invocation; nothing was changed. */
    NO_LONGER_OURS,
    /**
     * The ledger did not confirm the update, which may be stored or not. If it is not, the lease
     * runs out and the attempt counts as unresolved.
     */
    UNCONFIRMED
}

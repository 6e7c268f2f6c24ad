package io.github.jobreporter.completion;

/** What became of a write to the ledger. */
public enum LedgerUpdate {
    /** It is stored. */
    STORED,
    /** The lease was taken over by another invocation; nothing was changed. */
    NO_LONGER_OURS,
    /**
     * The ledger did not confirm it. Whether it is stored is not known; unless it is, the lease
     * ends by itself and the attempt counts as unresolved.
     */
    UNCONFIRMED
}

package io.github.jobreporter.exploration;

import io.github.jobreporter.completion.Attempt;
import io.github.jobreporter.completion.Claim;
import io.github.jobreporter.completion.CompletionLedger;
import io.github.jobreporter.completion.LedgerEntry;
import io.github.jobreporter.completion.LedgerUpdate;

/** A ledger as it is, but for what a mutant overrides. */
abstract class DecoratedLedger implements CompletionLedger {

    private final CompletionLedger ledger;

    DecoratedLedger(CompletionLedger ledger) {
        this.ledger = ledger;
    }

    @Override
    public Claim claim(Attempt attempt) {
        return ledger.claim(attempt);
    }

    @Override
    public LedgerUpdate record(LedgerEntry mine) {
        return ledger.record(mine);
    }

    @Override
    public LedgerUpdate release(LedgerEntry mine) {
        return ledger.release(mine);
    }

    @Override
    public LedgerUpdate leaveUnresolved(LedgerEntry mine) {
        return ledger.leaveUnresolved(mine);
    }
}

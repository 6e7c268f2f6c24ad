package io.github.jobreporter.aws;

import io.github.jobreporter.support.LedgerTables;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Runs the contract of the ledger on an independent implementation of DynamoDB. */
@EnabledIf(
        value = "io.github.jobreporter.support.Dynoxide#isInstalled",
        disabledReason = "dynoxide is not installed: .ci/run installs it")
class DynoxideCompletionLedgerIT extends DynamoDbCompletionLedgerContract {

    @RegisterExtension static final LedgerTables TABLES = LedgerTables.ofDynoxide();

    DynoxideCompletionLedgerIT() {
        super(TABLES);
    }
}

package io.github.jobreporter.aws;

import io.github.jobreporter.support.LedgerTables;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The ledger's contract with the local stack's table store. */
class DynamoDbCompletionLedgerTest extends DynamoDbCompletionLedgerContract {

    @RegisterExtension static final LedgerTables TABLES = LedgerTables.ofTheTableStore();

    DynamoDbCompletionLedgerTest() {
        super(TABLES);
    }
}

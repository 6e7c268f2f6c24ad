package io.github.jobreporter.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jobreporter.completion.Attempt;
import io.github.jobreporter.completion.Claim;
import io.github.jobreporter.completion.CompletionLedger;
import io.github.jobreporter.completion.CompletionLedgerContract;
import io.github.jobreporter.completion.JobId;
import io.github.jobreporter.completion.LedgerEntry;
import io.github.jobreporter.support.LedgerTables;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The ledger's contract, with the SDK's client and a server of DynamoDB's protocol. */
abstract class DynamoDbCompletionLedgerContract extends CompletionLedgerContract {

    private final LedgerTables tables;
    private final String table;
    private final CompletionLedger ledger;

    DynamoDbCompletionLedgerContract(LedgerTables tables) {
        this.tables = tables;
        table = tables.createTable();
        ledger = new DynamoDbCompletionLedger(tables.client(), table, owners, clock);
    }

    @Override
    protected CompletionLedger ledger() {
        return ledger;
    }

    @Override
    protected Optional<LedgerEntry> stored(JobId jobId) {
        Map<String, AttributeValue> item =
                tables.client()
                        .getItem(
                                request ->
                                        request.tableName(table)
                                                .key(Map.of("jobId", text(jobId.value())))
                                                .consistentRead(true))
                        .item();
        return item.isEmpty() ? Optional.empty() : LedgerItem.read(item);
    }

    private static AttributeValue text(String value) {
        return AttributeValue.fromS(value);
    }

    @Nested
    class GivenAnItemOfAnotherOwner {

        @Test
        void is_neither_granted_nor_overwritten() {
            Map<String, AttributeValue> foreign =
                    Map.of("jobId", text(JOB.value()), "colour", text("blue"));
            tables.client().putItem(request -> request.tableName(table).item(foreign));

            assertThat(claim(A)).isInstanceOf(Claim.LedgerUnavailable.class);
            assertThat(tables.client().scan(request -> request.tableName(table)).items())
                    .containsExactly(foreign);
        }
    }

    @Nested
    class GivenNoTable {

        @Test
        void is_unavailable() {
            var nowhere = new DynamoDbCompletionLedger(tables.client(), "nowhere", owners, clock);
            var attempt = new Attempt(JOB, A, clock.instant());

            assertThat(nowhere.claim(attempt)).isInstanceOf(Claim.LedgerUnavailable.class);
        }
    }
}

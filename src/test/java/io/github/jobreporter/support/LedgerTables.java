package io.github.jobreporter.support;

import io.github.jobreporter.local.DynamoDbEndpoint;
import io.github.jobreporter.local.Template.TableDefinition;
import io.github.jobreporter.local.Template.TableKey;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Fresh ledger tables on the local stack's table store, while a test class runs. */
public final class LedgerTables implements BeforeAllCallback, AfterAllCallback {

    private final AtomicInteger tables = new AtomicInteger();
    private @Nullable DynamoDbEndpoint dynamoDb;

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        if (dynamoDb == null) {
            dynamoDb = DynamoDbEndpoint.start(InstantSource.system());
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        boolean ofNestedClass =
                context.getParent().flatMap(ExtensionContext::getTestClass).isPresent();
        if (!ofNestedClass) {
            running().close();
        }
    }

    public DynamoDbClient client() {
        return running().client();
    }

    /** Creates an empty table. */
    public String createTable() {
        String name = "table-" + tables.incrementAndGet();
        running()
                .create(
                        new TableDefinition(
                                name,
                                List.of(new TableKey("jobId", "HASH")),
                                Map.of("jobId", "S"),
                                Optional.empty()));
        return name;
    }

    private DynamoDbEndpoint running() {
        return Objects.requireNonNull(dynamoDb, "the table store is not running");
    }
}

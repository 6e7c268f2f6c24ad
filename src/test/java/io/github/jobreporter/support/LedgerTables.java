package io.github.jobreporter.support;

import io.github.jobreporter.local.dynamodb.DynamoDbEndpoint;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;

/** New ledger tables for the time of a test class. */
public final class LedgerTables implements BeforeAllCallback, AfterAllCallback {

    private record Running(DynamoDbClient client, AutoCloseable server) {

        static Running at(URI uri, AutoCloseable server) {
            return new Running(
                    DynamoDbClient.builder()
                            .endpointOverride(uri)
                            .region(Region.US_EAST_1)
                            .credentialsProvider(
                                    StaticCredentialsProvider.create(
                                            AwsBasicCredentials.create("local", "local")))
                            .httpClientBuilder(UrlConnectionHttpClient.builder())
                            .build(),
                    server);
        }
    }

    private final Callable<Running> start;
    private final AtomicInteger tables = new AtomicInteger();
    private @Nullable Running running;

    private LedgerTables(Callable<Running> start) {
        this.start = start;
    }

    public static LedgerTables ofTheTableStore() {
        return new LedgerTables(
                () -> {
                    var store = DynamoDbEndpoint.start(InstantSource.system());
                    return Running.at(store.uri(), store);
                });
    }

    public static LedgerTables ofDynoxide() {
        return new LedgerTables(
                () -> {
                    var dynoxide = Dynoxide.start();
                    return Running.at(dynoxide.uri(), dynoxide);
                });
    }

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        if (running == null) {
            running = start.call();
        }
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        boolean ofNestedClass =
                context.getParent().flatMap(ExtensionContext::getTestClass).isPresent();
        if (!ofNestedClass) {
            client().close();
            running().server.close();
        }
    }

    public DynamoDbClient client() {
        return running().client;
    }

    /** Creates an empty table. */
    public String createTable() {
        String name = "table-" + tables.incrementAndGet();
        var key = KeySchemaElement.builder().attributeName("jobId").keyType(KeyType.HASH).build();
        var type =
                AttributeDefinition.builder()
                        .attributeName("jobId")
                        .attributeType(ScalarAttributeType.S)
                        .build();
        client().createTable(
                        request ->
                                request.tableName(name)
                                        .keySchema(key)
                                        .attributeDefinitions(type)
                                        .billingMode(BillingMode.PAY_PER_REQUEST));
        Awaitility.await().pollDelay(Duration.ZERO).until(() -> status(name) == TableStatus.ACTIVE);
        return name;
    }

    private TableStatus status(String name) {
        return client().describeTable(request -> request.tableName(name)).table().tableStatus();
    }

    private Running running() {
        return Objects.requireNonNull(running, "the server of the tables is not running");
    }
}

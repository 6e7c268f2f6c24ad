package io.github.jobreporter.local.dynamodb;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.sun.net.httpserver.HttpExchange;
import io.github.jobreporter.local.dynamodb.TableStore.Reply;
import io.github.jobreporter.local.http.AwsEndpoint;
import io.github.jobreporter.local.http.AwsJsonProtocol;
import io.github.jobreporter.local.http.LoopbackHttp;
import io.github.jobreporter.local.http.LoopbackHttp.Settings;
import io.github.jobreporter.local.template.Template.TableDefinition;
import java.io.IOException;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;

/** DynamoDB, as far as the ledger and its readers need it. Counts writes, and keeps no journal. */
public final class DynamoDbEndpoint implements AutoCloseable {

    private static final AwsJsonProtocol PROTOCOL =
            new AwsJsonProtocol("application/x-amz-json-1.0", "DynamoDB_20120810");

    private static final Set<String> WRITES = Set.of("PutItem", "UpdateItem", "DeleteItem");

    private final LoopbackHttp http;
    private final TableStore store;
    private final DynamoDbClient client;
    private final LongAdder writes = new LongAdder();

    private DynamoDbEndpoint(LoopbackHttp http, TableStore store) {
        this.http = http;
        this.store = store;
        client = new AwsEndpoint(uri()).client(DynamoDbClient.builder());
    }

    public static DynamoDbEndpoint start(InstantSource clock) throws IOException {
        return start(List.of(), clock, Settings.ANY_PORT);
    }

    public static DynamoDbEndpoint start(
            List<TableDefinition> tables, InstantSource clock, Settings settings)
            throws IOException {
        var endpoint = new DynamoDbEndpoint(LoopbackHttp.start(settings), new TableStore(clock));
        endpoint.http.serve("/", endpoint::handle);
        tables.forEach(endpoint::create);
        return endpoint;
    }

    public URI uri() {
        return URI.create("http://127.0.0.1:" + http.port());
    }

    /** How many items were to be written so far, whether or not the conditions held. */
    public long writes() {
        return writes.sum();
    }

    public DynamoDbClient client() {
        return client;
    }

    @Override
    public void close() {
        client.close();
        http.close();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            var operation = PROTOCOL.operation(exchange);
            if (WRITES.contains(operation)) {
                writes.increment();
            }
            var reply =
                    AwsJsonProtocol.request(exchange)
                            .map(it -> store.call(operation, it))
                            .orElseGet(DynamoDbEndpoint::notAnObject);
            PROTOCOL.send(exchange, reply.status(), reply.body());
        }
    }

    private static Reply notAnObject() {
        return new Reply(
                400,
                JsonNodeFactory.instance
                        .objectNode()
                        .put("__type", "com.amazon.coral.service#SerializationException")
                        .put("message", "not a JSON object"));
    }

    public void create(TableDefinition table) {
        var keys =
                table.keys().stream()
                        .map(
                                it ->
                                        KeySchemaElement.builder()
                                                .attributeName(it.attribute())
                                                .keyType(it.type())
                                                .build())
                        .toList();
        var attributes =
                table.attributeTypes().entrySet().stream()
                        .map(
                                it ->
                                        AttributeDefinition.builder()
                                                .attributeName(it.getKey())
                                                .attributeType(it.getValue())
                                                .build())
                        .toList();
        client.createTable(
                it ->
                        it.tableName(table.logicalId())
                                .keySchema(keys)
                                .attributeDefinitions(attributes)
                                .billingMode(BillingMode.PAY_PER_REQUEST));
    }
}

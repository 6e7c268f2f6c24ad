package io.github.jobreporter.local;

import com.amazonaws.services.dynamodbv2.local.server.LocalDynamoDBRequestHandler;
import com.amazonaws.services.dynamodbv2.local.server.LocalDynamoDBServerHandler;
import io.github.jobreporter.local.Template.TableDefinition;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ContextHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;

/**
 * DynamoDB, as AWS's DynamoDB Local does it, in memory. Assembled from its parts: its own server
 * listens to the whole network, cannot tell the port it took and reports to AWS that it started.
 */
public final class DynamoDbLocal implements AutoCloseable {

    private static final String LIBRARY_PATH_PROPERTY = "sqlite4java.library.path";

    private final Server server;
    private final LocalDynamoDBServerHandler handler;
    private final DynamoDbClient client;

    private final ThreadGroup threads;

    private DynamoDbLocal(Server server, LocalDynamoDBServerHandler handler, ThreadGroup threads) {
        this.server = server;
        this.handler = handler;
        this.threads = threads;
        client = new AwsEndpoint(uri(server)).client(DynamoDbClient.builder());
    }

    public static DynamoDbLocal start(Path sqliteLibraries, List<TableDefinition> tables)
            throws Exception {
        return start(sqliteLibraries, tables, AwsJsonServer.ANY_PORT);
    }

    static DynamoDbLocal start(Path sqliteLibraries, List<TableDefinition> tables, int port)
            throws Exception {
        if (System.getProperty(LIBRARY_PATH_PROPERTY) == null) {
            System.setProperty(LIBRARY_PATH_PROPERTY, sqliteLibraries.toString());
        }
        var handler = new LocalDynamoDBServerHandler(inMemory(), null);
        var threads = new ThreadGroup("DynamoDB Local");
        var server = new Server(threadPool(threads));
        var connector = new ServerConnector(server);
        connector.setHost(InetAddress.getLoopbackAddress().getHostAddress());
        connector.setPort(port);
        server.addConnector(connector);
        server.setHandler(new ContextHandler(handler));
        server.start();
        var started = new DynamoDbLocal(server, handler, threads);
        tables.forEach(started::create);
        return started;
    }

    private static QueuedThreadPool threadPool(ThreadGroup group) {
        var idleMillis = 60_000;
        return new QueuedThreadPool(50, 4, idleMillis, 0, null, group);
    }

    private static LocalDynamoDBRequestHandler inMemory() throws Exception {
        // Shared: else each access key and region would see tables of its own.
        var shared = true;
        var delayed = false;
        return new LocalDynamoDBRequestHandler(0, true, null, shared, delayed);
    }

    private static URI uri(Server server) {
        return URI.create("http://127.0.0.1:" + server.getURI().getPort());
    }

    URI uri() {
        return uri(server);
    }

    public DynamoDbClient client() {
        return client;
    }

    @Override
    public void close() {
        client.close();
        try {
            server.stop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            throw new IllegalStateException("DynamoDB Local did not stop", e);
        } finally {
            handler.close();
            // Its jobs sleep for minutes and would keep this JVM alive; their pool, made by a
            // thread
            // of the server, is in the server's group.
            threads.interrupt();
        }
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
        table.timeToLiveAttribute().ifPresent(it -> expireBy(table.logicalId(), it));
    }

    private void expireBy(String tableName, String attribute) {
        client.updateTimeToLive(
                it ->
                        it.tableName(tableName)
                                .timeToLiveSpecification(
                                        ttl -> ttl.attributeName(attribute).enabled(true)));
    }
}

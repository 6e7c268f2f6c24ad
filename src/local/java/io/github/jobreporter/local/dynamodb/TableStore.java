package io.github.jobreporter.local.dynamodb;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.jobreporter.local.dynamodb.Table.Write;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** DynamoDB's tables, in memory. It may be called by many threads. Items do not expire. */
public final class TableStore {

    /**
     * An answer of DynamoDB's JSON protocol.
     *
     * @param status of HTTP
     */
    public record Reply(int status, ObjectNode body) {}

    private static final int MAX_ITEM_BYTES = 400 * 1024;
    private static final int MAX_TABLES_PER_PAGE = 100;
    private static final int MAX_KEY_NAME = 255;

    private record Described(Table table, ObjectNode description) {

        ObjectNode current() {
            var current = description.deepCopy();
            return current.put("ItemCount", table.itemCount()).put("TableSizeBytes", table.bytes());
        }
    }

    private final InstantSource clock;
    private final ConcurrentNavigableMap<String, Described> tables = new ConcurrentSkipListMap<>();

    public TableStore(InstantSource clock) {
        this.clock = clock;
    }

    /** Answers a request, or says what is wrong with it. */
    public Reply call(String operation, ObjectNode json) {
        try {
            return new Reply(200, answer(operation, new Request(json)));
        } catch (Refusal e) {
            return new Reply(400, e.body());
        }
    }

    private ObjectNode answer(String operation, Request request) {
        return switch (operation) {
            case "CreateTable" ->
                    create(
                            request.only(
                                    "TableName",
                                    "KeySchema",
                                    "AttributeDefinitions",
                                    "BillingMode"));
            case "DescribeTable" -> describe(request.only("TableName"));
            case "ListTables" -> list(request.only("Limit", "ExclusiveStartTableName"));
            case "GetItem" -> get(request.only("TableName", "Key", "ConsistentRead"));
            case "PutItem" -> put(write(request, "Item"));
            case "DeleteItem" -> delete(write(request, "Key"));
            case "Scan" ->
                    scan(request.only("TableName", "Limit", "ExclusiveStartKey", "ConsistentRead"));
            default ->
                    throw Refusal.unknownOperation(
                            "%s is no operation of the local stack's table store"
                                    .formatted(operation.isEmpty() ? "This" : operation));
        };
    }

    private static Request write(Request request, String subject) {
        return request.only(
                "TableName",
                subject,
                "ConditionExpression",
                "ExpressionAttributeNames",
                "ExpressionAttributeValues",
                "ReturnValues",
                "ReturnValuesOnConditionCheckFailure");
    }

    private ObjectNode create(Request request) {
        var name = request.tableName();
        if (!request.text("BillingMode").orElse("PROVISIONED").equals("PAY_PER_REQUEST")) {
            throw Refusal.unsupported(
                    "BillingMode PROVISIONED, which is the default: use PAY_PER_REQUEST");
        }
        var created = new Described(table(request), description(request));
        if (tables.putIfAbsent(name, created) != null) {
            throw Refusal.ofType("ResourceInUseException", "Table already exists: " + name);
        }
        return object().set("TableDescription", created.current());
    }

    private static Table table(Request request) {
        var keys = request.member("KeySchema");
        var attributes = request.member("AttributeDefinitions");
        if (keys.size() > 1) {
            throw Refusal.unsupported("a sort key");
        }
        var key = keys.path(0);
        var name = key.path("AttributeName");
        var type = attributes.path(0).path("AttributeType").asText();
        if (!key.path("KeyType").asText().equals("HASH")
                || attributes.size() != 1
                || !name.equals(attributes.path(0).path("AttributeName"))
                || !Value.SORTABLE.contains(type)) {
            throw Refusal.invalid(
                    "KeySchema must be one HASH key, and AttributeDefinitions its type: S, N or B");
        }
        if (name.asText().isEmpty() || name.asText().length() > MAX_KEY_NAME) {
            throw Refusal.invalid("AttributeName of a key must be 1 to 255 characters long");
        }
        return new Table(name.asText(), type);
    }

    private ObjectNode description(Request request) {
        var name = request.tableName();
        var description = object();
        description
                .put("TableName", name)
                .put("TableStatus", "ACTIVE")
                .put("TableId", UUID.randomUUID().toString())
                .put("TableArn", "arn:aws:dynamodb:us-east-1:000000000000:table/" + name)
                .put("CreationDateTime", clock.millis() / 1000.0)
                .set("BillingModeSummary", object().put("BillingMode", "PAY_PER_REQUEST"));
        description.set("KeySchema", request.member("KeySchema"));
        return description.set("AttributeDefinitions", request.member("AttributeDefinitions"));
    }

    private ObjectNode describe(Request request) {
        return object().set("Table", described(request, ": Table: %s not found").current());
    }

    private ObjectNode list(Request request) {
        int limit = request.limit(MAX_TABLES_PER_PAGE);
        var after = request.text("ExclusiveStartTableName").map(it -> tables.tailMap(it, false));
        var names = after.orElse(tables).navigableKeySet().stream().limit(limit + 1L).toList();
        var page = names.subList(0, Math.min(limit, names.size()));
        var answer = object();
        page.forEach(answer.putArray("TableNames")::add);
        if (names.size() > limit) {
            answer.put("LastEvaluatedTableName", page.getLast());
        }
        return answer;
    }

    private ObjectNode get(Request request) {
        var key = request.required("Key");
        request.flag("ConsistentRead");
        var table = described(request, "").table;
        return withAttributes(object(), "Item", table.get(table.key(key)));
    }

    private ObjectNode put(Request request) {
        var item = request.required("Item");
        if (Value.size(item) > MAX_ITEM_BYTES) {
            throw Refusal.invalid("Item size has exceeded the maximum allowed size");
        }
        var write = conditionalWrite(request);
        var table = described(request, "").table;
        return withAttributes(object(), "Attributes", table.put(item, write));
    }

    private ObjectNode delete(Request request) {
        var key = request.required("Key");
        var write = conditionalWrite(request);
        var table = described(request, "").table;
        return withAttributes(object(), "Attributes", table.delete(table.key(key), write));
    }

    private static Write conditionalWrite(Request request) {
        return new Write(
                request.condition(),
                request.asksForOld("ReturnValues"),
                request.asksForOld("ReturnValuesOnConditionCheckFailure"));
    }

    private ObjectNode scan(Request request) {
        int limit = request.limit(Integer.MAX_VALUE);
        var start = request.attributes("ExclusiveStartKey");
        request.flag("ConsistentRead");
        var table = described(request, "").table;
        var page = table.scan(limit, start.map(table::key));
        var answer = object().put("Count", page.items().size());
        answer.put("ScannedCount", page.items().size());
        var items = answer.putArray("Items");
        page.items().forEach(it -> items.add(AttributeJson.write(it)));
        return withAttributes(
                answer,
                "LastEvaluatedKey",
                page.last().map(it -> Map.of(table.keyName(), it)).orElse(Map.of()));
    }

    private static ObjectNode withAttributes(
            ObjectNode answer, String member, Map<String, Value> attributes) {
        return attributes.isEmpty() ? answer : answer.set(member, AttributeJson.write(attributes));
    }

    /**
     * @param detail of the message when there is no such table; operations on items give none
     */
    private Described described(Request request, String detail) {
        var name = request.tableName();
        return Optional.ofNullable(tables.get(name))
                .orElseThrow(
                        () ->
                                Refusal.ofType(
                                        "ResourceNotFoundException",
                                        "Requested resource not found" + detail.formatted(name)));
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}

package io.github.jobreporter.differential;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.jobreporter.differential.Side.Answer;
import io.github.jobreporter.support.Choices;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/** Makes random requests for three tables, with keys of the types S, N and B. */
final class RandomRequests {

    /**
     * A request of DynamoDB's JSON protocol.
     *
     * @param features the names of the features that it has
     */
    record Request(String operation, ObjectNode json, Set<String> features) {

        boolean isConditional() {
            return json.has("ConditionExpression");
        }

        /** Of the item that it is about. */
        JsonNode key() {
            return json.path("Item").has("id") ? json.at("/Item/id") : json.at("/Key/id");
        }

        private String table() {
            return json.path("TableName").asText();
        }

        /** What makes another store hold the same of the item as this one. */
        Request copying(Side side) {
            var read = object().put("TableName", table());
            read.putObject("Key").set("id", key());
            var item = side.send("GetItem", read).body().path("Item");
            if (item.isMissingNode()) {
                return new Request("DeleteItem", read, Set.of());
            }
            return new Request(
                    "PutItem", object().put("TableName", table()).set("Item", item), Set.of());
        }
    }

    static final List<String> ATTRIBUTES =
            List.of("id", "a", "b", "c", "d", "e_1", "status", "a b", "c.x", "f");

    /** Mistakes in an otherwise valid PutItem. */
    static final Map<String, BiConsumer<ObjectNode, ObjectNode>> PUT_MISTAKES =
            Map.of(
                    "no key", (_, item) -> item.remove("id"),
                    "key of another type", (_, item) -> item.putObject("id").put("BOOL", true),
                    "empty key", (_, item) -> item.putObject("id").put("S", ""),
                    "long key", (_, item) -> item.putObject("id").put("S", "k".repeat(2049)),
                    "large item", (_, item) -> item.putObject("a").put("S", "x".repeat(409_600)),
                    "long attribute name",
                            (_, item) -> item.putObject("n".repeat(65_536)).put("S", "a"),
                    "no such table", (json, _) -> json.put("TableName", "nothing"),
                    "item of another JSON type", (json, _) -> json.put("Item", "a"),
                    "no item", (json, _) -> json.remove("Item"),
                    "bad ReturnValues", (json, _) -> json.put("ReturnValues", "UPDATED_NEW"));

    /** Wrong requests of other operations, as text. %s is the table. */
    static final Map<String, List<String>> WRONG =
            Map.of(
                    "unknown operation", List.of("PutItems {}"),
                    "existing table", List.of("CreateTable %s"),
                    "bad table name", List.of("DescribeTable {'TableName':'a b'}", "Scan {}"),
                    "no such table described", List.of("DescribeTable {'TableName':'nothing'}"),
                    "key that does not fit",
                            List.of(
                                    "GetItem {'TableName':'%s','Key':{'id':{'BOOL':true}}}",
                                    "GetItem {'TableName':'%s','Key':{'other':{'S':'1'}}}",
                                    "DeleteItem {'TableName':'%s',"
                                            + "'Key':{'id':{'S':'1'},'a':{'S':'b'}}}",
                                    "DeleteItem {'TableName':'%s','Key':{}}"),
                    "bad limit",
                            List.of(
                                    "Scan {'TableName':'%s','Limit':0}",
                                    "ListTables {'Limit':0}", "ListTables {'Limit':101}"),
                    "bad start",
                            List.of(
                                    "Scan {'TableName':'%s','ExclusiveStartKey':{'a':{'S':'1'}}}",
                                    "Scan {'TableName':'%s',"
                                            + "'ExclusiveStartKey':{'id':{'BOOL':true}}}"),
                    "parameter of another JSON type",
                            List.of(
                                    "Scan {'TableName':'%s','Limit':'1'}",
                                    "Scan {'TableName':'%s','ConsistentRead':'true'}",
                                    "DescribeTable {'TableName':1}"));

    private static final Map<String, List<String>> KEYS =
            Map.of(
                    "S", List.of("1", "😀", "\uFFFD"),
                    "N",
                            List.of(
                                    "1",
                                    "1.0",
                                    "10e-1",
                                    "-2.50",
                                    "12345678901234567890123456789012345678"),
                    "B", List.of("AQ==", "/w==", "/wA="));

    private final Choices choices;
    private final RandomValues values;
    private final String prefix;
    private final Map<String, ObjectNode> items = new HashMap<>();

    /**
     * @param prefix the start of the tables' names
     */
    RandomRequests(Choices choices, String prefix) {
        this.choices = choices;
        this.prefix = prefix;
        values = new RandomValues(choices);
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** The requests that make the tables. */
    Stream<Request> tables() {
        return KEYS.keySet().stream().map(it -> createTable(prefix + it));
    }

    private static Request createTable(String name) {
        var json =
                RandomValues.json(
                        """
                        {'BillingMode': 'PAY_PER_REQUEST',
                         'KeySchema': [{'AttributeName': 'id', 'KeyType': 'HASH'}],
                         'AttributeDefinitions': [{'AttributeName': 'id', 'AttributeType': '%s'}]}
                        """
                                .formatted(name.substring(name.length() - 1)));
        return new Request("CreateTable", ((ObjectNode) json).put("TableName", name), Set.of());
    }

    Request next() {
        var features = new LinkedHashSet<String>();
        var keyType = choices.of("S", "S", "N", "B");
        var json = object().put("TableName", prefix + keyType);
        var operation =
                choices.once(10)
                        ? choices.of("GetItem", "Scan", "ListTables", "DescribeTable", "wrong")
                        : choices.of("PutItem", "PutItem", "DeleteItem");
        if (operation.equals("wrong")) {
            return wrong(prefix + keyType, features);
        }
        features.add(operation);
        switch (operation) {
            case "GetItem" -> json.putObject("Key").set("id", key(keyType));
            case "Scan" -> json.put("Limit", choices.of(1, 2, 3, 100));
            case "ListTables" -> {
                json = object().put("Limit", choices.of(1, 2, 100));
                if (choices.once(2)) {
                    json.put("ExclusiveStartTableName", choices.of("aaa", prefix + "N", "zzz"));
                }
            }
            case "DescribeTable" -> {}
            default -> write(operation, json, key(keyType), features);
        }
        return new Request(operation, json, features);
    }

    private Request wrong(String table, Set<String> features) {
        var mistake = values.nameOf(WRONG);
        features.add(mistake);
        var parts = choices.of(RandomValues.of(WRONG, mistake)).formatted(table).split(" ", 2);
        return parts[0].equals("CreateTable")
                ? new Request(parts[0], createTable(table).json, features)
                : new Request(parts[0], (ObjectNode) RandomValues.json(parts[1]), features);
    }

    private ObjectNode key(String type) {
        return RandomValues.value(type, choices.of(RandomValues.of(KEYS, type)));
    }

    private void write(String operation, ObjectNode json, ObjectNode key, Set<String> features) {
        if (operation.equals("PutItem")) {
            json.set("Item", item(key));
        } else {
            json.putObject("Key").set("id", key);
        }
        if (choices.once(3)) {
            json.put("ReturnValues", choices.of("ALL_OLD", "NONE"));
        }
        if (!choices.once(3)) {
            json.put("ReturnValuesOnConditionCheckFailure", "ALL_OLD");
        }
        if (operation.equals("PutItem") && choices.once(15)) {
            spoil(json, features);
        } else if (!choices.once(5)) {
            condition(json, key, features);
        }
    }

    private ObjectNode item(ObjectNode key) {
        var item = object().<ObjectNode>set("id", key);
        ATTRIBUTES.stream()
                .filter(it -> !it.equals("id") && !choices.once(4))
                .forEach(it -> item.set(it, values.any()));
        return item;
    }

    private void spoil(ObjectNode json, Set<String> features) {
        if (choices.once(2)) {
            var mistake = values.nameOf(PUT_MISTAKES);
            features.add(mistake);
            RandomValues.of(PUT_MISTAKES, mistake).accept(json, json.withObject("/Item"));
        } else {
            var flaw = values.nameOf(RandomValues.FLAWED);
            features.add(flaw);
            json.withObject("/Item").set("a", values.flawed(flaw));
        }
    }

    private void condition(ObjectNode json, ObjectNode key, Set<String> features) {
        var item = items.getOrDefault(id(json.path("TableName").asText(), key), object());
        var conditions = new RandomConditions(choices, features, item, json);
        if (choices.once(8)) {
            conditions.addWith(
                    values.nameOf(
                            RandomConditions.MISTAKES,
                            RandomConditions.PLACEHOLDER_MISTAKES,
                            RandomValues.FLAWED));
        } else {
            conditions.add();
        }
    }

    /** Updates the known items after a write. */
    void answered(Request request, Answer answer) {
        if (answer.status() != 200) {
            return;
        }
        if (request.operation.equals("PutItem")) {
            var item = (ObjectNode) request.json.path("Item");
            items.put(id(request.table(), request.key()), item);
        } else if (request.operation.equals("DeleteItem")) {
            items.remove(id(request.table(), request.key()));
        }
    }

    /** The same key for all ways to write a number. */
    private static String id(String table, JsonNode key) {
        var written = key.path(RandomValues.type(key)).asText();
        return table + (key.has("N") ? RandomValues.number(key).stripTrailingZeros() : written);
    }
}

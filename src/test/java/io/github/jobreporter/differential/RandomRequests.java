package io.github.jobreporter.differential;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/** Requests for one table with the key {@code id}, a string. The same seed makes the same. */
final class RandomRequests {

    /**
     * A request of DynamoDB's JSON protocol.
     *
     * @param features what is in it
     */
    record Request(String operation, ObjectNode json, Set<Feature> features) {

        boolean isConditional() {
            return json.has("ConditionExpression");
        }

        boolean isWrite() {
            return operation.equals("PutItem") || operation.equals("DeleteItem");
        }

        /** After which both sides hold the same of the item: nothing. */
        Request settling() {
            var id = RandomValues.text(json.at("/Item/id/S").asText(json.at("/Key/id/S").asText()));
            var delete = object().put("TableName", json.path("TableName").asText());
            delete.putObject("Key").set("id", id);
            return new Request("DeleteItem", delete, Set.of());
        }
    }

    private static final List<String> KEYS = List.of("1", "2", "3");
    private static final List<String> ATTRIBUTES =
            List.of("a", "b", "c", "d", "e_1", "status", "a b", "c.x");

    private final RandomGenerator random;
    private final String table;
    private final Map<String, ObjectNode> lastPut = new HashMap<>();

    RandomRequests(RandomGenerator random, String table) {
        this.random = random;
        this.table = table;
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static ObjectNode createTable(String name) {
        var request = object().put("TableName", name).put("BillingMode", "PAY_PER_REQUEST");
        request.putArray("KeySchema").addObject().put("AttributeName", "id").put("KeyType", "HASH");
        request.putArray("AttributeDefinitions")
                .addObject()
                .put("AttributeName", "id")
                .put("AttributeType", "S");
        return request;
    }

    static ObjectNode scan(String table) {
        return object().put("TableName", table);
    }

    Request next() {
        var features = EnumSet.noneOf(Feature.class);
        var values = new RandomValues(random, features);
        int choice = random.nextInt(100);
        if (choice < 3) {
            return ofTable(values);
        }
        if (choice < 8) {
            return new Request("GetItem", keyed(values), features);
        }
        if (choice < 10) {
            return new Request("Scan", scan(table), features);
        }
        var write = choice < 20 ? delete(values) : put(values);
        if (choice >= 30) {
            condition(write.json, features);
        }
        return write;
    }

    private Request ofTable(RandomValues values) {
        var mistake =
                values.oneOf(
                        List.of(
                                Feature.NO_SUCH_TABLE,
                                Feature.EXISTING_TABLE,
                                Feature.UNKNOWN_OPERATION,
                                Feature.MALFORMED_JSON_TYPE,
                                Feature.BAD_RETURN_VALUES));
        values.made().add(mistake);
        var request = put(values).json;
        return switch (mistake) {
            case NO_SUCH_TABLE ->
                    new Request("PutItem", request.put("TableName", "nothing"), values.made());
            case EXISTING_TABLE -> new Request("CreateTable", createTable(table), values.made());
            case UNKNOWN_OPERATION -> new Request("PutItems", request, values.made());
            case MALFORMED_JSON_TYPE ->
                    new Request("PutItem", request.put("Item", "a"), values.made());
            default ->
                    new Request(
                            "PutItem", request.put("ReturnValues", "UPDATED_NEW"), values.made());
        };
    }

    private ObjectNode keyed(RandomValues values) {
        var request = object().put("TableName", table);
        request.putObject("Key").set("id", RandomValues.text(values.oneOf(KEYS)));
        if (random.nextInt(20) == 0) {
            values.made().add(Feature.KEY_THAT_DOES_NOT_FIT);
            var key = request.putObject("Key");
            switch (random.nextInt(3)) {
                case 0 -> key.putObject("id").put("N", "1");
                case 1 -> key.set("other", RandomValues.text("1"));
                default ->
                        key.<ObjectNode>set("id", RandomValues.text("1"))
                                .putObject("a")
                                .put("S", "b");
            }
        }
        return request;
    }

    private Request delete(RandomValues values) {
        return new Request("DeleteItem", returning(keyed(values)), values.made());
    }

    private Request put(RandomValues values) {
        var request = object().put("TableName", table);
        var item = request.putObject("Item");
        var key = values.oneOf(KEYS);
        item.set("id", RandomValues.text(key));
        for (var name : ATTRIBUTES) {
            if (random.nextInt(3) > 0) {
                item.set(name, values.any());
            }
        }
        if (random.nextInt(25) == 0) {
            spoil(item, values);
        } else {
            lastPut.put(key, item);
        }
        return new Request("PutItem", returning(request), values.made());
    }

    private void spoil(ObjectNode item, RandomValues values) {
        var made = values.made();
        switch (random.nextInt(16)) {
            case 0 -> {
                made.add(Feature.MISSING_KEY);
                item.remove("id");
            }
            case 1 -> {
                made.add(Feature.KEY_OF_WRONG_TYPE);
                item.putObject("id").put("N", "1");
            }
            case 2 -> {
                made.add(Feature.EMPTY_KEY);
                item.putObject("id").put("S", "");
            }
            case 3 -> {
                made.add(Feature.LONG_KEY);
                item.putObject("id").put("S", "k".repeat(2049));
            }
            case 4 -> {
                made.add(Feature.TOO_LARGE);
                item.putObject("a").put("S", "x".repeat(400 * 1024));
            }
            default -> item.set("a", values.flawed(values.oneOf(RandomValues.MISTAKES)));
        }
    }

    private ObjectNode returning(ObjectNode request) {
        if (random.nextInt(3) == 0) {
            request.put("ReturnValues", random.nextBoolean() ? "ALL_OLD" : "NONE");
        }
        if (random.nextInt(3) > 0) {
            request.put("ReturnValuesOnConditionCheckFailure", "ALL_OLD");
        }
        return request;
    }

    private void condition(ObjectNode request, Set<Feature> features) {
        var id = request.path("Item").path("id").path("S").asText();
        id = id.isEmpty() ? request.path("Key").path("id").path("S").asText() : id;
        var stored = lastPut.getOrDefault(KEYS.contains(id) ? id : "1", object());
        var conditions = new RandomConditions(random, features, stored);
        if (random.nextInt(8) == 0) {
            var all = RandomConditions.MISTAKES;
            conditions.into(request, all.get(random.nextInt(all.size())));
        } else {
            conditions.into(request);
        }
    }
}

package io.github.jobreporter.local.dynamodb;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The parameters of a request, of which each is known. */
record Request(ObjectNode json) {

    /** Values that ask for nothing, which clients may send. */
    private static final Map<String, String> NEUTRAL =
            Map.of(
                    "ReturnConsumedCapacity", "NONE",
                    "ReturnItemCollectionMetrics", "NONE",
                    "Select", "ALL_ATTRIBUTES");

    /** A null parameter counts as absent. */
    Request only(String... supported) {
        var known = Set.of(supported);
        json.properties().stream()
                .filter(it -> !known.contains(it.getKey()) && !it.getValue().isNull())
                .filter(it -> !it.getValue().asText().equals(NEUTRAL.get(it.getKey())))
                .findFirst()
                .ifPresent(
                        it -> {
                            throw Refusal.unsupported("the parameter " + it.getKey());
                        });
        return this;
    }

    String tableName() {
        var name = text("TableName").orElseThrow(() -> missing("TableName"));
        if (name.startsWith("arn:")) {
            throw Refusal.unsupported("an ARN as TableName");
        }
        if (!name.matches("[a-zA-Z0-9_.-]{3,255}")) {
            throw Refusal.invalid(
                    "TableName must be 3 to 255 characters long and match [a-zA-Z0-9_.-]+");
        }
        return name;
    }

    Optional<String> text(String name) {
        return present(name).map(it -> fitting(name, it.isTextual(), it).textValue());
    }

    boolean flag(String name) {
        return present(name)
                .filter(it -> fitting(name, it.isBoolean(), it).booleanValue())
                .isPresent();
    }

    int limit(int most) {
        int limit =
                present("Limit")
                        .map(it -> fitting("Limit", it.isInt(), it).intValue())
                        .orElse(most);
        if (limit < 1 || limit > most) {
            throw Refusal.invalid("Limit must be 1 to %d, was %d".formatted(most, limit));
        }
        return limit;
    }

    /** Whether an enumeration asks for the previous item. */
    boolean asksForOld(String name) {
        var value = text(name).orElse("NONE");
        if (!Set.of("NONE", "ALL_OLD").contains(value)) {
            throw Refusal.invalid(name + " can only be ALL_OLD or NONE");
        }
        return value.equals("ALL_OLD");
    }

    /** Missing when it is absent. */
    JsonNode member(String name) {
        return present(name).orElseGet(MissingNode::getInstance);
    }

    private Optional<JsonNode> present(String name) {
        return json.path(name).asOptional().filter(it -> !it.isNull());
    }

    Optional<Map<String, Value>> attributes(String name) {
        return present(name).map(AttributeJson::readAll);
    }

    Map<String, Value> required(String name) {
        return attributes(name).orElseThrow(() -> missing(name));
    }

    private static Refusal missing(String name) {
        return Refusal.invalid(
                "The parameter '%s' is required but was not present in the request"
                        .formatted(name));
    }

    Optional<Condition> condition() {
        var names = present("ExpressionAttributeNames").map(Request::names);
        var values = attributes("ExpressionAttributeValues");
        requireMembers("ExpressionAttributeNames", names);
        requireMembers("ExpressionAttributeValues", values);
        var expression = text("ConditionExpression");
        if (expression.isEmpty() && (names.isPresent() || values.isPresent())) {
            throw Refusal.invalid(
                    "ExpressionAttributeNames and ExpressionAttributeValues can only be specified"
                            + " when using expressions: ConditionExpression is null");
        }
        var placeholders = new Placeholders(names.orElse(Map.of()), values.orElse(Map.of()));
        return expression.map(it -> ConditionParser.parse(it, placeholders));
    }

    private static void requireMembers(String name, Optional<? extends Map<?, ?>> map) {
        if (map.filter(Map::isEmpty).isPresent()) {
            throw Refusal.invalid(name + " must not be empty");
        }
    }

    private static Map<String, String> names(JsonNode json) {
        var names = new LinkedHashMap<String, String>();
        fitting("ExpressionAttributeNames", json.isObject(), json)
                .properties()
                .forEach(it -> names.put(it.getKey(), name(it.getKey(), it.getValue())));
        return names;
    }

    private static String name(String key, JsonNode json) {
        return fitting(key, json.isTextual(), json).textValue();
    }

    private static JsonNode fitting(String name, boolean fits, JsonNode json) {
        if (!fits) {
            throw Refusal.malformed(name + " is of another type");
        }
        return json;
    }
}

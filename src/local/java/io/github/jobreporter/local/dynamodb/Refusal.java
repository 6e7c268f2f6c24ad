package io.github.jobreporter.local.dynamodb;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.Serial;
import java.util.Map;

/** An error of DynamoDB. An exception, because reading a request ends at the first one. */
final class Refusal extends RuntimeException {

    @Serial private static final long serialVersionUID = 1;

    private final String type;
    private final transient Map<String, Value> item;

    private Refusal(String type, String message, Map<String, Value> item) {
        super(message, null, false, false);
        this.type = type;
        this.item = item;
    }

    static Refusal ofType(String name, String message) {
        return new Refusal("com.amazonaws.dynamodb.v20120810#" + name, message, Map.of());
    }

    static Refusal invalid(String message) {
        return new Refusal("com.amazon.coral.validate#ValidationException", message, Map.of());
    }

    /** DynamoDB has it, this store does not. */
    static Refusal unsupported(String what) {
        return invalid("The local stack's table store does not support " + what);
    }

    static Refusal malformed(String message) {
        return new Refusal("com.amazon.coral.service#SerializationException", message, Map.of());
    }

    static Refusal unknownOperation(String message) {
        return new Refusal("com.amazon.coral.service#UnknownOperationException", message, Map.of());
    }

    /**
     * @param item what the table holds; empty when it was not asked for, or when it holds nothing
     */
    static Refusal conditionFailed(Map<String, Value> item) {
        return new Refusal(
                "com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException",
                "The conditional request failed",
                item);
    }

    ObjectNode body() {
        var body = JsonNodeFactory.instance.objectNode();
        body.put("__type", type).put("message", getMessage());
        if (!item.isEmpty()) {
            body.set("Item", AttributeJson.write(item));
        }
        return body;
    }
}

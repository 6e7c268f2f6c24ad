package io.github.jobreporter.local.dynamodb;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Requests for the table {@code things} with the key {@code id}, a string. */
final class StoreRequests {

    static final String TABLE = "things";

    private StoreRequests() {}

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static ObjectNode ofTable() {
        return object().put("TableName", TABLE);
    }

    static ObjectNode createTable() {
        return createTable(TABLE, "S");
    }

    static ObjectNode createTable(String name, String keyType) {
        return createTable(name, keyType, "id");
    }

    static ObjectNode createTable(String name, String keyType, String key) {
        var request = object().put("TableName", name).put("BillingMode", "PAY_PER_REQUEST");
        request.putArray("KeySchema").addObject().put("AttributeName", key).put("KeyType", "HASH");
        request.putArray("AttributeDefinitions")
                .addObject()
                .put("AttributeName", key)
                .put("AttributeType", keyType);
        return request;
    }

    static ObjectNode put(ObjectNode item) {
        return ofTable().set("Item", item);
    }

    static ObjectNode keyed(String id) {
        var request = ofTable();
        request.putObject("Key").putObject("id").put("S", id);
        return request;
    }

    static ObjectNode item(String id) {
        var item = object();
        item.putObject("id").put("S", id);
        return item;
    }
}

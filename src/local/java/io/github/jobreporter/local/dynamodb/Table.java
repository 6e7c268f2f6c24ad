package io.github.jobreporter.local.dynamodb;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** A table with a partition key. Each call is atomic. */
final class Table {

    /**
     * A conditional write.
     *
     * @param returnsOldOnFailure whether a failed condition returns the current item
     */
    record Write(Optional<Condition> condition, boolean returnsOld, boolean returnsOldOnFailure) {}

    /**
     * @param last where the next page begins; empty when there is none
     */
    record Page(List<Map<String, Value>> items, Optional<Value> last) {}

    private static final int MAX_KEY_BYTES = 2048;
    private static final int MAX_PAGE_BYTES = 1 << 20;

    private final String keyName;
    private final String keyType;
    private final NavigableMap<Value, Map<String, Value>> items =
            new TreeMap<>((a, b) -> Value.comparison(a, b).orElseThrow());

    Table(String keyName, String keyType) {
        this.keyName = keyName;
        this.keyType = keyType;
    }

    String keyName() {
        return keyName;
    }

    /** The key of an item to write. */
    Value keyOf(Map<String, Value> item) {
        var key = item.get(keyName);
        if (key == null) {
            throw Refusal.invalid(
                    "One or more parameter values were invalid: Missing the key %s in the item"
                            .formatted(keyName));
        }
        if (!key.type().equals(keyType)) {
            throw Refusal.invalid(
                    "One or more parameter values were invalid: Type mismatch for key %s expected:"
                                    .formatted(keyName)
                            + " %s actual: %s".formatted(keyType, key.type()));
        }
        return fitting(key);
    }

    /** Requires the key and nothing else. */
    Value key(Map<String, Value> attributes) {
        var key = attributes.get(keyName);
        if (key == null || attributes.size() != 1 || !key.type().equals(keyType)) {
            throw Refusal.invalid("The provided key element does not match the schema");
        }
        return fitting(key);
    }

    private Value fitting(Value key) {
        if (key.size() == 0) {
            throw Refusal.invalid(
                    "One or more parameter values are not valid. The AttributeValue for a key"
                            + " attribute cannot contain an empty value. Key: "
                            + keyName);
        }
        if (key.size() > MAX_KEY_BYTES) {
            throw Refusal.invalid(
                    "One or more parameter values were invalid: Size of hashkey has exceeded the"
                            + " maximum size limit of 2048 bytes");
        }
        return key;
    }

    synchronized Map<String, Value> get(Value key) {
        return items.getOrDefault(key, Map.of());
    }

    Map<String, Value> put(Map<String, Value> item, Write write) {
        return write(keyOf(item), item, write);
    }

    Map<String, Value> delete(Value key, Write write) {
        return write(key, Map.of(), write);
    }

    /** Returns the previous item. */
    private synchronized Map<String, Value> write(Value key, Map<String, Value> next, Write write) {
        var old = get(key);
        if (write.condition.filter(it -> !new Evaluator(old).holds(it)).isPresent()) {
            throw Refusal.conditionFailed(write.returnsOldOnFailure ? old : Map.of());
        }
        if (next.isEmpty()) {
            items.remove(key);
        } else {
            items.put(key, next);
        }
        return write.returnsOld ? old : Map.of();
    }

    synchronized Page scan(int limit, Optional<Value> after) {
        var page = new ArrayList<Map<String, Value>>();
        int bytes = 0;
        for (var entry : after.map(it -> items.tailMap(it, false)).orElse(items).entrySet()) {
            page.add(entry.getValue());
            bytes += Value.size(entry.getValue());
            if (page.size() == limit || bytes > MAX_PAGE_BYTES) {
                return new Page(page, Optional.of(entry.getKey()));
            }
        }
        return new Page(page, Optional.empty());
    }

    synchronized int itemCount() {
        return items.size();
    }

    synchronized long bytes() {
        return items.values().stream().mapToLong(Value::size).sum();
    }
}

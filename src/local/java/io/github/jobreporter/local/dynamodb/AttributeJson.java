package io.github.jobreporter.local.dynamodb;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.jobreporter.local.dynamodb.Value.Binary;
import io.github.jobreporter.local.dynamodb.Value.Bool;
import io.github.jobreporter.local.dynamodb.Value.Elements;
import io.github.jobreporter.local.dynamodb.Value.Entries;
import io.github.jobreporter.local.dynamodb.Value.Members;
import io.github.jobreporter.local.dynamodb.Value.Null;
import io.github.jobreporter.local.dynamodb.Value.Numeric;
import io.github.jobreporter.local.dynamodb.Value.Text;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Attributes in requests and answers. */
final class AttributeJson {

    private static final Pattern NUMBER =
            Pattern.compile("[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d{1,6})?");
    private static final int MAX_DIGITS = 38;
    private static final int MAX_EXPONENT = 125;
    private static final int MIN_EXPONENT = -130;
    private static final int MAX_DEPTH = 32;
    private static final int MAX_NAME_BYTES = 65_535;
    private static final String INVALID = "One or more parameter values were invalid: ";

    private AttributeJson() {}

    static Map<String, Value> readAll(JsonNode json) {
        return readAll(json, 0);
    }

    private static Map<String, Value> readAll(JsonNode json, int depth) {
        var attributes = new LinkedHashMap<String, Value>();
        require(json.isObject(), "an object of attribute values");
        json.properties()
                .forEach(it -> attributes.put(name(it.getKey()), read(it.getValue(), depth)));
        return attributes;
    }

    private static String name(String name) {
        if (name.getBytes(StandardCharsets.UTF_8).length > MAX_NAME_BYTES) {
            throw Refusal.invalid("Attribute name is too large, must be less than 65536 bytes");
        }
        return name;
    }

    private static Value read(JsonNode json, int depth) {
        if (depth > MAX_DEPTH) {
            throw Refusal.invalid("Nesting Levels have exceeded supported limits");
        }
        require(json.isObject(), "an attribute value");
        if (json.size() != 1) {
            throw Refusal.invalid(
                    ("Supplied AttributeValue %s, must contain exactly one of the supported"
                                    + " datatypes")
                            .formatted(
                                    json.isEmpty()
                                            ? "is empty"
                                            : "has more than one datatypes set"));
        }
        var member = json.properties().iterator().next();
        return read(member.getKey(), member.getValue(), depth);
    }

    private static Value read(String type, JsonNode json, int depth) {
        return switch (type) {
            case "S" -> new Text(string(json));
            case "N" -> number(string(json));
            case "B" -> binary(string(json));
            case "BOOL" -> new Bool(isTrue(json));
            case "NULL" -> {
                refuseUnless(
                        isTrue(json), "Null attribute value types must have the value of true");
                yield new Null();
            }
            case "SS" -> members(type, json, Text::new);
            case "NS" -> members(type, json, AttributeJson::number);
            case "BS" -> members(type, json, AttributeJson::binary);
            case "L" -> new Elements(all(json, it -> read(it, depth + 1)));
            case "M" -> new Entries(readAll(json, depth + 1));
            default ->
                    throw Refusal.invalid(
                            "Supplied AttributeValue is empty, must contain exactly one of the"
                                    + " supported datatypes");
        };
    }

    private static Value number(String text) {
        if (!NUMBER.matcher(text).matches()) {
            throw Refusal.invalid("The parameter cannot be converted to a numeric value: " + text);
        }
        var numeric = new Numeric(new BigDecimal(text));
        var number = numeric.number();
        int exponent = number.precision() - number.scale() - 1;
        if (number.signum() != 0 && exponent > MAX_EXPONENT) {
            throw Refusal.invalid(
                    "Number overflow. Attempting to store a number with magnitude larger than"
                            + " supported range");
        }
        if (number.signum() != 0 && exponent < MIN_EXPONENT) {
            throw Refusal.invalid(
                    "Number underflow. Attempting to store a number with magnitude smaller than"
                            + " supported range");
        }
        if (number.precision() > MAX_DIGITS) {
            throw Refusal.invalid(
                    "Attempting to store more than 38 significant digits in a Number");
        }
        return numeric;
    }

    /** Stricter than Java's decoder: requires padding, and unused bits must be zero. */
    private static Value binary(String base64) {
        try {
            var bytes = Base64.getDecoder().decode(base64);
            require(Base64.getEncoder().encodeToString(bytes).equals(base64), "Base64");
            return new Binary(new String(bytes, StandardCharsets.ISO_8859_1));
        } catch (IllegalArgumentException _) {
            throw Refusal.malformed("expected Base64");
        }
    }

    private static Value members(String type, JsonNode json, Function<String, Value> member) {
        var members = all(json, it -> member.apply(string(it)));
        var distinct = new LinkedHashSet<>(members);
        refuseUnless(!members.isEmpty(), "An %s may not be empty".formatted(type));
        refuseUnless(
                distinct.size() == members.size(),
                "Input collection %s contains duplicates.".formatted(json));
        return new Members(type, distinct);
    }

    private static List<Value> all(JsonNode json, Function<JsonNode, Value> element) {
        require(json.isArray(), "a list");
        var all = new ArrayList<Value>();
        json.forEach(it -> all.add(element.apply(it)));
        return all;
    }

    private static String string(JsonNode json) {
        require(json.isTextual(), "a string");
        return json.textValue();
    }

    private static boolean isTrue(JsonNode json) {
        require(json.isBoolean(), "a boolean");
        return json.booleanValue();
    }

    private static void require(boolean fits, String expected) {
        if (!fits) {
            throw Refusal.malformed("expected " + expected);
        }
    }

    private static void refuseUnless(boolean valid, String message) {
        if (!valid) {
            throw Refusal.invalid(INVALID + message);
        }
    }

    static ObjectNode write(Map<String, Value> attributes) {
        var json = JsonNodeFactory.instance.objectNode();
        attributes.forEach((name, value) -> json.set(name, write(value)));
        return json;
    }

    private static ObjectNode write(Value value) {
        var json = JsonNodeFactory.instance.objectNode();
        return json.set(value.type(), content(value));
    }

    private static JsonNode content(Value value) {
        var json = JsonNodeFactory.instance;
        return switch (value) {
            case Text(var text) -> json.textNode(text);
            case Numeric(var number) -> json.textNode(number.toPlainString());
            case Binary(var bytes) -> json.binaryNode(bytes.getBytes(StandardCharsets.ISO_8859_1));
            case Bool(var isTrue) -> json.booleanNode(isTrue);
            case Null _ -> json.booleanNode(true);
            case Members(_, var members) -> array(members, AttributeJson::content);
            case Elements(var elements) -> array(elements, AttributeJson::write);
            case Entries(var entries) -> write(entries);
        };
    }

    private static ArrayNode array(Collection<Value> values, Function<Value, JsonNode> json) {
        return JsonNodeFactory.instance.arrayNode().addAll(values.stream().map(json).toList());
    }
}

package io.github.jobreporter.local.dynamodb;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/** The value of an attribute. Records are equal when DynamoDB's operator = holds for them. */
sealed interface Value {

    record Text(String text) implements Value {}

    record Numeric(BigDecimal number) implements Value {
        public Numeric {
            number = number.stripTrailingZeros();
        }
    }

    /** Bytes as characters, which compare as DynamoDB compares bytes: unsigned. */
    record Binary(String bytes) implements Value {}

    record Bool(boolean isTrue) implements Value {}

    record Null() implements Value {}

    /** A set, whose type is SS, NS or BS. */
    record Members(String type, Set<Value> members) implements Value {}

    record Elements(List<Value> elements) implements Value {}

    record Entries(Map<String, Value> entries) implements Value {}

    List<String> TYPES = List.of("S", "N", "B", "BOOL", "NULL", "SS", "NS", "BS", "L", "M");

    /** The types that have an order. */
    List<String> SORTABLE = List.of("S", "N", "B");

    default String type() {
        return switch (this) {
            case Text _ -> "S";
            case Numeric _ -> "N";
            case Binary _ -> "B";
            case Bool _ -> "BOOL";
            case Null _ -> "NULL";
            case Members(var type, _) -> type;
            case Elements _ -> "L";
            case Entries _ -> "M";
        };
    }

    /** Empty when the types differ or have no order. Strings are in the order of their UTF-8. */
    static OptionalInt comparison(Value left, Value right) {
        if (left instanceof Numeric(var a) && right instanceof Numeric(var b)) {
            return OptionalInt.of(a.compareTo(b));
        }
        if (left instanceof Text(var a) && right instanceof Text(var b)) {
            return OptionalInt.of(utf8(a).compareTo(utf8(b)));
        }
        if (left instanceof Binary(var a) && right instanceof Binary(var b)) {
            return OptionalInt.of(a.compareTo(b));
        }
        return OptionalInt.empty();
    }

    /** What counts towards the limit of an item, in bytes. */
    default int size() {
        return switch (this) {
            case Text(var text) -> utf8(text).length();
            case Numeric(var number) -> size(number);
            case Binary(var bytes) -> bytes.length();
            case Bool _, Null _ -> 1;
            case Members(_, var members) -> members.stream().mapToInt(Value::size).sum();
            case Elements(var list) -> 3 + list.stream().mapToInt(it -> 1 + it.size()).sum();
            case Entries(var map) -> 3 + map.size() + size(map);
        };
    }

    static int size(Map<String, Value> attributes) {
        return attributes.entrySet().stream()
                .mapToInt(it -> utf8(it.getKey()).length() + it.getValue().size())
                .sum();
    }

    /** A byte for two digits that stand side by side, one for the exponent, one for a minus. */
    private static int size(BigDecimal number) {
        if (number.signum() == 0) {
            return 1;
        }
        int digits = number.precision();
        int exponent = digits - number.scale() - 1;
        int split = digits % 2 == 0 && exponent % 2 == 0 ? 1 : 0;
        return 1 + (digits + 1) / 2 + split + (number.signum() < 0 ? 1 : 0);
    }

    private static String utf8(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }
}

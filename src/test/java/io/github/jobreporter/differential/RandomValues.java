package io.github.jobreporter.differential;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/** Attribute values, from pools so small that equal ones meet. Notes what it made. */
record RandomValues(RandomGenerator random, Set<Feature> made) {

    static final List<Feature> TYPES =
            List.of(
                    Feature.S,
                    Feature.N,
                    Feature.B,
                    Feature.BOOL,
                    Feature.NULL,
                    Feature.SS,
                    Feature.NS,
                    Feature.BS,
                    Feature.L,
                    Feature.M);

    static final List<Feature> MISTAKES =
            List.of(
                    Feature.EMPTY_SET,
                    Feature.DUPLICATE_MEMBER,
                    Feature.NOT_A_NUMBER,
                    Feature.TOO_MANY_DIGITS,
                    Feature.NUMBER_OVERFLOW,
                    Feature.NUMBER_UNDERFLOW,
                    Feature.NULL_FALSE,
                    Feature.TWO_TYPES,
                    Feature.NO_TYPE,
                    Feature.TOO_DEEP);

    private static final List<String> TEXTS =
            List.of("", "a", "ab", "b", "bab", "é", "😀", "\uFFFD");
    private static final List<String> NUMBERS =
            List.of(
                    "0",
                    "-0.0",
                    "1",
                    "1.0",
                    "10e-1",
                    "+2",
                    "2",
                    "3",
                    "-1.5",
                    "-15E-1",
                    "12345678901234567890123456789012345678",
                    "12345678901234567890123456789012345679",
                    "0.12345678901234567890123456789012345678",
                    "9.9999999999999999999999999999999999999E+125",
                    "1e-130",
                    "-1E125");
    private static final List<String> DISTINCT_NUMBERS = List.of("0", "1", "2", "3.50", "-7");
    private static final List<String> BINARIES =
            List.of("", "YQ==", "YWI=", "/w==", "AA==", "gA==");

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static ObjectNode text(String text) {
        return object().put("S", text);
    }

    <T> T oneOf(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    ObjectNode any() {
        return ofType(oneOf(TYPES), 0);
    }

    ObjectNode sortable() {
        return ofType(oneOf(List.of(Feature.S, Feature.N, Feature.B)), 0);
    }

    ObjectNode unsortable() {
        return ofType(oneOf(TYPES.subList(3, TYPES.size())), 0);
    }

    ObjectNode ofType(Feature type) {
        return ofType(type, 0);
    }

    private ObjectNode ofType(Feature type, int depth) {
        made.add(type);
        var json = object();
        switch (type) {
            case S -> json.put("S", oneOf(TEXTS));
            case N -> json.put("N", oneOf(NUMBERS));
            case B -> json.put("B", oneOf(BINARIES));
            case BOOL -> json.put("BOOL", random.nextBoolean());
            case NULL -> json.put("NULL", true);
            case SS -> json.set("SS", some(TEXTS));
            case NS -> json.set("NS", some(DISTINCT_NUMBERS));
            case BS -> json.set("BS", some(BINARIES));
            case L -> {
                var elements = json.putArray("L");
                for (int i = random.nextInt(3); i > 0; i--) {
                    elements.add(element(depth));
                }
            }
            case M -> {
                var entries = json.putObject("M");
                for (int i = random.nextInt(3); i > 0; i--) {
                    entries.set("m" + i, element(depth));
                }
            }
            default -> throw new IllegalArgumentException("no type: " + type);
        }
        return json;
    }

    private ObjectNode element(int depth) {
        return ofType(oneOf(depth < 2 ? TYPES : TYPES.subList(0, 8)), depth + 1);
    }

    private ArrayNode some(List<String> members) {
        var left = new ArrayList<>(members);
        var some = JsonNodeFactory.instance.arrayNode();
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            some.add(left.remove(random.nextInt(left.size())));
        }
        return some;
    }

    /** The same value, written in another way where there is one. */
    ObjectNode rewritten(JsonNode value) {
        var copy = (ObjectNode) value.deepCopy();
        if (copy.path("N").asText().matches("-?\\d{1,9}")) {
            copy.put("N", copy.path("N").asText() + "0e-1");
        }
        for (var type : List.of("SS", "NS", "BS")) {
            if (copy.path(type) instanceof ArrayNode members) {
                var reversed = copy.putArray(type);
                for (int i = members.size(); i > 0; i--) {
                    reversed.add(members.get(i - 1));
                }
            }
        }
        return copy;
    }

    ObjectNode flawed(Feature mistake) {
        made.add(mistake);
        var json = object();
        switch (mistake) {
            case EMPTY_SET -> json.putArray(oneOf(List.of("SS", "NS", "BS")));
            case DUPLICATE_MEMBER -> {
                switch (random.nextInt(3)) {
                    case 0 -> json.putArray("SS").add("a").add("b").add("a");
                    case 1 -> json.putArray("NS").add("1").add("1.0");
                    default -> json.putArray("BS").add("YQ==").add("YQ==");
                }
            }
            case NOT_A_NUMBER -> json.put("N", oneOf(List.of("", "abc", "1 ", "0x1", "NaN", "1e")));
            case TOO_MANY_DIGITS ->
                    json.put("N", oneOf(List.of("1." + "1".repeat(38), "1".repeat(39))));
            case NUMBER_OVERFLOW -> json.put("N", oneOf(List.of("1e126", "-1e126", "1e99999")));
            case NUMBER_UNDERFLOW -> json.put("N", oneOf(List.of("1e-131", "-1e-131")));
            case NULL_FALSE -> json.put("NULL", false);
            case TWO_TYPES -> json.put("S", "a").put("N", "1");
            case NO_TYPE -> {}
            case TOO_DEEP -> {
                var nested = text("a");
                for (int i = 0; i < 33; i++) {
                    var list = object();
                    list.putArray("L").add(nested);
                    nested = list;
                }
                return nested;
            }
            default -> throw new IllegalArgumentException("no mistake: " + mistake);
        }
        return json;
    }
}

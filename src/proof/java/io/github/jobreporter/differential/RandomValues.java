package io.github.jobreporter.differential;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.jobreporter.support.Choices;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Makes attribute values from small pools, and values similar to a stored one. */
record RandomValues(Choices choices) {

    static final List<String> TYPES =
            List.of("S", "N", "B", "BOOL", "NULL", "SS", "NS", "BS", "L", "M");

    static final List<String> SORTABLE = List.of("S", "N", "B");

    /** Invalid values, by the kind of mistake. */
    static final Map<String, List<String>> FLAWED =
            Map.ofEntries(
                    flaw("an empty set", "{'SS':[]}", "{'NS':[]}", "{'BS':[]}"),
                    flaw(
                            "a set with duplicates",
                            "{'SS':['a','b','a']}",
                            "{'NS':['1','1.0']}",
                            "{'BS':['YQ==','YQ==']}"),
                    flaw("not a number", "{'N':''}", "{'N':'1 '}", "{'N':'0x1'}", "{'NS':['NaN']}"),
                    flaw(
                            "too many digits",
                            "{'N':'1.%s'}".formatted("1".repeat(38)),
                            "{'NS':['%s']}".formatted("1".repeat(39))),
                    flaw("number overflow", "{'N':'1e126'}", "{'N':'-1e126'}", "{'N':'1e99999'}"),
                    flaw("number underflow", "{'N':'1e-131'}", "{'N':'-1e-131'}"),
                    flaw("NULL that is false", "{'NULL':false}"),
                    flaw("two types", "{'S':'a','N':'1'}"),
                    flaw("no type", "{}", "{'X':'a'}"),
                    flaw("JSON null", "{'S':null}", "{'L':null}"),
                    flaw("too deep", "{'L':[".repeat(33) + "{'S':'a'}" + "]}".repeat(33)),
                    flaw("not Base64", "{'B':'?'}", "{'B':'YQ'}", "{'BS':['YQ']}"),
                    flaw(
                            "another JSON type",
                            "{'S':1}",
                            "{'N':1}",
                            "{'BOOL':'true'}",
                            "{'SS':'a'}",
                            "{'L':{}}",
                            "{'M':[]}",
                            "'a'"));

    private static final List<String> TEXTS =
            List.of("", "a", "ab", "bab", "é", "😀", "\uFFFD", "a😀b", "a\uFFFDb", "😀a😀b");
    private static final List<String> NUMBERS =
            List.of(
                    "0",
                    "-0.0",
                    "1",
                    "10e-1",
                    "+2",
                    "-1.5",
                    "-15E-1",
                    "12345678901234567890123456789012345678",
                    "12345678901234567890123456789012345679",
                    "-12345678901234567890123456789012345679",
                    "0.12345678901234567890123456789012345678",
                    "9.9999999999999999999999999999999999999E+125",
                    "1e-130",
                    "-1E125");
    private static final List<String> BINARIES =
            List.of("", "YQ==", "YWI=", "/w==", "AGE=", "gGFi", "YWKAYQ==");

    private static Map.Entry<String, List<String>> flaw(String name, String... values) {
        return Map.entry(name, List.of(values));
    }

    static JsonNode json(String singleQuoted) {
        try {
            return Side.JSON.readTree(singleQuoted.replace('\'', '"'));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** For values of the same type among S, N and B. */
    static final Comparator<JsonNode> BY_CONTENT =
            (a, b) ->
                    a.has("N")
                            ? number(a).compareTo(number(b))
                            : Arrays.compareUnsigned(bytes(a), bytes(b));

    static BigDecimal number(JsonNode value) {
        return new BigDecimal(value.path("N").textValue());
    }

    private static byte[] bytes(JsonNode value) {
        return value.has("B")
                ? Base64.getDecoder().decode(value.path("B").textValue())
                : value.path("S").textValue().getBytes(StandardCharsets.UTF_8);
    }

    static ObjectNode value(String type, String content) {
        return JsonNodeFactory.instance.objectNode().put(type, content);
    }

    static String type(JsonNode value) {
        return value.fieldNames().next();
    }

    /** One of the keys, which have no fixed order. */
    @SafeVarargs
    @SuppressWarnings("varargs")
    final String nameOf(Map<String, ?>... all) {
        return choices.of(Stream.of(all).flatMap(it -> it.keySet().stream()).sorted().toList());
    }

    static <T> T of(Map<String, T> all, String name) {
        return Objects.requireNonNull(all.get(name), name);
    }

    JsonNode flawed(String flaw) {
        return json(choices.of(of(FLAWED, flaw)));
    }

    ObjectNode any() {
        return ofType(choices.of(TYPES), 0);
    }

    ObjectNode ofType(String type) {
        return ofType(type, 0);
    }

    private ObjectNode ofType(String type, int depth) {
        var json = JsonNodeFactory.instance.objectNode();
        switch (type) {
            case "S", "N", "B" -> json.put(type, choices.of(pool(type)));
            case "BOOL" -> json.put(type, choices.of(true, false));
            case "NULL" -> json.put(type, true);
            case "L" -> fill(json.putArray(type), depth);
            case "M" ->
                    IntStream.range(0, choices.of(0, 1, 2))
                            .forEach(it -> json.withObject("/M").set("m" + it, element(depth)));
            default -> json.set(type, set(type.substring(0, 1)));
        }
        return json.isEmpty() ? json.set("M", JsonNodeFactory.instance.objectNode()) : json;
    }

    private void fill(ArrayNode list, int depth) {
        IntStream.range(0, choices.of(0, 1, 2, 3)).forEach(_ -> list.add(element(depth)));
    }

    private ObjectNode element(int depth) {
        return ofType(choices.of(TYPES.subList(0, depth < 2 ? 10 : 8)), depth + 1);
    }

    private static List<String> pool(String type) {
        return of(Map.of("S", TEXTS, "N", NUMBERS, "B", BINARIES), type);
    }

    /** Up to five different members. Numbers may have equal values in different forms. */
    private ArrayNode set(String type) {
        var left = new ArrayList<>(type.equals("N") ? NUMBERS.subList(4, 14) : pool(type));
        left.removeAll(List.of("-15E-1"));
        var set = JsonNodeFactory.instance.arrayNode();
        for (int i = choices.of(1, 2, 3, 5); i > 0; i--) {
            var member = choices.of(left);
            left.remove(member);
            set.add(member);
        }
        return set;
    }

    /** The same value in another form, or a similar value. */
    ObjectNode near(JsonNode value) {
        var type = type(value);
        var content = value.path(type);
        return choices.once(4)
                ? ofType(type)
                : switch (type) {
                    case "S" -> value(type, nearText(content.textValue()));
                    case "N" -> value(type, nearNumber(number(value)));
                    case "SS", "NS", "BS" -> reversed(type, (ArrayNode) content);
                    default -> value.deepCopy();
                };
    }

    private String nearText(String text) {
        return choices.of(
                text,
                text + "a",
                text.replace("😀", "\uFFFD"),
                text.replace("\uFFFD", "😀"),
                text.isEmpty() ? "" : text.substring(0, text.offsetByCodePoints(0, 1)));
    }

    /** The number in another form, or with its last digit one nearer to zero. */
    private String nearNumber(BigDecimal number) {
        var unit = number.ulp().multiply(BigDecimal.valueOf(number.signum()));
        return choices.of(
                number.unscaledValue() + "e" + -number.scale(), number.subtract(unit).toString());
    }

    private static ObjectNode reversed(String type, ArrayNode members) {
        var copy = JsonNodeFactory.instance.objectNode();
        var reversed = copy.putArray(type);
        IntStream.range(0, members.size())
                .forEach(it -> reversed.add(members.get(members.size() - 1 - it)));
        return copy;
    }

    /** A possible operand of {@code contains} for a list, a set, a string or bytes. */
    ObjectNode part(JsonNode value) {
        var type = type(value);
        var content = value.path(type);
        if (choices.once(4)) {
            return any();
        }
        return switch (type) {
            case "S", "B" -> slice(value, true);
            case "SS", "NS", "BS" -> near(value(type.substring(0, 1), one(content).textValue()));
            case "L" -> content.isEmpty() ? any() : near(one(content));
            default -> any();
        };
    }

    private JsonNode one(JsonNode array) {
        return array.get(choices.between(0, array.size() - 1));
    }

    ObjectNode prefix(JsonNode value) {
        return value.has("S") || value.has("B")
                ? slice(value, choices.once(3))
                : ofType(choices.of("S", "B"));
    }

    /** A part of a string or of bytes, from the start or from anywhere. */
    private ObjectNode slice(JsonNode value, boolean anywhere) {
        if (value.has("S")) {
            int[] text = value.path("S").textValue().codePoints().toArray();
            int from = anywhere ? Math.min(choices.of(0, 1, 1, 2), text.length) : 0;
            int to = choices.between(from, text.length);
            return value("S", new String(text, from, to - from));
        }
        byte[] bytes = bytes(value);
        int from = anywhere ? Math.min(choices.of(0, 1, 1, 2), bytes.length) : 0;
        byte[] part = Arrays.copyOfRange(bytes, from, choices.between(from, bytes.length));
        return value("B", Base64.getEncoder().encodeToString(part));
    }

    /** The result of {@code size}, or 1 for a type without a size. */
    static int size(JsonNode value) {
        var content = value.path(type(value));
        return switch (type(value)) {
            case "S" -> content.textValue().length();
            case "B" -> bytes(value).length;
            case "SS", "NS", "BS", "L", "M" -> content.size();
            default -> 1;
        };
    }
}

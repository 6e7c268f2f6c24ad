package io.github.jobreporter.local.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A shape of an AWS service model, and what is wrong with a value of it in AWS's own words. */
public sealed interface Shape {

    /** Text; lengths count Unicode code points, a pattern must match the whole text. */
    record Text(int minimumLength, int maximumLength, Optional<Pattern> pattern) implements Shape {

        /** Without a constraint. */
        public static final Text ANY = new Text(0, Integer.MAX_VALUE);

        public Text(int minimumLength, int maximumLength) {
            this(minimumLength, maximumLength, Optional.empty());
        }

        public static Text matching(String pattern) {
            return new Text(0, Integer.MAX_VALUE, Optional.of(Pattern.compile(pattern)));
        }
    }

    record Whole(int minimum, int maximum) implements Shape {}

    /** A number, fractions allowed. */
    record Decimal(double minimum, double maximum) implements Shape {}

    /**
     * In {@code awsJson1_1} a number of seconds since the epoch, fractions allowed, of a year that
     * ISO 8601 writes with four digits.
     */
    record Timestamp() implements Shape {

        private static final long FIRST = Instant.parse("0000-01-01T00:00:00Z").getEpochSecond();
        private static final long LAST = Instant.parse("9999-12-31T23:59:59Z").getEpochSecond();

        private static boolean holds(JsonNode value) {
            return value.isNumber() && value.asDouble() >= FIRST && value.asDouble() <= LAST;
        }
    }

    record Choice(List<String> values) implements Shape {

        public Choice {
            values = List.copyOf(values);
        }

        public static Choice of(String... values) {
            return new Choice(List.of(values));
        }
    }

    record ListOf(Shape member, int minimumLength, int maximumLength) implements Shape {

        /** Without a constraint. */
        public ListOf(Shape member) {
            this(member, 0, Integer.MAX_VALUE);
        }
    }

    record MapOf(Text key, Text value) implements Shape {}

    /** Members that the model does not know are ignored, as AWS does. */
    record Structure(List<String> required, Map<String, Shape> members) implements Shape {

        public Structure {
            required = List.copyOf(required);
            members = Map.copyOf(members);
        }
    }

    /** What is wrong with one value, whose path is as in {@code executionDetails.summary}. */
    sealed interface Finding {

        String path();

        /** Not even JSON of the right type, so that the request cannot be read. */
        record WrongType(String path, String message) implements Finding {}

        record Violation(String path, String value, String constraint) implements Finding {

            String message() {
                return "Value %s at '%s' failed to satisfy constraint: %s"
                        .formatted(value, path, constraint);
            }
        }
    }

    /** What is wrong with a request, in the order of the members' names, required ones first. */
    static List<Finding> findings(Structure shape, JsonNode request) {
        return ofStructure(shape, "", request).toList();
    }

    private static Stream<Finding> of(Shape shape, String path, JsonNode value) {
        return switch (shape) {
            case Text text when value.isTextual() -> ofText(text, path, value);
            case Text _ -> wrongType(path, value, "String");
            case Choice choice when value.isTextual() -> ofChoice(choice, path, value);
            case Choice _ -> wrongType(path, value, "String");
            case Whole whole when value.canConvertToInt() && value.isIntegralNumber() ->
                    ofRange(whole.minimum, whole.maximum, path, value, value.intValue());
            case Whole _ -> wrongType(path, value, "Integer");
            case Decimal decimal when value.isNumber() ->
                    ofRange(decimal.minimum, decimal.maximum, path, value, value.doubleValue());
            case Decimal _ -> wrongType(path, value, "Double");
            case Timestamp _ when Timestamp.holds(value) -> Stream.empty();
            case Timestamp _ -> wrongType(path, value, "Timestamp");
            case ListOf list when value.isArray() -> ofList(list, path, value);
            case ListOf _ -> wrongType(path, value, "List");
            case MapOf map when value.isObject() -> ofMap(map, path, value);
            case MapOf _ -> wrongType(path, value, "Map");
            case Structure structure when value.isObject() ->
                    ofStructure(structure, path + ".", value);
            case Structure _ -> wrongType(path, value, "Structure");
        };
    }

    private static Stream<Finding> ofStructure(Structure shape, String prefix, JsonNode value) {
        var missing =
                shape.required.stream()
                        .filter(it -> !value.hasNonNull(it))
                        .map(
                                it ->
                                        violation(
                                                prefix + it,
                                                value.path(it),
                                                "Member must not be null"));
        var wrong =
                shape.members.entrySet().stream()
                        .filter(it -> value.hasNonNull(it.getKey()))
                        .sorted(Map.Entry.comparingByKey())
                        .flatMap(
                                it ->
                                        of(
                                                it.getValue(),
                                                prefix + it.getKey(),
                                                value.path(it.getKey())));
        return Stream.concat(missing, wrong);
    }

    private static Stream<Finding> ofList(ListOf shape, String path, JsonNode value) {
        var length =
                Stream.of(
                                atLeast(shape.minimumLength, "length", value.size()),
                                atMost(shape.maximumLength, "length", value.size()))
                        .flatMap(Optional::stream)
                        .map(it -> violation(path, value, it));
        var members =
                IntStream.range(0, value.size())
                        .boxed()
                        .flatMap(it -> of(shape.member, path + "[" + it + "]", value.path(it)));
        return Stream.concat(length, members);
    }

    private static Stream<Finding> ofMap(MapOf shape, String path, JsonNode value) {
        return value.propertyStream()
                .flatMap(
                        it ->
                                Stream.concat(
                                        of(shape.key, path, TextNode.valueOf(it.getKey())),
                                        of(shape.value, path + "." + it.getKey(), it.getValue())));
    }

    private static Stream<Finding> ofText(Text shape, String path, JsonNode value) {
        var text = value.textValue();
        var length = text.codePointCount(0, text.length());
        return Stream.of(
                        atLeast(shape.minimumLength, "length", length),
                        atMost(shape.maximumLength, "length", length),
                        shape.pattern
                                .filter(it -> !it.matcher(text).matches())
                                .map(it -> "Member must satisfy regular expression pattern: " + it))
                .flatMap(Optional::stream)
                .map(it -> violation(path, value, it));
    }

    private static <T extends Comparable<T>> Stream<Finding> ofRange(
            T minimum, T maximum, String path, JsonNode value, T actual) {
        return Stream.of(atLeast(minimum, "value", actual), atMost(maximum, "value", actual))
                .flatMap(Optional::stream)
                .map(it -> violation(path, value, it));
    }

    private static <T extends Comparable<T>> Optional<String> atLeast(
            T minimum, String measure, T actual) {
        return actual.compareTo(minimum) >= 0
                ? Optional.empty()
                : Optional.of(
                        "Member must have " + measure + " greater than or equal to " + minimum);
    }

    private static <T extends Comparable<T>> Optional<String> atMost(
            T maximum, String measure, T actual) {
        return actual.compareTo(maximum) <= 0
                ? Optional.empty()
                : Optional.of("Member must have " + measure + " less than or equal to " + maximum);
    }

    private static Stream<Finding> ofChoice(Choice shape, String path, JsonNode value) {
        return shape.values.contains(value.textValue())
                ? Stream.empty()
                : Stream.of(
                        violation(
                                path,
                                value,
                                "Member must satisfy enum value set: " + shape.values));
    }

    private static Finding violation(String path, JsonNode value, String constraint) {
        var shown = value.isMissingNode() || value.isNull() ? "null" : "'" + value.asText() + "'";
        return new Finding.Violation(path, shown, constraint);
    }

    private static Stream<Finding> wrongType(String path, JsonNode value, String type) {
        return Stream.of(
                new Finding.WrongType(
                        path, value.getNodeType() + "_VALUE can not be converted to a " + type));
    }
}

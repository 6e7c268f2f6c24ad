package io.github.jobreporter.local;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A shape of an AWS service model, and what a value violates of it in AWS's own words. */
sealed interface Shape {

    /** Text; lengths count Unicode code points. */
    record Text(int minimumLength, int maximumLength) implements Shape {}

    record Whole(int minimum, int maximum) implements Shape {}

    /** In {@code awsJson1_1} a number of seconds since the epoch, fractions allowed. */
    record Timestamp() implements Shape {}

    record Choice(List<String> values) implements Shape {

        public Choice {
            values = List.copyOf(values);
        }
    }

    /** Members that the model does not know are ignored, as AWS does. */
    record Structure(List<String> required, Map<String, Shape> members) implements Shape {

        public Structure {
            required = List.copyOf(required);
            members = Map.copyOf(members);
        }
    }

    /**
     * The violations of a request, the path of each value as in {@code executionDetails.summary}.
     */
    static List<String> violations(Structure shape, JsonNode request) {
        return ofStructure(shape, "", request).toList();
    }

    private static Stream<String> of(Shape shape, String path, JsonNode value) {
        return switch (shape) {
            case Text text when value.isTextual() -> ofLength(text, path, value);
            case Text _ -> violation(path, value, "Member must be a string");
            case Choice(var values) when values.contains(value.textValue()) -> Stream.empty();
            case Choice(var values) ->
                    violation(path, value, "Member must satisfy enum value set: " + values);
            case Whole whole when value.isIntegralNumber() -> ofRange(whole, path, value);
            case Whole _ -> violation(path, value, "Member must be an integer");
            case Timestamp _ when value.isNumber() -> Stream.empty();
            case Timestamp _ -> violation(path, value, "Member must be a timestamp");
            case Structure structure when value.isObject() ->
                    ofStructure(structure, path + ".", value);
            case Structure _ -> violation(path, value, "Member must be a structure");
        };
    }

    private static Stream<String> ofStructure(Structure shape, String prefix, JsonNode value) {
        var missing =
                shape.required.stream()
                        .filter(it -> !value.hasNonNull(it))
                        .flatMap(
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

    private static Stream<String> ofLength(Text shape, String path, JsonNode value) {
        var text = value.textValue();
        var length = text.codePointCount(0, text.length());
        if (length < shape.minimumLength) {
            return violation(
                    path,
                    value,
                    "Member must have length greater than or equal to " + shape.minimumLength);
        }
        return length > shape.maximumLength
                ? violation(
                        path,
                        value,
                        "Member must have length less than or equal to " + shape.maximumLength)
                : Stream.empty();
    }

    private static Stream<String> ofRange(Whole shape, String path, JsonNode value) {
        if (!value.canConvertToInt() || value.intValue() > shape.maximum) {
            return violation(
                    path, value, "Member must have value less than or equal to " + shape.maximum);
        }
        return value.intValue() < shape.minimum
                ? violation(
                        path,
                        value,
                        "Member must have value greater than or equal to " + shape.minimum)
                : Stream.empty();
    }

    private static Stream<String> violation(String path, JsonNode value, String constraint) {
        var shown = value.isMissingNode() || value.isNull() ? "null" : "'" + value.asText() + "'";
        return Stream.of(
                "Value "
                        + shown
                        + " at '"
                        + path
                        + "' failed to satisfy constraint: "
                        + constraint);
    }
}

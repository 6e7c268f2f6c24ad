package io.github.jobreporter.local.codepipeline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.jobreporter.local.http.Shape;
import io.github.jobreporter.local.http.Shape.Choice;
import io.github.jobreporter.local.http.Shape.Decimal;
import io.github.jobreporter.local.http.Shape.ListOf;
import io.github.jobreporter.local.http.Shape.MapOf;
import io.github.jobreporter.local.http.Shape.Structure;
import io.github.jobreporter.local.http.Shape.Text;
import io.github.jobreporter.local.http.Shape.Timestamp;
import io.github.jobreporter.local.http.Shape.Whole;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A valid value of a shape, or one with a single mistake.
 *
 * @param path the place of the mistake, empty for the value itself
 * @param about a description of the sample
 */
record ShapeSample(String path, Fit fit, String about, JsonNode value) {

    enum Fit {
        VALID,
        VIOLATION,
        WRONG_TYPE
    }

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String LETTER = "a";
    // One code point, two Java characters, four bytes.
    private static final String EMOJI = "😀";

    @Override
    public String toString() {
        return "%s %s: %s".formatted(fit, path, about);
    }

    /** Valid and invalid forms of every member, including nested members. */
    static Stream<ShapeSample> of(Structure shape) {
        return Stream.concat(
                Stream.of(
                        valid("with every member", full(shape)),
                        valid("with required members only", least(shape)),
                        valid("with a member unknown to the model", full(shape).put("other", 1))),
                ofMembers(shape));
    }

    private static Stream<ShapeSample> ofMembers(Structure shape) {
        return shape.members().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .flatMap(
                        it ->
                                Stream.concat(
                                        ofPresence(shape, it.getKey()),
                                        of(it.getValue())
                                                .map(sample -> sample.within(shape, it.getKey()))));
    }

    private static Stream<ShapeSample> ofPresence(Structure shape, String member) {
        var absent = full(shape);
        absent.remove(member);
        var none = full(shape);
        none.putNull(member);
        var fit = shape.required().contains(member) ? Fit.VIOLATION : Fit.VALID;
        return Stream.of(
                new ShapeSample(member, fit, "absent", absent),
                new ShapeSample(member, fit, "null", none));
    }

    private ShapeSample within(Structure shape, String member) {
        var whole = full(shape);
        whole.set(member, value);
        return new ShapeSample(path.isEmpty() ? member : member + "." + path, fit, about, whole);
    }

    private static Stream<ShapeSample> of(Shape shape) {
        return switch (shape) {
            case Text text -> Stream.concat(ofText(text), notText());
            case Choice choice -> Stream.concat(ofChoice(choice), notText());
            case Whole whole -> Stream.concat(ofWhole(whole), notWhole());
            case Timestamp _ -> ofTimestamp();
            case Structure structure -> Stream.concat(ofMembers(structure), notObject());
            // In no request of CodePipeline.
            case Decimal _, ListOf _, MapOf _ ->
                    throw new IllegalArgumentException(shape.toString());
        };
    }

    private static Stream<ShapeSample> ofText(Text shape) {
        var repeated = shape.pattern().isEmpty() ? Stream.of(LETTER, EMOJI) : Stream.of(LETTER);
        return Stream.concat(
                repeated.flatMap(
                        it ->
                                Stream.of(
                                        valid("shortest", text(it, shape.minimumLength())),
                                        valid("longest", text(it, shape.maximumLength())),
                                        violation("too short", text(it, shape.minimumLength() - 1)),
                                        violation(
                                                "too long", text(it, shape.maximumLength() + 1)))),
                shape.pattern().stream().flatMap(_ -> againstPattern()));
    }

    private static Stream<ShapeSample> againstPattern() {
        return Stream.of("a b", "a\n", "ä", EMOJI, "a.b", "a/b")
                .map(it -> violation("not of the pattern", JSON.textNode(it)));
    }

    private static Stream<ShapeSample> ofChoice(Choice shape) {
        return Stream.concat(
                shape.values().stream().map(it -> valid(it, JSON.textNode(it))),
                Stream.of("", "Other", shape.values().getFirst().toLowerCase(Locale.ROOT))
                        .map(it -> violation("no such value", JSON.textNode(it))));
    }

    private static Stream<ShapeSample> ofWhole(Whole shape) {
        var within =
                Stream.of(
                        valid("least", JSON.numberNode(shape.minimum())),
                        valid("greatest", JSON.numberNode(shape.maximum())),
                        violation("too small", JSON.numberNode(shape.minimum() - 1)));
        return shape.maximum() == Integer.MAX_VALUE
                ? within
                : Stream.concat(
                        within,
                        Stream.of(violation("too great", JSON.numberNode(shape.maximum() + 1))));
    }

    private static Stream<ShapeSample> notWhole() {
        return Stream.of(
                        JSON.numberNode(1L + Integer.MAX_VALUE),
                        JSON.numberNode(1.5),
                        JSON.textNode("1"),
                        JSON.booleanNode(true),
                        JSON.arrayNode(),
                        JSON.objectNode())
                .map(ShapeSample::wrongType);
    }

    private static Stream<ShapeSample> ofTimestamp() {
        return Stream.concat(
                Stream.of(JSON.numberNode(0), JSON.numberNode(-1), JSON.numberNode(1767323045.5))
                        .map(it -> valid("seconds " + it, it)),
                Stream.of(
                                JSON.textNode("2026-01-02T03:04:05Z"),
                                JSON.booleanNode(true),
                                JSON.numberNode(1e300))
                        .map(ShapeSample::wrongType));
    }

    private static Stream<ShapeSample> notText() {
        return Stream.of(
                        JSON.numberNode(1),
                        JSON.booleanNode(false),
                        JSON.arrayNode().add(LETTER),
                        JSON.objectNode())
                .map(ShapeSample::wrongType);
    }

    private static Stream<ShapeSample> notObject() {
        return Stream.of(
                        JSON.textNode(LETTER),
                        JSON.numberNode(1),
                        JSON.booleanNode(true),
                        JSON.arrayNode())
                .map(ShapeSample::wrongType);
    }

    private static JsonNode plain(Shape shape) {
        return switch (shape) {
            case Text text -> text(LETTER, text.minimumLength());
            case Choice(var values) -> JSON.textNode(values.getFirst());
            case Whole whole -> JSON.numberNode(whole.minimum());
            case Decimal decimal -> JSON.numberNode(decimal.minimum());
            case Timestamp _ -> JSON.numberNode(1);
            case Structure structure -> full(structure);
            case ListOf _ -> JSON.arrayNode();
            case MapOf _ -> JSON.objectNode();
        };
    }

    private static ObjectNode full(Structure shape) {
        var value = JSON.objectNode();
        shape.members().forEach((name, member) -> value.set(name, plain(member)));
        return value;
    }

    private static ObjectNode least(Structure shape) {
        return full(shape).retain(shape.required());
    }

    private static JsonNode text(String repeated, int length) {
        return JSON.textNode(repeated.repeat(length));
    }

    private static ShapeSample valid(String about, JsonNode value) {
        return new ShapeSample("", Fit.VALID, about, value);
    }

    private static ShapeSample violation(String about, JsonNode value) {
        return new ShapeSample("", Fit.VIOLATION, about, value);
    }

    private static ShapeSample wrongType(JsonNode value) {
        return new ShapeSample("", Fit.WRONG_TYPE, value.toString(), value);
    }
}

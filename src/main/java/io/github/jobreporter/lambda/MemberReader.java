package io.github.jobreporter.lambda;

import io.github.jobreporter.completion.CurrentRevision;
import io.github.jobreporter.completion.LengthLimit;
import io.github.jobreporter.lambda.JsonValue.JsonNull;
import io.github.jobreporter.lambda.JsonValue.JsonNumber;
import io.github.jobreporter.lambda.JsonValue.JsonObject;
import io.github.jobreporter.lambda.JsonValue.JsonText;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The members of one JSON object, each taken once and checked while it is taken. A member that is
 * there and valid is present; one that is absent or {@code null} is empty; one that breaks a rule
 * is empty and among the violations.
 */
final class MemberReader {

    private static final int LONGEST_NUMBER = 40;
    private static final int LARGEST_SCALE = 40;

    private final Map<String, JsonValue> left;
    private final Violations violations;

    MemberReader(JsonObject object, Violations violations) {
        this.left = new HashMap<>(object.members());
        this.left.values().removeIf(JsonNull.class::isInstance);
        this.violations = violations;
    }

    boolean has(String name) {
        return left.containsKey(name);
    }

    Violations violationsAt(String name) {
        return violations.at(name);
    }

    /** Whatever was not taken is unknown, and a misspelt member must not be ignored. */
    void rejectTheRest() {
        left.keySet().stream().sorted().forEach(it -> violations.at(it).add("is unknown"));
    }

    Optional<String> required(String name, LengthLimit limit) {
        return text(name, limit, true);
    }

    Optional<String> optional(String name, LengthLimit limit) {
        return text(name, limit, false);
    }

    /** A text for people to read, where cutting it loses no meaning. */
    Optional<String> requiredProse(String name, LengthLimit limit) {
        return prose(name, limit, true);
    }

    /** A text for people to read, where dropping or cutting it loses no meaning. */
    Optional<String> optionalProse(String name, LengthLimit limit) {
        return prose(name, limit, false).filter(limit::admits);
    }

    private Optional<String> text(String name, LengthLimit limit, boolean required) {
        return wellFormed(name, required)
                .flatMap(it -> limit.admits(it) ? Optional.of(it) : outside(name, limit, it));
    }

    private Optional<String> prose(String name, LengthLimit limit, boolean required) {
        return wellFormed(name, required)
                .map(limit::cut)
                .flatMap(
                        it ->
                                limit.admits(it) || !required
                                        ? Optional.of(it)
                                        : outside(name, limit, it));
    }

    private Optional<String> outside(String name, LengthLimit limit, String text) {
        return complain(
                name,
                "must be %d to %d characters, was %d"
                        .formatted(limit.min(), limit.max(), LengthLimit.length(text)));
    }

    private Optional<String> wellFormed(String name, boolean required) {
        return take(name, required)
                .flatMap(
                        it ->
                                it instanceof JsonText(var text)
                                        ? Optional.of(text)
                                        : complain(name, "must be a string"))
                .flatMap(
                        it ->
                                isWellFormed(it)
                                        ? Optional.of(it)
                                        : complain(name, "must be well-formed Unicode"));
    }

    /** A lone surrogate would reach CodePipeline as another character. */
    private static boolean isWellFormed(String text) {
        return text.codePoints()
                .noneMatch(it -> it >= Character.MIN_SURROGATE && it <= Character.MAX_SURROGATE);
    }

    /** A text that is one of a few. */
    <T> Optional<T> requiredOneOf(
            String name, Function<String, Optional<T>> read, String expectation) {
        return wellFormed(name, true)
                .flatMap(it -> read.apply(it).or(() -> complain(name, expectation)));
    }

    /** A whole number: no fraction, no exponent, no text. */
    Optional<Integer> integer(String name, int min, int max) {
        String range = "must be %d to %d".formatted(min, max);
        return take(name, false)
                .flatMap(
                        it ->
                                it instanceof JsonNumber(var literal, var whole) && whole
                                        ? within(name, literal, min, max, range)
                                        : complain(name, range + ", as a whole number"));
    }

    private Optional<Integer> within(String name, String literal, int min, int max, String range) {
        if (literal.length() > LONGEST_NUMBER) {
            return complain(name, range + ", was a number of " + literal.length() + " digits");
        }
        BigDecimal number = new BigDecimal(literal);
        boolean admitted =
                number.compareTo(BigDecimal.valueOf(min)) >= 0
                        && number.compareTo(BigDecimal.valueOf(max)) <= 0;
        return admitted
                ? Optional.of(number.intValueExact())
                : complain(name, range + ", was " + literal);
    }

    /** A time: ISO-8601 with offset as text, or seconds since the epoch as a number. */
    Optional<Instant> time(String name) {
        return take(name, false)
                .flatMap(
                        it ->
                                timeOf(it)
                                        .filter(CurrentRevision::admitsCreated)
                                        .or(
                                                () ->
                                                        complain(
                                                                name,
                                                                "must be a time within the years 1"
                                                                        + " to 9999: ISO-8601 with"
                                                                        + " offset, or seconds since"
                                                                        + " the epoch")));
    }

    private static Optional<Instant> timeOf(JsonValue value) {
        return switch (value) {
            case JsonText(var text) -> isoTime(text);
            case JsonNumber(var literal, _) -> epochSeconds(literal);
            case JsonObject _, JsonNull _, JsonValue.JsonOther _ -> Optional.empty();
        };
    }

    private static Optional<Instant> isoTime(String text) {
        try {
            return Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }

    private static Optional<Instant> epochSeconds(String literal) {
        if (literal.length() > LONGEST_NUMBER) {
            return Optional.empty();
        }
        try {
            BigDecimal seconds = new BigDecimal(literal);
            // Without this a short literal such as 1e-999999999 would cost a gigabyte.
            if (seconds.scale() < -LARGEST_SCALE || seconds.scale() > LARGEST_SCALE) {
                return Optional.empty();
            }
            BigDecimal whole = seconds.setScale(0, RoundingMode.FLOOR);
            return Optional.of(
                    Instant.ofEpochSecond(
                            whole.longValueExact(),
                            seconds.subtract(whole).movePointRight(9).longValue()));
        } catch (NumberFormatException | ArithmeticException | DateTimeException _) {
            return Optional.empty();
        }
    }

    /** An object. */
    Optional<MemberReader> object(String name) {
        return take(name, false)
                .flatMap(
                        it ->
                                it instanceof JsonObject object
                                        ? Optional.of(new MemberReader(object, violations.at(name)))
                                        : complain(name, "must be an object"));
    }

    /** A text of an envelope, about which this project has nothing to say. */
    Optional<String> lenientText(String name) {
        return Optional.ofNullable(left.get(name))
                .filter(JsonText.class::isInstance)
                .map(it -> ((JsonText) it).text());
    }

    /** A time of an envelope. One in no usual year would break whoever counts from it. */
    Optional<Instant> lenientTime(String name) {
        return lenientText(name).flatMap(MemberReader::isoTime).filter(CurrentRevision::admitsCreated);
    }

    private Optional<JsonValue> take(String name, boolean required) {
        Optional<JsonValue> value = Optional.ofNullable(left.remove(name));
        if (value.isEmpty() && required) {
            violations.at(name).add("is missing");
        }
        return value;
    }

    private <T> Optional<T> complain(String name, String violation) {
        violations.at(name).add(violation);
        return Optional.empty();
    }
}

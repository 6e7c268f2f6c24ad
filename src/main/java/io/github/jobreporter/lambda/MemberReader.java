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
 * Reads the members of one JSON object, each once, and checks them. A valid member is present; one
 * that is absent or {@code null} is empty; one that breaks a rule is empty and a violation.
 */
final class MemberReader {

    private static final int LONGEST_NUMBER = 40;
    private static final int LARGEST_SCALE = 40;

    private static final String TIME_EXPECTATION =
            "must be a time within the years 1 to 9999: ISO-8601 with offset, or seconds since the"
                    + " epoch";

    private final Map<String, JsonValue> unread;
    private final Violations violations;

    MemberReader(JsonObject object, Violations violations) {
        this.unread = new HashMap<>(object.members());
        this.unread.values().removeIf(JsonNull.class::isInstance);
        this.violations = violations;
    }

    /** Whether the member is present and not read yet. */
    boolean has(String name) {
        return unread.containsKey(name);
    }

    /** The violations of this object. */
    Violations violations() {
        return violations;
    }

    /** Whatever was not read is unknown, and a misspelt member must not be ignored. */
    void rejectUnread() {
        unread.keySet().stream().sorted().forEach(name -> violations.at(name).add("is unknown"));
    }

    Optional<String> required(String name, LengthLimit limit) {
        requirePresence(name);
        return optional(name, limit);
    }

    Optional<String> optional(String name, LengthLimit limit) {
        return text(name).filter(text -> admits(name, limit, text));
    }

    /** A text for people, which may be cut. */
    Optional<String> requiredProse(String name, LengthLimit limit) {
        requirePresence(name);
        return text(name).map(limit::cut).filter(text -> admits(name, limit, text));
    }

    /** A text for people, which may be cut, and is dropped if it is too short. */
    Optional<String> optionalProse(String name, LengthLimit limit) {
        return text(name).map(limit::cut).filter(limit::admits);
    }

    private void requirePresence(String name) {
        if (!has(name)) {
            violations.at(name).add("is missing");
        }
    }

    private boolean admits(String name, LengthLimit limit, String text) {
        if (limit.admits(text)) {
            return true;
        }
        violations
                .at(name)
                .add(
                        "must be %d to %d characters, was %d"
                                .formatted(limit.min(), limit.max(), LengthLimit.length(text)));
        return false;
    }

    private Optional<String> text(String name) {
        Optional<JsonValue> value = take(name);
        if (value.isEmpty()) {
            return Optional.empty();
        }
        if (!(value.get() instanceof JsonText(var text))) {
            return complain(name, "must be a string");
        }
        return isWellFormed(text)
                ? Optional.of(text)
                : complain(name, "must be well-formed Unicode");
    }

    /** A lone surrogate would reach CodePipeline as another character. */
    private static boolean isWellFormed(String text) {
        return text.codePoints()
                .noneMatch(
                        codePoint ->
                                codePoint >= Character.MIN_SURROGATE
                                        && codePoint <= Character.MAX_SURROGATE);
    }

    /**
     * A text that stands for one of a few values.
     *
     * @param expectation the violation if {@code read} returns empty
     */
    <T> Optional<T> requiredOneOf(
            String name, Function<String, Optional<T>> read, String expectation) {
        requirePresence(name);
        Optional<String> text = text(name);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Optional<T> value = read.apply(text.get());
        return value.isPresent() ? value : complain(name, expectation);
    }

    /** A whole number: no fraction, no exponent, no text. */
    Optional<Integer> integer(String name, int min, int max) {
        String range = "must be %d to %d".formatted(min, max);
        Optional<JsonValue> value = take(name);
        if (value.isEmpty()) {
            return Optional.empty();
        }
        return value.get() instanceof JsonNumber(var literal, var whole) && whole
                ? within(name, literal, min, max, range)
                : complain(name, range + ", as a whole number");
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
        Optional<JsonValue> value = take(name);
        if (value.isEmpty()) {
            return Optional.empty();
        }
        Optional<Instant> time = timeOf(value.get()).filter(CurrentRevision::admitsCreated);
        return time.isPresent() ? time : complain(name, TIME_EXPECTATION);
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
            // A short literal such as 1e-999999999 would otherwise need a gigabyte.
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

    /** An object, whose members are yet to be read. */
    Optional<MemberReader> object(String name) {
        Optional<JsonValue> value = take(name);
        if (value.isEmpty()) {
            return Optional.empty();
        }
        return value.get() instanceof JsonObject object
                ? Optional.of(new MemberReader(object, violations.at(name)))
                : complain(name, "must be an object");
    }

    /** A text, neither checked nor taken: for envelopes, whose format others define. */
    Optional<String> peekText(String name) {
        return unread.get(name) instanceof JsonText(var text)
                ? Optional.of(text)
                : Optional.empty();
    }

    /** The same for a time. Years outside 1 to 9999 are ignored: arithmetic could overflow. */
    Optional<Instant> peekTime(String name) {
        return peekText(name).flatMap(MemberReader::isoTime).filter(CurrentRevision::admitsCreated);
    }

    private Optional<JsonValue> take(String name) {
        return Optional.ofNullable(unread.remove(name));
    }

    private <T> Optional<T> complain(String name, String violation) {
        violations.at(name).add(violation);
        return Optional.empty();
    }
}

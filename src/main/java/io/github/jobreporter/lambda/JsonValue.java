package io.github.jobreporter.lambda;

import java.util.Map;

/** A JSON value as far as a completion event needs it. Numbers stay text: nothing is rounded. */
sealed interface JsonValue {

    record JsonObject(Map<String, JsonValue> members) implements JsonValue {}

    record JsonText(String text) implements JsonValue {}

    /** A number; whole when it is written without fraction and exponent. */
    record JsonNumber(String literal, boolean whole) implements JsonValue {}

    record JsonNull() implements JsonValue {}

    /** An array, true or false: no member of an event is one. */
    record JsonOther() implements JsonValue {}
}

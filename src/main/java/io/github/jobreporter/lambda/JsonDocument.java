package io.github.jobreporter.lambda;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import io.github.jobreporter.lambda.JsonValue.JsonNull;
import io.github.jobreporter.lambda.JsonValue.JsonNumber;
import io.github.jobreporter.lambda.JsonValue.JsonObject;
import io.github.jobreporter.lambda.JsonValue.JsonOther;
import io.github.jobreporter.lambda.JsonValue.JsonText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Parses a text as one JSON object. Jackson's messages are never shown: they quote the text, which
 * may hold a token.
 */
final class JsonDocument {

    /** An event in an envelope in a notification is five levels deep. */
    private static final JsonFactory JSON =
            JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder().maxNestingDepth(64).build())
                    .build();

    private JsonDocument() {}

    /** The object; empty, with a violation, if the text is none. */
    static Optional<JsonObject> read(String text, Violations violations) {
        try (JsonParser parser = JSON.createParser(text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                violations.add("must be a JSON object");
                return Optional.empty();
            }
            JsonObject object = object(parser, violations);
            if (parser.nextToken() != null) {
                violations.add("must be followed by nothing" + at(parser.currentTokenLocation()));
                return Optional.empty();
            }
            return Optional.of(object);
        } catch (StreamConstraintsException _) {
            violations.add("must not be nested this deep, nor have names or numbers this long");
            return Optional.empty();
        } catch (JsonProcessingException e) {
            violations.add("must be JSON" + at(e.getLocation()));
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("reading a string failed", e);
        }
    }

    private static String at(JsonLocation location) {
        return " (line %d, column %d)".formatted(location.getLineNr(), location.getColumnNr());
    }

    private static JsonObject object(JsonParser parser, Violations violations) throws IOException {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            JsonValue value = value(parser, name, violations);
            if (members.putIfAbsent(name, value) != null) {
                violations.at(name).add("must be given once");
            }
        }
        return new JsonObject(members);
    }

    private static JsonValue value(JsonParser parser, String name, Violations violations)
            throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(parser, violations.at(name));
            case VALUE_STRING -> new JsonText(parser.getText());
            case VALUE_NUMBER_INT -> new JsonNumber(parser.getText(), true);
            case VALUE_NUMBER_FLOAT -> new JsonNumber(parser.getText(), false);
            case VALUE_NULL -> new JsonNull();
            default -> {
                parser.skipChildren();
                yield new JsonOther();
            }
        };
    }
}

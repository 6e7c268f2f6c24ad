package io.github.jobreporter.local.play;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * An event file and how each of its deliveries should end.
 *
 * @param text the file's content, which is sent as it is: a duplicate member must not get lost
 * @param payload the same as JSON: what Lambda would hand to the function, or a message's body
 *     alone
 * @param expected for each delivery, as {@link PlayedDelivery#ending()} says it; empty for a file
 *     outside {@code events/}
 */
public record EventCase(
        String name, String text, JsonNode payload, Optional<List<String>> expected) {

    public static final Path FOLDER = Path.of("events");

    /** The limit of SQS. */
    private static final int LARGEST_MESSAGE_BYTES = 1 << 20;

    private static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private static final String EXPECTED_ENDINGS = "expected-endings.json";

    /** All files of {@code events/}, by name. */
    public static List<EventCase> ours() {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(it -> it.toString().endsWith(".json"))
                    .sorted()
                    .map(EventCase::of)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * One file.
     *
     * @throws IllegalArgumentException when it holds no event
     */
    public static EventCase of(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException(
                    ("there is no event file %s; -Dlocal.event= takes one of %s/*.json or a file of"
                                    + " your own")
                            .formatted(file, FOLDER));
        }
        String text = text(file);
        EventCase eventCase =
                new EventCase(
                        file.getFileName().toString(), text, json(file, text), expected(file));
        eventCase.requireAnEvent();
        eventCase.requireThatMessagesFit();
        return eventCase;
    }

    private static String text(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(file + " is not UTF-8", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode json(Path file, String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "%s is no JSON: %s (line %d)"
                            .formatted(file, e.getOriginalMessage(), e.getLocation().getLineNr()),
                    e);
        }
    }

    private static Optional<List<String>> expected(Path file) {
        boolean isOurs =
                FOLDER.toAbsolutePath().equals(file.toAbsolutePath().normalize().getParent());
        if (!isOurs) {
            return Optional.empty();
        }
        try (var resource =
                Objects.requireNonNull(EventCase.class.getResourceAsStream(EXPECTED_ENDINGS))) {
            return Optional.of(
                    JSON.readValue(resource, new TypeReference<Map<String, List<String>>>() {})
                            .getOrDefault(file.getFileName().toString(), List.of()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void requireAnEvent() {
        boolean hasBodies = !bodies().isEmpty() && bodies().stream().noneMatch(String::isEmpty);
        boolean isEvent = payload.isObject() && (isBusEvent() || hasBodies);
        if (!isEvent) {
            throw new IllegalArgumentException(
                    name
                            + " must hold what Lambda hands to a function (Records with a body of"
                            + " text each, or an EventBridge event), or a message's body alone");
        }
        if (isBusEvent() && payload.has("id") && !payload.path("id").isTextual()) {
            throw new IllegalArgumentException(
                    name + ": /id must be text, or left out: the bus gives every event one");
        }
        if (expected.map(it -> it.size() != deliveries()).orElse(false)) {
            throw new IllegalStateException(
                    "%s must name how each of the %d deliveries of %s ends"
                            .formatted(EXPECTED_ENDINGS, deliveries(), name));
        }
    }

    private void requireThatMessagesFit() {
        List<String> bodies = isBusEvent() ? List.of() : bodies();
        for (int i = 0; i < bodies.size(); i++) {
            int bytes = bodies.get(i).getBytes(StandardCharsets.UTF_8).length;
            if (bytes > LARGEST_MESSAGE_BYTES) {
                throw new IllegalArgumentException(
                        "message %d of %s has %d bytes, and SQS accepts at most %d"
                                .formatted(i + 1, name, bytes, LARGEST_MESSAGE_BYTES));
            }
        }
    }

    /** Whether it is a file of the user's own. */
    boolean isOwn() {
        return expected.isEmpty();
    }

    /** The event as the bus delivers it: the bus gives every event an id. */
    String withId(String id) {
        return payload.has("id") ? text : "{\"id\": \"%s\",".formatted(id) + text.substring(1);
    }

    /** Whether it is an event of the bus rather than of the queue. */
    public boolean isBusEvent() {
        return payload.has("detail");
    }

    /** What is sent to the queue. */
    List<String> bodies() {
        return payload.has("Records")
                ? payload.path("Records").valueStream().map(it -> it.path("body").asText()).toList()
                : List.of(text);
    }

    /** How many deliveries it makes; the bus's duplicate is delivered twice. */
    public int deliveries() {
        return isBusEvent()
                ? expected.map(it -> Math.max(1, it.size())).orElse(1)
                : bodies().size();
    }

    Optional<String> expected(int delivery) {
        return expected.map(it -> it.get(delivery));
    }
}

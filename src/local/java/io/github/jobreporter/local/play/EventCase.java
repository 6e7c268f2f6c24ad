package io.github.jobreporter.local.play;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
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
 * @param payload what Lambda would hand to the function, or a message's body alone
 * @param expected for each delivery, as {@link PlayedDelivery#ending()} says it; empty for a file
 *     outside {@code events/}
 */
public record EventCase(String name, JsonNode payload, Optional<List<String>> expected) {

    public static final Path FOLDER = Path.of("events");

    private static final ObjectMapper JSON = new ObjectMapper();
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
        JsonNode payload = read(file);
        EventCase eventCase = new EventCase(file.getFileName().toString(), payload, expected(file));
        eventCase.requireAnEvent();
        return eventCase;
    }

    private static JsonNode read(Path file) {
        try {
            return JSON.readTree(file.toFile());
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "%s is no JSON: %s (line %d)"
                            .formatted(file, e.getOriginalMessage(), e.getLocation().getLineNr()),
                    e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
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
        if (expected.map(it -> it.size() != deliveries()).orElse(false)) {
            throw new IllegalStateException(
                    "%s must name how each of the %d deliveries of %s ends"
                            .formatted(EXPECTED_ENDINGS, deliveries(), name));
        }
    }

    /** Whether it is an event of the bus rather than of the queue. */
    public boolean isBusEvent() {
        return payload.has("detail");
    }

    /** What is sent to the queue. */
    List<String> bodies() {
        return payload.has("Records")
                ? payload.path("Records").valueStream().map(it -> it.path("body").asText()).toList()
                : List.of(payload.toString());
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

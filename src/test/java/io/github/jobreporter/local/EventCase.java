package io.github.jobreporter.local;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * An event file and how each of its deliveries should end.
 *
 * @param payload as Lambda would hand it to the function
 * @param expected an outcome for each delivery, as in {@code Refused JOB_NOT_FOUND}; empty for a
 *     file that this project does not know
 */
record EventCase(String name, JsonNode payload, List<String> expected) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String EXPECTED_OUTCOMES = "expected-outcomes.json";

    /** All files of a folder, by name. */
    static List<EventCase> in(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
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
     * @throws IllegalArgumentException when it cannot be read as JSON
     */
    static EventCase of(Path file) {
        String name = file.getFileName().toString();
        try {
            return new EventCase(name, JSON.readTree(file.toFile()), expected(name));
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "%s cannot be read: %s".formatted(file, e.getMessage()), e);
        }
    }

    private static List<String> expected(String name) throws IOException {
        try (var resource = EventCase.class.getResourceAsStream(EXPECTED_OUTCOMES)) {
            return JSON.readValue(resource, new TypeReference<Map<String, List<String>>>() {})
                    .getOrDefault(name, List.of());
        }
    }

    /** Whether it is a batch of the queue rather than an event of the bus. */
    boolean isBatch() {
        return payload.has("Records");
    }

    /** The bodies of a batch. */
    List<String> bodies() {
        return payload.path("Records").valueStream().map(it -> it.path("body").asText()).toList();
    }

    /** How often the bus delivers the event: the duplicate comes twice. */
    int busDeliveries() {
        return Math.max(1, expected.size());
    }

    Optional<String> expected(int delivery) {
        return delivery < expected.size() ? Optional.of(expected.get(delivery)) : Optional.empty();
    }
}

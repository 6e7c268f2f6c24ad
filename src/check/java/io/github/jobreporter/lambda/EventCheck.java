package io.github.jobreporter.lambda;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.github.jobreporter.completion.OneLine;
import io.github.jobreporter.local.LocalOptions;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * {@code ./mvnw -Plocal -Dlocal.check=…}: reads event files as the function does, and sends
 * nothing. Exit code 0: all events are valid; 1: some are not; 2: nothing could be checked.
 *
 * <p>A file holds a bare event, an EventBridge event, an SNS notification, or what Lambda hands to
 * a function of a queue.
 */
public final class EventCheck {

    private static final int CANNOT_CHECK = 2;

    /** The limit of SQS and of EventBridge. */
    private static final int LARGEST_EVENT_BYTES = 1 << 20;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final EventParser parser = new EventParser();
    private final PrintStream out;
    private int events;
    private int refused;

    private EventCheck(PrintStream out) {
        this.out = out;
    }

    public static void main(String[] args) {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        System.exit(run(out, () -> LocalOptions.of(it -> System.getProperty(it, "")).check()));
    }

    /**
     * Checks a file, or all {@code *.json} in a folder and below.
     *
     * @param place throws an {@link IllegalArgumentException} if the options are wrong
     * @return the exit code
     */
    static int run(PrintStream out, Supplier<Path> place) {
        try {
            return new EventCheck(out).check(files(place.get()));
        } catch (IllegalArgumentException | UncheckedIOException e) {
            out.println("Nothing can be checked: " + e.getMessage());
            return CANNOT_CHECK;
        }
    }

    private static List<Path> files(Path place) {
        if (Files.isRegularFile(place)) {
            return List.of(place);
        }
        if (!Files.isDirectory(place)) {
            throw new IllegalArgumentException("there is no file or folder " + place);
        }
        try (Stream<Path> below = Files.walk(place)) {
            List<Path> files =
                    below.filter(it -> it.toString().endsWith(".json")).sorted().toList();
            if (files.isEmpty()) {
                throw new IllegalArgumentException("there is no *.json in " + place);
            }
            return files;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int check(List<Path> files) {
        files.forEach(this::check);
        out.printf("%d checked, %d refused%n", events, refused);
        return refused == 0 ? 0 : 1;
    }

    private void check(Path file) {
        String text;
        try {
            text = Files.readString(file);
        } catch (CharacterCodingException _) {
            show(file.toString(), List.of("the event: must be UTF-8"));
            return;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        JsonNode json = json(text);
        if (json.path("Records").isArray()) {
            int message = 0;
            for (JsonNode it : json.path("Records")) {
                String body = it.path("body").asText();
                message++;
                show(
                        "%s, message %d".formatted(file, message),
                        violations(body, parser.parseMessage(body)));
            }
        } else {
            show(
                    file.toString(),
                    violations(
                            text,
                            json.has("detail")
                                    ? parser.parseBusEvent(text)
                                    : parser.parseMessage(text)));
        }
    }

    /** Only to tell what the file holds: the parser refuses a text that is no JSON. */
    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException _) {
            return MissingNode.getInstance();
        }
    }

    private static List<String> violations(String text, ParsedEvent event) {
        int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > LARGEST_EVENT_BYTES) {
            return List.of("the event: must have at most 1 MiB, was %d bytes".formatted(bytes));
        }
        return event instanceof ParsedEvent.Malformed malformed
                ? malformed.violations()
                : List.of();
    }

    private void show(String where, List<String> violations) {
        events++;
        if (violations.isEmpty()) {
            out.printf("%s: ok%n", where);
        } else {
            refused++;
            violations.forEach(it -> out.printf("%s: %s%n", where, OneLine.of(it)));
        }
    }
}

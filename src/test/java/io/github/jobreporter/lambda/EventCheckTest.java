package io.github.jobreporter.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jobreporter.support.EventJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EventCheckTest {

    private static final String VALID = "{\"jobId\": \"j-1\", \"clientToken\": \"token-of-j-1\"}";

    @TempDir private Path folder = Path.of("");
    private int exitCode;

    private List<String> check(Path place) {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        exitCode =
                EventCheck.run(new PrintStream(printed, true, StandardCharsets.UTF_8), () -> place);
        return printed.toString(StandardCharsets.UTF_8).replace(folder + "/", "").lines().toList();
    }

    private Path file(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    @Nested
    class GivenAValidEvent {

        @ParameterizedTest
        @EnumSource
        void is_ok_in_each_envelope(EventJson.Wrapping wrapping) throws IOException {
            assertThat(check(file("event.json", wrapping.wrap(VALID))))
                    .containsExactly("event.json: ok", "1 checked, 0 refused");
            assertThat(exitCode).isZero();
        }

        @Test
        void is_ok_as_what_lambda_hands_to_the_function() {
            assertThat(check(Path.of("events/queue-batch-of-ten.json")))
                    .startsWith("events/queue-batch-of-ten.json, message 1: ok")
                    .hasSize(11);
        }

        @Test
        void is_refused_above_the_limit_of_sqs() throws IOException {
            String summary = "s".repeat(1 << 20);
            String event =
                    VALID.replace(
                            "}", ", \"executionDetails\": {\"summary\": \"" + summary + "\"}}");

            assertThat(check(file("event.json", event)))
                    .containsExactly(
                            "event.json: the event: must have at most 1 MiB, was %d bytes"
                                    .formatted(event.length()),
                            "1 checked, 1 refused");
        }
    }

    @Nested
    class GivenViolations {

        @Test
        void shows_each_with_its_place() {
            assertThat(check(Path.of("events/bus-malformed.json")))
                    .containsExactlyInAnyOrder(
                            "events/bus-malformed.json: /detail/executionDetails/percentComplete: must be 0 to"
                                    + " 100, was 140",
                            "events/bus-malformed.json: /detail/continuationTokn: is unknown",
                            "1 checked, 1 refused");
            assertThat(exitCode).isEqualTo(1);
        }

        @Test
        void shows_them_for_each_file_of_a_folder() throws IOException {
            file("b/no-json.json", "{\"jobId\": \"j-1\", \"clientToken\": token-of-j-1}");
            file("a.json", VALID);
            file("twice.json", VALID.replace("}", ", \"jobId\": \"j-2\"}"));
            file("notes.txt", "not an event");

            assertThat(check(folder))
                    .containsExactly(
                            "a.json: ok",
                            "b/no-json.json: the event: must be JSON (line 1, column 33)",
                            "twice.json: /jobId: must be given once",
                            "3 checked, 2 refused");
        }

        @Test
        void shows_bytes_that_are_no_text() throws IOException {
            Path file = Files.write(folder.resolve("event.json"), new byte[] {'{', (byte) 0xff});

            assertThat(check(file))
                    .containsExactly(
                            "event.json: the event: must be UTF-8", "1 checked, 1 refused");
        }

        @Test
        void reads_what_has_a_detail_as_an_event_of_the_bus() throws IOException {
            assertThat(check(file("event.json", "{\"detail\": [" + VALID + "]}")))
                    .containsExactly(
                            "event.json: /detail: must be an object", "1 checked, 1 refused");
        }
    }

    @Nested
    class GivenNothingToCheck {

        @Test
        void says_so() {
            assertThat(check(Path.of("no-such-folder")))
                    .containsExactly(
                            "Nothing can be checked: there is no file or folder no-such-folder");
            assertThat(exitCode).isEqualTo(2);
            assertThat(check(folder)).singleElement().asString().contains("there is no *.json in");
            assertThat(exitCode).isEqualTo(2);
        }
    }
}

package io.github.jobreporter.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jobreporter.local.play.EndingsReport;
import io.github.jobreporter.local.play.PlayedDelivery;
import io.github.jobreporter.local.serve.HostSystem;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code ./mvnw -Plocal} does. */
class LocalRunIT {

    private static final Path BUILD = Path.of(System.getProperty("local.build", "target"));

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    private int run(String eventFile) throws InterruptedException {
        return LocalRun.run(
                new PrintStream(printed, true, StandardCharsets.UTF_8), BUILD, eventFile);
    }

    private String printed() {
        return printed.toString(StandardCharsets.UTF_8);
    }

    @Nested
    class GivenNoFile {

        @Test
        void plays_every_sample_event_and_each_ends_as_expected() throws InterruptedException {
            int exitCode =
                    LocalRun.run(
                            new PrintStream(printed, true, StandardCharsets.UTF_8),
                            BUILD,
                            "",
                            Optional.of("Refused"),
                            HostSystem.ofThisMachine());

            assertThat(exitCode).as(printed()).isZero();
            assertThat(printed())
                    .contains("queue-batch-of-ten.json", "every one as expected")
                    .contains("Outcome events on the bus", "\"outcome\":\"Refused\"")
                    .doesNotContain("\"outcome\":\"Reported\"")
                    .doesNotContain("✗", "no outcome");
        }
    }

    @Nested
    class GivenAnOwnFile {

        @TempDir private Path folder = Path.of("");

        private int runOwn(String content) throws IOException, InterruptedException {
            return run(Files.writeString(folder.resolve("own.json"), content).toString());
        }

        @Test
        void plays_a_message_body_through_the_queue() throws IOException, InterruptedException {
            assertThat(runOwn("{\"jobId\": \"mine\", \"clientToken\": \"t\"}")).isZero();

            assertThat(printed())
                    .containsPattern("–  own.json +Reported +Succeeded +done")
                    .contains("1 delivery (", "The dead-letter queue is empty")
                    .containsPattern("their logs: .*function-logs/\\d{8}-\\d{6}-\\d+\n");
        }

        @Test
        void plays_a_bus_event_without_an_id() throws IOException, InterruptedException {
            assertThat(runOwn(busEvent("job-reporter.partner"))).isZero();

            assertThat(printed()).containsPattern("–  own.json +Reported +Succeeded +done");
        }

        private static String busEvent(String source) {
            return """
                   {"source": "%s", "detail-type": "Job Completion",
                    "detail": {"jobId": "mine", "clientToken": "t"}}"""
                    .formatted(source);
        }

        @Test
        void fails_if_no_rule_matches_a_bus_event() throws IOException, InterruptedException {
            assertThat(runOwn(busEvent("someone.else"))).isOne();

            assertThat(printed())
                    .containsPattern(
                            "✗  own.json +no outcome +no rule matches +InProgress +dropped")
                    .contains(
                            "no rule of the event bus local-completions matches:",
                            "wants source [\"job-reporter.partner\"], it is \"someone.else\"",
                            "1 delivery, 1 without an outcome (");
        }

        @Test
        void fails_if_the_bus_would_refuse_an_event() throws IOException, InterruptedException {
            assertThat(runOwn("{\"detail\": {\"jobId\": \"mine\", \"clientToken\": \"t\"}}"))
                    .isOne();

            assertThat(printed())
                    .containsPattern(
                            "✗  own.json +no outcome +InvalidArgument .*refused by PutEvents")
                    .contains("Source is a required argument");
        }

        @Test
        void refuses_a_bus_event_whose_id_is_no_text() throws IOException, InterruptedException {
            assertThat(runOwn("{\"id\": 5, \"detail\": {\"jobId\": \"mine\"}}")).isEqualTo(2);

            assertThat(printed()).contains("own.json: /id must be text, or left out");
        }

        @Test
        void shows_the_result_that_code_pipeline_received()
                throws IOException, InterruptedException {
            runOwn(
                    """
                    {"jobId": "mine", "clientToken": "a-secret-token",
                     "failureDetails": {"type": "JobFailed", "message": "3 tests failed"}}""");

            assertThat(printed())
                    .contains(
                            "own.json: Reported",
                            "CodePipeline received PutThirdPartyJobFailureResult and answered 200",
                            "\"message\" : \"3 tests failed\"")
                    .doesNotContain("a-secret-token");
        }

        @Test
        void shows_every_violation_in_full() throws IOException, InterruptedException {
            runOwn(
                    """
                    {"jobId": "mine", "jobId": "twice", "clientTokn": "t", "one": 1, "two": 2,
                     "executionDetails": {"percentComplete": 140, "summry": "s"},
                     "currentRevision": {"revision": "", "changeId": "c"}}""");

            assertThat(printed())
                    .containsPattern("–  own.json +Refused +MALFORMED_EVENT")
                    .containsPattern("\n  /jobId: .*\n")
                    .containsPattern("\n  /clientTokn: is unknown\n")
                    .containsPattern(
                            "\n  /executionDetails/percentComplete: must be 0 to 100, .*\n")
                    .containsPattern("\n  /currentRevision/changeId: is unknown\n")
                    .contains("CodePipeline received no result")
                    .doesNotContain("…");
        }

        @Test
        void refuses_a_message_that_sqs_would_refuse() throws IOException, InterruptedException {
            String body = "{\"jobId\": \"mine\", \"x\": \"%s\"}".formatted("x".repeat(1 << 20));

            assertThat(runOwn(body)).isEqualTo(2);

            assertThat(printed().lines())
                    .singleElement()
                    .asString()
                    .contains("message 1 of own.json has 1048602 bytes", "at most 1048576");
        }

        @Test
        void refuses_invalid_json() throws IOException, InterruptedException {
            assertThat(runOwn("{\n \"jobId\": ")).isEqualTo(2);

            assertThat(printed()).contains("own.json is no JSON", "line 2");
        }

        @Test
        void refuses_an_invalid_event() throws IOException, InterruptedException {
            for (String it :
                    List.of("", "[]", "{\"Records\": []}", "{\"Records\": [{\"body\": {}}]}")) {
                assertThat(runOwn(it)).isEqualTo(2);
            }

            assertThat(printed()).contains("must hold what Lambda hands to a function");
        }

        @Test
        void lists_the_files_if_the_named_one_is_missing() throws InterruptedException {
            assertThat(run("events/nothing.json")).isEqualTo(2);

            assertThat(printed()).contains("there is no event file events/nothing.json");
        }
    }

    @Nested
    class GivenAnEnding {

        private static PlayedDelivery delivery(String whereabouts, Optional<String> expected) {
            return new PlayedDelivery(
                    "e.json",
                    "Refused",
                    "JOB_NOT_FOUND",
                    "no such job",
                    whereabouts,
                    expected,
                    List.of());
        }

        private static final Optional<String> EXPECTED =
                Optional.of("Refused JOB_NOT_FOUND; no such job; dead-letter queue");

        @Test
        void is_wrong_if_only_the_place_of_the_message_differs() {
            EndingsReport report =
                    new EndingsReport(List.of(delivery("done", EXPECTED)), List.of(), false);

            assertThat(report.wrong()).isOne();
            assertThat(report.verdict()).isEqualTo("1 delivery, 1 not as expected");
        }

        @Test
        void is_right_when_everything_is_as_expected() {
            EndingsReport report =
                    new EndingsReport(
                            List.of(delivery("dead-letter queue", EXPECTED)), List.of(), false);

            assertThat(report.wrong()).isZero();
        }

        @Test
        void is_wrong_if_the_function_logged_nothing() {
            PlayedDelivery silent =
                    new PlayedDelivery(
                            "e.json", "", "", "no such job", "done", Optional.empty(), List.of());

            assertThat(silent.mark()).isEqualTo("✗");
        }
    }
}

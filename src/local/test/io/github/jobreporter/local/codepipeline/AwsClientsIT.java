package io.github.jobreporter.local.codepipeline;

import static java.util.function.Predicate.not;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.jobreporter.local.serve.LocalServe;
import io.github.jobreporter.local.stack.Ports;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Runs the AWS command line and boto3, if installed, on serve mode. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AwsClientsIT {

    private static final Path BUILD = Path.of(System.getProperty("local.build", "target"));
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** The versions that read {@code AWS_ENDPOINT_URL_CODEPIPELINE}. */
    private static final String READS_ENDPOINTS =
            "aws-cli/(1\\.(29|[3-9]\\d)|2\\.(1[3-9]|[2-9]\\d))\\..*";

    private static final String SHOW_JOBS =
            """

            curl -s "$codepipeline"/control/jobs/job-{a,b,c}
            """;

    private static final String SHOW_FAULTS_MET =
            """
            curl -s "$codepipeline/control/journal/job-c" | grep -c '"fault"'
            """;

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private Optional<LocalServe> serve = Optional.empty();

    @TempDir private Path folder = Path.of("");

    @BeforeAll
    void start() throws InterruptedException {
        PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
        serve = Optional.of(LocalServe.start(out, BUILD, Ports.ANY));
    }

    @AfterAll
    void stop() {
        serve.ifPresent(LocalServe::close);
    }

    private String printed() {
        return printed.toString(StandardCharsets.UTF_8);
    }

    /** The printed commands, without the one for containers, which needs Docker. */
    private List<String> guide() {
        return printed()
                .lines()
                .dropWhile(not(it -> it.startsWith("In another terminal")))
                .skip(1)
                .takeWhile(not(it -> it.startsWith("Ctrl-C ends it")))
                .filter(not(it -> it.startsWith("sam ")))
                .toList();
    }

    /** The first line makes the others work. */
    private String source() {
        return "set -euo pipefail\n" + printed().lines().findFirst().orElseThrow() + "\n";
    }

    record Ended(int exitCode, String output) {}

    private Ended bash(String script) throws IOException, InterruptedException {
        Path output = Files.createTempFile(folder, "output", ".txt");
        Process process =
                new ProcessBuilder("bash", "-c", script)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        try {
            boolean ended = process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            assertThat(ended).as("did not end in time: %s", Files.readString(output)).isTrue();
            return new Ended(process.exitValue(), Files.readString(output));
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private boolean succeeds(String command) throws IOException, InterruptedException {
        return bash(command).exitCode == 0;
    }

    @Nested
    class GivenTheAwsCommandLine {

        @Test
        void runs_the_printed_commands_and_all_jobs_get_results() throws Exception {
            assumeTrue(succeeds("command -v curl"), "curl is not installed");
            assumeTrue(succeeds("command -v aws"), "the aws command line is not installed");
            String version = bash("aws --version").output.strip();
            assumeTrue(
                    version.matches(READS_ENDPOINTS), "too old for endpoint variables: " + version);

            Ended ended = bash(source() + String.join("\n", guide()));

            assertThat(ended.exitCode).as(ended.output).isZero();
            assertThat(ended.output)
                    .contains(
                            "\"jobId\": \"job-a\"",
                            "\"status\": \"InProgress\"",
                            "\"MessageId\"",
                            "\"FailedEntryCount\": 0",
                            "\"dropAfterActing\"",
                            "\"ahead\"");
            await().atMost(PATIENCE)
                    .untilAsserted(
                            () ->
                                    assertThat(printed())
                                            .containsPattern("job-a +Reported +.* by QueueReporter")
                                            .containsPattern("job-b +Reported +.* by BusReporter"));
            await().atMost(PATIENCE).until(() -> succeeds(source() + SHOW_FAULTS_MET));
            assertThat(bash(source() + SHOW_JOBS).output.split("\"Succeeded\"", -1)).hasSize(4);
        }
    }

    @Nested
    class GivenBoto3 {

        @Test
        void reads_each_answer_like_one_of_aws() throws Exception {
            assumeTrue(
                    succeeds("python3 -c 'import boto3'"), "python3 with boto3 is not installed");
            URL worker =
                    Objects.requireNonNull(AwsClientsIT.class.getResource("third_party_worker.py"));

            Ended ended = bash(source() + "python3 '%s'".formatted(Path.of(worker.toURI())));

            assertThat(ended.exitCode).as(ended.output).isZero();
            assertThat(ended.output).containsPattern("Ran [1-9][0-9]* tests").contains("OK");
        }
    }
}

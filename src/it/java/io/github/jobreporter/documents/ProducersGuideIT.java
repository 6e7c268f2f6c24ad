package io.github.jobreporter.documents;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.jobreporter.local.codepipeline.Job;
import io.github.jobreporter.local.serve.ShellEnvironment;
import io.github.jobreporter.local.stack.LocalStack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs every example of {@code docs/producers.md} and {@code README.md} unchanged, after the script
 * of serve mode. Each makes one result of a job.
 */
class ProducersGuideIT {

    private static final Duration PATIENCE = Duration.ofSeconds(45);
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w+)\n(.*?)^```$");

    @TempDir private static Path folder = Path.of("");
    private static LocalStack stack;
    private static boolean hasAws;
    private static boolean hasBoto3;

    record Example(String language, String code) {

        /** Makes no result by itself. */
        boolean createsASecret() {
            return code.contains("create-secret");
        }

        Job.State ending() {
            return code.contains("failureDetails") ? Job.State.FAILED : Job.State.SUCCEEDED;
        }

        boolean isAboutOutcomes() {
            return code.contains("OUTCOME_");
        }

        @Override
        public String toString() {
            return language + ": " + code.strip().replaceAll("\\s+", " ");
        }
    }

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        stack =
                LocalStack.start(
                        Path.of("template.yaml"),
                        Path.of(System.getProperty("local.build", "target")));
        stack.publishOutcomes("All");
        stack.run(_ -> {});
        Files.writeString(folder.resolve("env.sh"), new ShellEnvironment(stack).script());
        hasAws = succeeds("aws", "--version");
        hasBoto3 = succeeds("python3", "-c", "import boto3");
    }

    @AfterAll
    static void stop() {
        stack.close();
    }

    /** Those that publish a completion. */
    static Stream<Example> examples() throws IOException {
        return blocks().filter(it -> !it.createsASecret() && !it.isAboutOutcomes());
    }

    private static Stream<Example> blocks() throws IOException {
        return BLOCK.matcher(
                        Files.readString(Path.of("docs/producers.md"))
                                + Files.readString(Path.of("README.md")))
                .results()
                .map(it -> new Example(it.group(1), it.group(2)));
    }

    @Test
    void cover_queue_and_bus_in_each_language() throws IOException {
        assertThat(examples().map(Example::language))
                .containsOnly("bash", "python", "java")
                .hasSizeGreaterThanOrEqualTo(10);
        for (var language : List.of("bash", "python", "java")) {
            assertThat(examples().filter(it -> it.language.equals(language)))
                    .anyMatch(it -> it.code.contains("COMPLETION_QUEUE_URL"))
                    .anyMatch(it -> it.code.contains("COMPLETION_BUS"));
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void end_as_results(Example example) throws Exception {
        var command = command(example);
        var creation =
                example.code.contains("CLIENT_ID")
                        ? blocks().filter(Example::createsASecret).findFirst().orElseThrow().code
                        : "";
        var job =
                stack.codePipeline()
                        .addJob(
                                "job-" + UUID.randomUUID(),
                                "token-" + UUID.randomUUID(),
                                Job.State.IN_PROGRESS);

        run(command, job, creation);

        await().atMost(PATIENCE).until(() -> now(job).state() == example.ending());
        assertThat(stack.codePipeline().journal(job.id()))
                .filteredOn(it -> it.accepted())
                .hasSize(1);
        assertThat(now(job).continuedAs().isPresent())
                .isEqualTo(example.code.contains("continuationToken"));
    }

    @Test
    void have_a_back_end_notified_of_a_refused_event() throws Exception {
        var code = blocks().filter(Example::isAboutOutcomes).map(Example::code).collect(joining());
        var job = stack.codePipeline().addJob("job", "token", Job.State.IN_PROGRESS);

        var output = run(command(new Example("bash", code)), job, "");

        assertThat(output)
                .contains("\"detail-type\":\"Job Completion Outcome\"")
                .contains("\"jobId\":\"nobody-knows\",\"outcome\":\"Refused\"")
                .contains("\"reason\":\"JOB_NOT_FOUND\"");
    }

    private static Job now(Job job) {
        return stack.codePipeline().job(job.id()).orElseThrow();
    }

    private static List<String> command(Example example) throws IOException {
        return switch (example.language) {
            case "bash" -> {
                assumeTrue(hasAws, "the aws command line is not installed");
                yield List.of("eval", example.code);
            }
            case "python" -> {
                assumeTrue(hasBoto3, "python3 with boto3 is not installed");
                yield List.of("python3", "-c", example.code);
            }
            case "java" ->
                    List.of(
                            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                            "-XX:TieredStopAtLevel=1",
                            "-XX:+UseSerialGC",
                            "-classpath",
                            System.getProperty("java.class.path"),
                            Files.writeString(folder.resolve("Example.java"), example.code)
                                    .toString());
            default -> throw new IllegalArgumentException("no way to run " + example);
        };
    }

    private static boolean succeeds(String... command) throws IOException, InterruptedException {
        try {
            return process(List.of(command)).exitCode == 0;
        } catch (IOException _) {
            return false;
        }
    }

    private static String run(List<String> command, Job job, String before)
            throws IOException, InterruptedException {
        var script =
                """
                set -euo pipefail
                source env.sh
                export JOB_ID=%s CLIENT_TOKEN=%s CLIENT_ID=%s
                %s"$@"
                """
                        .formatted(job.id(), job.client().token(), job.client().id(), before);
        var whole = new ArrayList<>(List.of("bash", "-c", script, "bash"));
        whole.addAll(command);
        var ended = process(whole);
        assertThat(ended.exitCode).as(ended.output).isZero();
        return ended.output;
    }

    record Ended(int exitCode, String output) {}

    private static Ended process(List<String> command) throws IOException, InterruptedException {
        var output = folder.resolve("output.txt");
        var builder =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile());
        var process = builder.start();
        try {
            var ended = process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            assertThat(ended).as("did not end in time: %s", Files.readString(output)).isTrue();
            return new Ended(process.exitValue(), Files.readString(output));
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}

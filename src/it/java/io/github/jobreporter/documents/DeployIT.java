package io.github.jobreporter.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.jobreporter.local.stack.LocalStack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs the commands of {@code docs/deploy.md} unchanged. */
class DeployIT {

    private static final Pattern BLOCK = Pattern.compile("(?ms)^```bash\n(.*?)^```$");

    /** Version 1 of the aws command line does not read {@code AWS_ENDPOINT_URL_SQS}. */
    private static final String LOCAL_STACK =
            """
            set -euo pipefail
            aws() {
                if [ "$1" = sqs ]; then set -- "$@" --endpoint-url "$AWS_ENDPOINT_URL_SQS"; fi
                command aws "$@"
            }
            """;

    /** Checks operation and parameters of each call, and then fails to connect. */
    private static final String NO_AWS =
            """
            set -euo pipefail
            output() { echo "the-$1"; }
            aws() {
                command aws "$@" --endpoint-url http://127.0.0.1:9 >problem.txt 2>&1 || true
                grep -q "Could not connect" problem.txt || { cat problem.txt >&2; false; }
            }
            """;

    @TempDir private static Path folder = Path.of("");
    private static LocalStack stack;
    private static List<String> blocks;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        assumeTrue(hasAws(), "the aws command line is not installed");
        blocks =
                BLOCK.matcher(Files.readString(Path.of("docs/deploy.md")))
                        .results()
                        .map(it -> it.group(1))
                        .toList();
        stack =
                LocalStack.start(
                        Path.of("template.yaml"),
                        Path.of(System.getProperty("local.build", "target")));
        stack.run(_ -> {});
    }

    @AfterAll
    static void stop() {
        if (stack != null) {
            stack.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"aws sqs send-message", "aws events put-events"})
    void the_smoke_test_finds_its_letter_and_deletes_it(String call) throws Exception {
        var printed = run(LOCAL_STACK + blocks.getFirst() + only(call));

        assertThat(printed.lines()).contains("JOB_NOT_FOUND");
        assertThat(stack.messagesIn(LocalStack.DEAD_LETTER_QUEUE)).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"output EncryptionKeyArn", "delete-stack", "schedule-key-deletion"})
    void uninstalls_by_existing_operations_and_parameters(String command) throws Exception {
        run(NO_AWS + only(command));
    }

    private static String only(String command) {
        assertThat(blocks).filteredOn(it -> it.contains(command)).hasSize(1);
        return blocks.stream().filter(it -> it.contains(command)).findFirst().orElseThrow();
    }

    private static boolean hasAws() throws InterruptedException {
        try {
            return new ProcessBuilder("aws", "--version").start().waitFor() == 0;
        } catch (IOException _) {
            return false;
        }
    }

    private static String run(String script) throws IOException, InterruptedException {
        var output = folder.resolve("output.txt");
        var builder =
                new ProcessBuilder("bash", "-c", script)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile());
        builder.environment().putAll(stack.endpointVariables());
        builder.environment()
                .putAll(
                        Map.of(
                                "AWS_MAX_ATTEMPTS", "1",
                                "AWS_DEFAULT_REGION", "eu-central-1",
                                "AWS_ACCESS_KEY_ID", "local",
                                "AWS_SECRET_ACCESS_KEY", "local",
                                "COMPLETION_QUEUE_URL", stack.queueUrl(LocalStack.COMPLETION_QUEUE),
                                "DEAD_LETTER_QUEUE_URL",
                                        stack.queueUrl(LocalStack.DEAD_LETTER_QUEUE),
                                "COMPLETION_BUS", stack.eventBusName(LocalStack.COMPLETION_BUS),
                                "EVENT_SOURCE", "job-reporter.partner",
                                "STACK", "a-stack"));
        builder.environment().putAll(Map.of("LEDGER_TABLE", "a-table", "KEY_ARN", "a-key"));
        var process = builder.start();
        try {
            var ended = process.waitFor(60, TimeUnit.SECONDS);
            var printed = Files.readString(output);
            assertThat(ended).as("did not end in time: %s", printed).isTrue();
            assertThat(process.exitValue()).as(printed).isZero();
            return printed;
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}

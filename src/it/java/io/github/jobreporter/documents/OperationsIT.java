package io.github.jobreporter.documents;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.jobreporter.local.codepipeline.Job;
import io.github.jobreporter.local.serve.ShellEnvironment;
import io.github.jobreporter.local.stack.LocalStack;
import io.github.jobreporter.template.DeployedTemplate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.sqs.model.ListMessageMoveTasksResultEntry;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

/**
 * Runs the commands of {@code docs/operations.md} and {@code docs/deploy.md} unchanged, after the
 * script of serve mode. The rehearsals of {@code docs/local-stack.md} too.
 */
class OperationsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Pattern BLOCK = Pattern.compile("(?ms)^( *)```bash\n(.*?)^ *```$");

    /** A block for services that the local stack does not have. */
    private static final Pattern NEEDS_AWS =
            Pattern.compile("aws (?!sqs|secretsmanager|events put-events)|\\(output ");

    /**
     * A replacement of the {@code aws} command for those. Calls go to a closed port: the command
     * line then checks operation and parameters, and fails to connect.
     */
    private static final String NO_AWS =
            """
            aws() {
                case "$1 $2" in
                    "cloudformation describe-stacks")
                        local output="$*"
                        output=${output#*OutputKey==\\'} && output=OUTPUT_${output%%\\'*}
                        echo "${!output-there is no output $output}" ;;
                    *)
                        command aws "$@" --endpoint-url http://127.0.0.1:9 >problem.txt 2>&1 || true
                        grep -q "Could not connect" problem.txt ||
                            { cat problem.txt >&2; false; } ;;
                esac
            }
            """;

    private static final Path DEPLOYMENT = Path.of("docs/deploy.md");

    @TempDir private static Path folder = Path.of("");
    private static LocalStack stack;
    private static List<String> blocks;
    private static List<String> rehearsals;
    private static List<String> smokeTest;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        assumeTrue(hasAws(), "the aws command line is not installed");
        blocks = blocks().toList();
        rehearsals = blocks(Path.of("docs/local-stack.md")).toList();
        smokeTest = blocks(DEPLOYMENT).filter(OperationsIT::isOfTheSmokeTest).toList();
        stack =
                LocalStack.start(
                        Path.of("template.yaml"),
                        Path.of(System.getProperty("local.build", "target")));
        stack.run(_ -> {});
        Files.writeString(folder.resolve("env.sh"), new ShellEnvironment(stack).script());
        stack.keepToken(ShellEnvironment.CLIENT_ID, "token");
    }

    @AfterAll
    static void stop() {
        if (stack != null) {
            stack.close();
        }
    }

    @BeforeEach
    void empty_the_queues() {
        for (var queue : List.of(LocalStack.DEAD_LETTER_QUEUE, LocalStack.COMPLETION_QUEUE)) {
            stack.sqs().purgeQueue(it -> it.queueUrl(stack.queueUrl(queue)));
        }
    }

    static Stream<String> blocks() throws IOException {
        return Stream.concat(
                blocks(Path.of("docs/operations.md")),
                blocks(DEPLOYMENT).filter(it -> !isOfTheSmokeTest(it)));
    }

    private static boolean isOfTheSmokeTest(String block) {
        return block.contains("find_letter");
    }

    private static Stream<String> blocks(Path document) throws IOException {
        return BLOCK.matcher(Files.readString(document))
                .results()
                .map(it -> it.group(2).indent(-it.group(1).length()));
    }

    private static String block(String beginning) {
        return block(beginning, blocks);
    }

    private static String block(String beginning, List<String> all) {
        return all.stream()
                .filter(it -> it.startsWith(beginning))
                .collect(Collectors.collectingAndThen(Collectors.toList(), List::getFirst));
    }

    private static final String NAMES = "STACK=";
    private static final String FUNCTIONS = "# Writes up to";
    private static final String LOOK = "letters\n";
    private static final String DELETE = "delete_letters MALFORMED_EVENT";
    private static final String REDRIVE = "release_letters";
    private static final String PROGRESS = "aws sqs list-message-move-tasks";
    private static final String WAITING = "aws sqs get-queue-attributes --queue-url \"$DEAD";
    private static final String CANCEL = "aws sqs cancel-message-move-task";

    private static Job openJob() {
        return stack.codePipeline()
                .addJob(
                        "job-" + UUID.randomUUID(),
                        "token-" + UUID.randomUUID(),
                        Job.State.IN_PROGRESS);
    }

    private static String completion(Job job) {
        return "{\"jobId\": \"%s\", \"clientToken\": \"%s\"}"
                .formatted(job.id(), job.client().token());
    }

    private static void letter(String body, Map<String, String> attributes) {
        stack.sqs()
                .sendMessage(
                        it ->
                                it.queueUrl(stack.queueUrl(LocalStack.DEAD_LETTER_QUEUE))
                                        .messageBody(body)
                                        .messageAttributes(
                                                attributes.entrySet().stream()
                                                        .collect(
                                                                Collectors.toMap(
                                                                        Map.Entry::getKey,
                                                                        OperationsIT::attribute))));
    }

    private static MessageAttributeValue attribute(Map.Entry<String, String> attribute) {
        return MessageAttributeValue.builder()
                .dataType("String")
                .stringValue(attribute.getValue())
                .build();
    }

    private static void malformedLetter() {
        letter(
                "{\"jobId\": \"without a credential\"}",
                Map.of("FailureReason", "MALFORMED_EVENT", "FailureDetail", "no credential"));
    }

    private static int letters() {
        return stack.messagesIn(LocalStack.DEAD_LETTER_QUEUE);
    }

    @Nested
    class GivenDeadLetters {

        @Test
        void shows_the_reason_of_each_and_no_body() throws Exception {
            malformedLetter();
            letter(
                    "by the rule",
                    Map.of("ERROR_CODE", "NO_PERMISSIONS", "ERROR_MESSAGE", "denied"));
            letter("by Lambda", Map.of("ErrorCode", "200", "ErrorMessage", "stored nowhere"));
            letter("by the redrive policy", Map.of());

            assertThat(run(block(LOOK)).lines().map(it -> it.split("\t", 2)[1]))
                    .containsExactlyInAnyOrder(
                            "MALFORMED_EVENT\tNone\tno credential",
                            "NO_PERMISSIONS\tNone\tdenied",
                            "200\tNone\tstored nowhere",
                            "None\tNone\tNone");
        }

        @Test
        void shows_more_than_one_receive_returns() throws Exception {
            for (var i = 0; i < 23; i++) {
                malformedLetter();
            }

            assertThat(run(block(LOOK)).lines()).hasSize(23).doesNotHaveDuplicates();
        }

        @Test
        void deletes_by_reason_and_redrives_the_others() throws Exception {
            var job = openJob();
            malformedLetter();
            malformedLetter();
            letter(completion(job), Map.of("FailureReason", "SERVICE_FAULT"));

            run(block(LOOK) + block(DELETE) + block(REDRIVE));

            await().atMost(PATIENCE)
                    .until(() -> now(job).state() == Job.State.SUCCEEDED && letters() == 0);
            await().atMost(PATIENCE).until(() -> run(block(PROGRESS)).contains("COMPLETED"));
        }

        @Test
        void deletes_one_by_its_message() throws Exception {
            malformedLetter();
            malformedLetter();

            run(block(LOOK) + "delete_letters $(head -1 letters.tsv | cut -f 1)\nrelease_letters");

            await().atMost(PATIENCE).until(() -> letters() == 1);
        }
    }

    @Nested
    class GivenDeadLettersThatAreRefusedAgain {

        /** While the task moves some, others are dead-lettered again. */
        private static final int LETTERS = 30;

        @BeforeEach
        void make_the_letters() {
            refuseOne();
            for (var i = 1; i < LETTERS; i++) {
                malformedLetter();
            }
        }

        @Test
        void a_redrive_moves_each_once() throws Exception {
            run(": > letters.tsv\n" + block(REDRIVE));

            await().atMost(PATIENCE).until(() -> !task().status().equals("RUNNING"));
            assertThat(task().approximateNumberOfMessagesMoved()).isEqualTo(LETTERS);
            await().atMost(PATIENCE)
                    .until(
                            () ->
                                    run(block(WAITING))
                                            .contains("Delayed\": \"%d".formatted(LETTERS)));
        }

        @Test
        void a_redrive_can_be_cancelled() throws Exception {
            run(": > letters.tsv\n" + block(REDRIVE));
            await().atMost(PATIENCE).until(() -> task().approximateNumberOfMessagesMoved() > 0);

            run(block(CANCEL));

            await().atMost(PATIENCE).until(() -> !task().status().equals("RUNNING"));
            assertThat(run(block(PROGRESS))).doesNotContain("RUNNING");
            await().atMost(PATIENCE).until(() -> letters() == LETTERS);
        }

        private static ListMessageMoveTasksResultEntry task() {
            var queue = stack.queueArn(LocalStack.DEAD_LETTER_QUEUE);
            return stack.sqs().listMessageMoveTasks(it -> it.sourceArn(queue)).results().stream()
                    .max(Comparator.comparing(ListMessageMoveTasksResultEntry::startedTimestamp))
                    .orElseThrow();
        }

        /** Waits until the function runs, because it then refuses faster than the task moves. */
        private static void refuseOne() {
            stack.sqs()
                    .sendMessage(
                            it ->
                                    it.queueUrl(stack.queueUrl(LocalStack.COMPLETION_QUEUE))
                                            .messageBody("{}"));
            await().atMost(PATIENCE).until(() -> letters() == 1);
        }
    }

    @Nested
    class GivenALocalRehearsal {

        /** The words of the shell that a later block uses. */
        private static final String REMEMBER =
                "\nexport -p | grep -E 'CLIENT_TOKEN|JOB_ID' > kept\n";

        private static String rehearse(String beginning) throws Exception {
            return run(block(beginning, rehearsals) + REMEMBER);
        }

        private static String afterwards(String beginning) throws Exception {
            return run("source kept\n" + block(beginning, rehearsals) + REMEMBER);
        }

        private static void awaitLetter(String reason) {
            await().atMost(PATIENCE)
                    .until(
                            () -> stack.deadLetterQueue().letters(),
                            it -> it.size() == 1 && it.getFirst().reason().equals(reason));
        }

        @Test
        void a_rotated_token_reports_the_refused_event() throws Exception {
            stack.secrets().remove("job-reporter/client-tokens/" + ShellEnvironment.CLIENT_ID);
            rehearse("printf %s");
            afterwards("export CLIENT_TOKEN=token-2");
            awaitLetter("INVALID_CLIENT_TOKEN");
            var job = stack.codePipeline().jobs().getLast();

            afterwards("printf %s \"$CLIENT_TOKEN\" > token.txt\naws secretsmanager put");

            await().atMost(PATIENCE).until(() -> now(job).state() == Job.State.SUCCEEDED);
        }

        @Test
        void an_hour_of_retries_passes_in_seconds() throws Exception {
            rehearse("export JOB_ID=forgotten");
            await().atMost(PATIENCE)
                    .until(() -> !stack.codePipeline().journal("forgotten").isEmpty());
            assertThat(letters()).isZero();

            rehearse("curl -s $codepipeline/control/clock");

            awaitLetter("JOB_NOT_IN_PROGRESS");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"aws sqs send-message", "aws events put-events"})
    void the_smoke_test_finds_its_letter_and_deletes_it(String call) throws Exception {
        var test = smokeTest.stream().filter(it -> it.contains(call)).collect(joining());

        assertThat(run(smokeTest.getFirst() + test).lines()).contains("JOB_NOT_FOUND");
        assertThat(letters()).isZero();
    }

    @ParameterizedTest
    @MethodSource("blocks")
    void uses_existing_operations_parameters_and_outputs(String block) throws Exception {
        assumeTrue(!block.startsWith(CANCEL), "needs a running task; another test runs it");

        assertThat(run("touch letters.tsv\n" + block)).doesNotContain("there is no output");
    }

    private static Job now(Job job) {
        return stack.codePipeline().job(job.id()).orElseThrow();
    }

    private static boolean hasAws() throws InterruptedException {
        try {
            return new ProcessBuilder("aws", "--version").start().waitFor() == 0;
        } catch (IOException _) {
            return false;
        }
    }

    private static Map<String, String> outputs() {
        var names =
                DeployedTemplate.names(DeployedTemplate.DOCUMENT.path("Outputs")).stream()
                        .collect(Collectors.toMap(it -> "OUTPUT_" + it, it -> "the-" + it));
        names.put("OUTPUT_CompletionQueueUrl", stack.queueUrl(LocalStack.COMPLETION_QUEUE));
        names.put("OUTPUT_CompletionQueueArn", stack.queueArn(LocalStack.COMPLETION_QUEUE));
        names.put("OUTPUT_DeadLetterQueueUrl", stack.queueUrl(LocalStack.DEAD_LETTER_QUEUE));
        names.put("OUTPUT_DeadLetterQueueArn", stack.queueArn(LocalStack.DEAD_LETTER_QUEUE));
        return names;
    }

    private static String run(String script) throws IOException, InterruptedException {
        var output = folder.resolve("output.txt");
        var names = NEEDS_AWS.matcher(script).find() ? NO_AWS + block(NAMES) : "source env.sh";
        var whole =
                Stream.of("set -euo pipefail", names, block(FUNCTIONS), script)
                        .collect(joining("\n"));
        var builder =
                new ProcessBuilder("bash", "-c", whole)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile());
        builder.environment().putAll(outputs());
        builder.environment()
                .putAll(
                        Map.of(
                                "AWS_MAX_ATTEMPTS", "1",
                                "AWS_DEFAULT_REGION", "eu-central-1",
                                "AWS_ACCESS_KEY_ID", "local",
                                "AWS_SECRET_ACCESS_KEY", "local",
                                "FUNCTION", "a-function",
                                "MAPPING", "a-mapping",
                                "KEY_ARN", "a-key",
                                "VERSION_BEFORE", "1"));
        var process = builder.start();
        try {
            var ended = process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
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

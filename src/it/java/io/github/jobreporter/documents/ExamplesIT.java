package io.github.jobreporter.documents;

import static io.github.jobreporter.support.ScriptedHttpServer.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.jobreporter.local.codepipeline.ActionType;
import io.github.jobreporter.local.codepipeline.Job;
import io.github.jobreporter.local.codepipeline.NewJob;
import io.github.jobreporter.local.http.AwsJsonServer.Order;
import io.github.jobreporter.local.http.AwsJsonServer.Scope;
import io.github.jobreporter.local.http.Fault;
import io.github.jobreporter.local.stack.LocalStack;
import io.github.jobreporter.support.ScriptedHttpServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Runs the programs of {@code examples/} unchanged. */
class ExamplesIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String EVENT = "{\"jobId\": \"%s\", \"clientToken\": \"%s\"}";

    @TempDir private static Path folder = Path.of("");
    private static final Set<Program> built = EnumSet.noneOf(Program.class);
    private static LocalStack stack;

    @BeforeAll
    static void start() throws InterruptedException {
        stack =
                LocalStack.start(
                        LocalStack.TEMPLATE, Path.of(System.getProperty("local.build", "target")));
        stack.run(_ -> {});
    }

    @AfterAll
    static void stop() {
        stack.close();
    }

    /**
     * A tool of the JDK, with the class path of this test, which has what the example's pom has.
     */
    private static String java(String command) {
        return "env CLASSPATH='%s:.' '%s/bin/'%s"
                .formatted(
                        System.getProperty("java.class.path"),
                        System.getProperty("java.home"),
                        command);
    }

    /** In a copy of its folder. A test is skipped where {@code needs} fails. */
    enum Program {
        PYTHON_WORKER("python", "python3 -c 'import boto3'", "true", "python3 worker.py"),
        JAVA_WORKER(
                "java",
                "true",
                java("javac --release 17 -d . Worker.java"),
                java(
                        "java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Dsun.net.http.retryPost=false Worker")),
        TYPESCRIPT_PRODUCER(
                "typescript",
                "npm ci --ignore-scripts --prefer-offline",
                "npm run build",
                "node --no-warnings dist/producer.js"),
        GO_PRODUCER(
                "go",
                """
                [ "$(go env GO111MODULE)" = off ] || go mod init producer
                go list -deps . >/dev/null || go mod tidy || { echo go cannot get the SDK; false; }
                """,
                "go build -o producer .",
                "./producer");

        private final String language;
        private final String needs;
        private final String build;
        private final String command;

        Program(String language, String needs, String build, String command) {
            this.language = language;
            this.needs = needs;
            this.build = build;
            this.command = command;
        }

        private Path copy() {
            return folder.resolve(language);
        }

        /** Builds it if needed, and starts it. */
        Running start(String arguments, Map<String, String> variables) throws Exception {
            if (!built.contains(this)) {
                var source = Path.of("examples", language).toAbsolutePath();
                new Running(
                                folder,
                                "rm -rf %s && cp -r '%s' .".formatted(language, source),
                                Map.of())
                        .end();
                var prepared = new Running(copy(), "set -e\n" + needs, Map.of()).end();
                assumeTrue(prepared.exitCode == 0, () -> this + ": " + lastLine(prepared.output));
                var done = new Running(copy(), build, Map.of()).end();
                assertThat(done.exitCode).as(done.output).isZero();
                built.add(this);
            }
            return new Running(copy(), "exec %s %s".formatted(command, arguments), variables);
        }
    }

    private static String lastLine(String output) {
        return output.lines().reduce("", (_, it) -> it);
    }

    record Ended(int exitCode, String output) {}

    /** A process that ends with the test. */
    static final class Running implements AutoCloseable {

        private final Path output = folder.resolve(UUID.randomUUID() + ".txt");
        private final Process process;

        Running(Path in, String script, Map<String, String> variables) throws IOException {
            var builder =
                    new ProcessBuilder("bash", "-c", script)
                            .directory(in.toFile())
                            .redirectErrorStream(true)
                            .redirectOutput(output.toFile());
            builder.environment().putAll(variables);
            process = builder.start();
        }

        Ended end() throws IOException, InterruptedException {
            try (this) {
                var isOver = process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
                assertThat(isOver).as("did not end: %s", Files.readString(output)).isTrue();
                return new Ended(process.exitValue(), Files.readString(output));
            }
        }

        @Override
        public void close() {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private static Map<String, String> variables() {
        var variables = new HashMap<>(stack.endpointVariables());
        variables.putAll(
                Map.of(
                        "AWS_REGION", "us-east-1",
                        "AWS_DEFAULT_REGION", "us-east-1",
                        "AWS_ACCESS_KEY_ID", "local",
                        "AWS_SECRET_ACCESS_KEY", "local",
                        "COMPLETION_QUEUE_URL", stack.queueUrl(LocalStack.COMPLETION_QUEUE),
                        "COMPLETION_BUS", stack.eventBusName(LocalStack.COMPLETION_BUS),
                        "EVENT_SOURCE", "job-reporter.partner",
                        "CLIENT_TOKEN_SECRET_PREFIX", "job-reporter/client-tokens",
                        "POLL_SECONDS", "0.1"));
        return variables;
    }

    private static Job now(Job job) {
        return stack.codePipeline().job(job.id()).orElseThrow();
    }

    private static void awaitState(Job job, Job.State state) {
        await().atMost(PATIENCE).until(() -> now(job).state() == state);
    }

    @ParameterizedTest
    @EnumSource
    void explain_themselves(Program program) throws Exception {
        var helped = program.start("--help", Map.of()).end();

        assertThat(helped.exitCode).isZero();
        assertThat(helped.output).contains("COMPLETION_QUEUE_URL");

        var arguments = program.name().endsWith("PRODUCER") ? "*.json" : "";
        Files.writeString(program.copy().resolve("event.json"), EVENT.formatted("job", "token"));
        var confused = program.start(arguments, Map.of("AWS_REGION", "us-east-1")).end();

        assertThat(confused.exitCode).isEqualTo(2);
        assertThat(confused.output).contains(" is not set, see --help");
    }

    @Nested
    class GivenAWorker {

        private final ActionType type =
                new ActionType(
                        "Test",
                        "ThirdParty",
                        "P" + UUID.randomUUID().toString().substring(0, 8),
                        "1");

        private Job job(Map<String, String> configuration) {
            return stack.codePipeline()
                    .addJob(NewJob.queued().ofType(type).configured(configuration));
        }

        private void order(Scope scope, String error) {
            stack.codePipeline().order(new Order(scope, new Fault.Answer(400, error, "no"), 1));
        }

        private static final String ACKNOWLEDGE = "AcknowledgeThirdPartyJob";

        /** Work that ends in another way for each suite, before the one of the example. */
        private static final Map<Program, Map<String, String>> BROKEN_WORK =
                Map.of(
                        Program.PYTHON_WORKER,
                        Map.of(
                                "nothing", "return None",
                                "not JSON", "return {'outputVariables': {'at': log}}",
                                "not a number", "return {'outputVariables': {'x': float('nan')}}",
                                "no message", "raise Failure('JobFailed', None)",
                                "assertion", "raise AssertionError('no')",
                                "exit", "sys.exit('no')"),
                        Program.JAVA_WORKER,
                        Map.of(
                                "nothing", "return null;",
                                "not JSON", "return Map.of(\"at\", Instant.now());",
                                "no message", "throw new Failure(\"JobFailed\", null);",
                                "assertion", "throw new AssertionError();"));

        private static Map<String, String> brokenWork(Program program) {
            return BROKEN_WORK.getOrDefault(program, Map.of());
        }

        private void breakWork(Program program) throws Exception {
            program.start("--help", Map.of()).end();
            var isPython = program == Program.PYTHON_WORKER;
            var file = program.copy().resolve(isPython ? "worker.py" : "Worker.java");
            var lines = new ArrayList<>(Files.readAllLines(file));
            var check =
                    isPython
                            ? "    if configuration.get('Suite') == '%s': %s"
                            : "if (\"%s\".equals(configuration.get(\"Suite\"))) %s";
            var beginning = isPython ? "    if \"Suite\" not in" : "        if (!configuration";
            var at =
                    lines.indexOf(
                            lines.stream()
                                    .filter(it -> it.startsWith(beginning))
                                    .findFirst()
                                    .orElseThrow());
            brokenWork(program).forEach((suite, end) -> lines.add(at, check.formatted(suite, end)));
            Files.write(file, lines);
            assertThat(new Running(program.copy(), program.build, Map.of()).end().exitCode)
                    .isZero();
        }

        @ParameterizedTest
        @EnumSource(mode = EnumSource.Mode.MATCH_ANY, names = ".*_WORKER")
        void reports_a_failure_for_each_job_whose_work_breaks(Program program) throws Exception {
            breakWork(program);
            var jobs =
                    brokenWork(program).keySet().stream()
                            .map(it -> job(Map.of("Suite", it)))
                            .toList();

            try (var worker = start(program)) {
                jobs.forEach(it -> awaitState(it, Job.State.FAILED));
                assertThat(worker.process.isAlive()).isTrue();
            } finally {
                built.remove(program);
            }
        }

        @ParameterizedTest
        @EnumSource(mode = EnumSource.Mode.MATCH_ANY, names = ".*_WORKER")
        void works_on_a_job_whose_acknowledgement_has_an_unknown_outcome(Program program)
                throws Exception {
            var faults =
                    List.of(
                            new Fault.DropAfterActing(),
                            new Fault.FailBeforeActing(),
                            new Fault.ThrottleNext(1));
            var jobs = new ArrayList<Job>();
            for (var fault : faults) {
                var job = job(Map.of("Suite", "smoke"));
                stack.codePipeline()
                        .order(
                                new Order(
                                        new Scope(Optional.of(job.id()), Optional.of(ACKNOWLEDGE)),
                                        fault,
                                        1));
                jobs.add(job);
            }

            try (var _ = start(program)) {
                jobs.forEach(it -> awaitState(it, Job.State.SUCCEEDED));
            }
        }

        @ParameterizedTest
        @EnumSource(mode = EnumSource.Mode.MATCH_ANY, names = ".*_WORKER")
        void a_secret_without_a_token_fails_only_its_job_and_is_not_logged(Program program)
                throws Exception {
            var binary = job(Map.of("Suite", "smoke"));
            // As Secrets Manager answers for one: without a text.
            stack.secrets().order(secretOf(binary), new Fault.Answer(200, "", ""));
            var secrets =
                    List.of("{\"clientToken\": 123456}", "{\"token\": \"123456\"}", "{123456");
            var jobs = new ArrayList<>(List.of(binary));
            for (var secret : secrets) {
                var job = job(Map.of("Suite", "smoke"));
                stack.secrets().put(secretOf(job), secret);
                jobs.add(job);
            }
            var other = job(Map.of("Suite", "smoke"));

            Ended ended;
            try (var worker = start(program)) {
                awaitState(other, Job.State.SUCCEEDED);
                worker.process.destroy();
                ended = worker.end();
            }

            assertThat(ended.output)
                    .contains("failed: NoTokenInSecret", "stopped")
                    .doesNotContain("123456");
            assertThat(jobs)
                    .allSatisfy(
                            it -> {
                                assertThat(now(it).state()).isEqualTo(Job.State.DISPATCHED);
                                assertThat(ended.output).contains(it.id() + ": failed: ");
                            });
        }

        private static String secretOf(Job job) {
            return "job-reporter/client-tokens/" + job.client().id();
        }

        private Running start(Program program) throws Exception {
            var variables = variables();
            variables.put("ACTION_TYPE", "Test/" + type.provider() + "/1");
            return program.start("", variables);
        }

        @ParameterizedTest
        @EnumSource(mode = EnumSource.Mode.MATCH_ANY, names = ".*_WORKER")
        void takes_jobs_from_the_poll_to_their_results(Program program) throws Exception {
            order(
                    new Scope(Optional.empty(), Optional.of("PollForThirdPartyJobs")),
                    "AccessDeniedException");
            var taken = job(Map.of("Suite", "smoke"));
            order(Scope.of(taken.id()), "InvalidNonceException");
            var twoParts = job(Map.of("Suite", "smoke", "Parts", "2"));
            var misconfigured = job(Map.of());
            var broken = job(Map.of("Suite", "smoke", "Parts", "many"));

            Ended ended;
            try (var worker = start(program)) {
                awaitState(twoParts, Job.State.SUCCEEDED);
                var next = stack.codePipeline().job(now(twoParts).continuedAs().orElseThrow());
                awaitState(next.orElseThrow(), Job.State.SUCCEEDED);
                awaitState(misconfigured, Job.State.FAILED);
                awaitState(broken, Job.State.FAILED);
                worker.process.destroy();
                ended = worker.end();
            }

            assertThat(now(misconfigured).result().orElseThrow().at("/failureDetails/type"))
                    .hasToString("\"ConfigurationError\"");
            assertThat(now(taken).state()).isEqualTo(Job.State.DISPATCHED);
            assertThat(ended.output)
                    .contains("polling for jobs of Test/" + type.provider() + "/1, every 0.1 s")
                    .contains("cannot poll: AccessDeniedException", "another worker has it")
                    .contains("stopped")
                    .doesNotContain(
                            twoParts.clientToken(),
                            misconfigured.clientToken(),
                            broken.clientToken());
        }
    }

    @Nested
    class GivenAProducer {

        private Job job(Program program, String file, String more) throws IOException {
            var job =
                    stack.codePipeline()
                            .addJob(
                                    "job-" + UUID.randomUUID(),
                                    "token-" + UUID.randomUUID(),
                                    Job.State.IN_PROGRESS);
            var event = EVENT.formatted(job.id(), job.clientToken()).replace("}", more + "}");
            Files.writeString(program.copy().resolve(file), event);
            return job;
        }

        @ParameterizedTest
        @EnumSource(mode = EnumSource.Mode.MATCH_ANY, names = ".*_PRODUCER")
        void publishes_to_the_queue_and_to_the_bus(Program program) throws Exception {
            program.start("--help", Map.of()).end();
            var continued = job(program, "queue.json", ", \"continuationToken\": \"more\"");
            var failed =
                    job(
                            program,
                            "bus.json",
                            ", \"failureDetails\": {\"type\": \"JobFailed\", \"message\": \"no\"}");

            var byQueue = program.start("queue.json", variables()).end();
            var byBus = program.start("--bus bus.json", variables()).end();

            assertThat(byQueue).isEqualTo(new Ended(0, "1 of 1 published\n"));
            assertThat(byBus).isEqualTo(new Ended(0, "1 of 1 published\n"));
            awaitState(continued, Job.State.SUCCEEDED);
            awaitState(failed, Job.State.FAILED);
        }

        @ParameterizedTest
        @EnumSource(mode = EnumSource.Mode.MATCH_ANY, names = ".*_PRODUCER")
        void sends_ten_at_a_time_and_retries_only_what_was_not_accepted(Program program)
                throws Exception {
            program.start("--help", Map.of()).end();
            var refused = job(program, "many-01.json", "");
            for (var i = 2; i <= 11; i++) {
                job(program, "many-%02d.json".formatted(i), "");
            }
            var accepted = "{\"EventId\": \"1\"}";
            var entries = "{\"Entries\": [%s]}";
            var nine = String.join(", ", Collections.nCopies(9, accepted));
            try (var server =
                    new ScriptedHttpServer(
                            answer(
                                    200,
                                    entries.formatted("{\"ErrorCode\": \"Internal\"}, " + nine)),
                            answer(200, entries.formatted(accepted)))) {
                var variables = variables();
                variables.put("AWS_ENDPOINT_URL_EVENTBRIDGE", server.uri().toString());

                var ended = program.start("--bus many-*.json", variables).end();

                assertThat(ended.exitCode).as(ended.output).isZero();
                assertThat(ended.output)
                        .contains("many-01.json: not accepted: Internal", "11 of 11 published")
                        .doesNotContain(refused.clientToken());
                assertThat(server.requests())
                        .extracting(it -> it.body().split("DetailType", -1).length - 1)
                        .containsExactly(10, 1, 1);
                assertThat(server.requests().getLast().body()).contains(refused.id());
            }
        }
    }
}

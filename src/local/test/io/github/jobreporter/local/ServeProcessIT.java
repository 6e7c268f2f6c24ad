package io.github.jobreporter.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.jobreporter.local.http.AwsEndpoint;
import io.github.jobreporter.local.serve.EnvironmentFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.sqs.SqsClient;

/** The process that {@code ./mvnw -Plocal -Dlocal.serve} starts, and how it ends. */
class ServeProcessIT {

    private static final Path BUILD = Path.of(System.getProperty("local.build", "target"));
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** The exit code of JVMs and shells after SIGTERM. */
    private static final int TERMINATED = 128 + 15;

    private final Deque<ProcessHandle> started = new ArrayDeque<>();

    @TempDir private Path folder = Path.of("");

    @AfterEach
    void end() {
        started.forEach(ProcessHandle::destroyForcibly);
    }

    /** The command of the pom. */
    private static List<String> serve(int port) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Dlocal.build=" + BUILD,
                "-Dlocal.serve=true",
                "-Dlocal.port=" + port,
                "-classpath",
                System.getProperty("java.class.path"),
                LocalRun.class.getName());
    }

    private Process start(List<String> command) throws IOException {
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output().toFile())
                        .start();
        started.push(process.toHandle());
        return process;
    }

    private Path output() {
        return folder.resolve("output.txt");
    }

    private String printed() {
        try {
            return Files.readString(output());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitPrinted(String text) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(printed()).containsPattern(text));
    }

    /** Waits until it is up and a function has worked. */
    private void awaitADelivery() {
        awaitPrinted("Deliveries:");
        try (SqsClient sqs =
                new AwsEndpoint(URI.create(exported("AWS_ENDPOINT_URL_SQS")))
                        .client(SqsClient.builder())) {
            sqs.sendMessage(
                    it -> it.queueUrl(exported("COMPLETION_QUEUE_URL")).messageBody("no event"));
        }
        awaitPrinted("Refused +MALFORMED_EVENT");
    }

    private String exported(String variable) {
        return EnvironmentFile.namedIn(printed()).exported(variable);
    }

    /** Descendants of a process. This test must end them if the process does not. */
    private List<ProcessHandle> descendants(Process process) {
        List<ProcessHandle> found = process.descendants().toList();
        found.forEach(started::push);
        return found;
    }

    private static void awaitEnd(List<ProcessHandle> processes) {
        await().atMost(PATIENCE).until(() -> processes.stream().noneMatch(ProcessHandle::isAlive));
    }

    /** All addresses that it printed. */
    private List<Integer> ports() {
        return Pattern.compile("http://(localhost|127\\.0\\.0\\.1):(\\d+)")
                .matcher(printed() + EnvironmentFile.namedIn(printed()).script())
                .results()
                .map(it -> Integer.valueOf(it.group(2)))
                .distinct()
                .toList();
    }

    private static List<Integer> inUse(List<Integer> ports) {
        List<Integer> taken = new ArrayList<>();
        for (int port : ports) {
            try (ServerSocket it = new ServerSocket()) {
                it.setReuseAddress(true);
                it.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            } catch (IOException _) {
                taken.add(port);
            }
        }
        return taken;
    }

    @Nested
    class GivenItRunsAndAFunctionWasInvoked {

        @Test
        void prints_a_summary_at_a_signal_and_leaves_no_process() throws Exception {
            Process serve = start(serve(0));
            awaitADelivery();
            List<ProcessHandle> functions = descendants(serve);
            List<Integer> ports = ports();
            assertThat(functions).isNotEmpty();
            assertThat(inUse(ports)).hasSize(6);

            serve.destroy();

            assertThat(serve.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
            assertThat(serve.exitValue()).isEqualTo(TERMINATED);
            assertThat(printed())
                    .containsPattern(
                            "Deliveries by their outcome:\n +1  Refused MALFORMED_EVENT\n$")
                    .doesNotContain("WARN", "ERROR", "Exception");
            assertThat(functions).noneMatch(ProcessHandle::isAlive);
            assertThat(inUse(ports)).isEmpty();
        }

        @Test
        void ends_the_functions_when_it_is_killed() throws Exception {
            Process serve = start(serve(0));
            awaitADelivery();
            List<ProcessHandle> functions = descendants(serve);
            assertThat(functions).isNotEmpty();

            serve.destroyForcibly();

            awaitEnd(functions);
        }

        @Test
        void ends_with_its_parent_even_when_that_is_killed() throws Exception {
            List<String> command = new ArrayList<>(List.of("sh", "-c", "\"$@\"; exit", "maven"));
            command.addAll(serve(0));
            Process maven = start(command);
            awaitADelivery();
            List<ProcessHandle> serveAndFunctions = descendants(maven);
            assertThat(serveAndFunctions).hasSizeGreaterThan(1);

            maven.destroyForcibly();

            awaitEnd(serveAndFunctions);
            assertThat(printed()).contains("Deliveries by their outcome:");
        }
    }

    @Nested
    class GivenAPortInUse {

        @Test
        void fails_with_one_line_that_says_what_to_do() throws Exception {
            try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                int port = taken.getLocalPort();

                Process serve = start(serve(port));

                assertThat(serve.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
                assertThat(printed())
                        .isEqualTo(
                                "The local stack cannot run: port %1$d is in use, and"
                                        + " -Dlocal.port=%1$d needs all up to %2$d: end what"
                                        + " listens there, or choose another%n",
                                port, port + 5);
                assertThat(serve.exitValue()).isEqualTo(2);
            }
        }
    }
}

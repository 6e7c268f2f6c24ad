package io.github.jobreporter.local.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.jobreporter.local.http.AwsEndpoint;
import io.github.jobreporter.local.serve.ServeOptions.Functions;
import io.github.jobreporter.local.stack.Ports;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** Serve mode without containers, and with functions in containers only. */
@ExtendWith(ServeModeLock.class)
class SamLocalFilesIT {

    private static final Path BUILD = Path.of(System.getProperty("local.build", "target"));
    private static final Path FOLDER = BUILD.resolve(SamLocal.FOLDER);

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    private LocalServe start(ContainerReach reach, Functions functions)
            throws InterruptedException {
        var out = new PrintStream(printed, true, StandardCharsets.UTF_8);
        return LocalServe.start(out, BUILD, new ServeOptions(Ports.ANY, reach, functions));
    }

    private String printed() {
        return printed.toString(StandardCharsets.UTF_8);
    }

    @Test
    void exist_only_while_it_runs() throws Exception {
        try (var _ = start(new ContainerReach.ByLoopback(), new Functions.InJvms())) {
            assertThat(FOLDER.resolve(SamLocal.ENVIRONMENT_FILE)).exists();
            assertThat(FOLDER.resolve(SamLocal.PARAMETERS_FILE)).exists();
        }

        assertThat(FOLDER).isEmptyDirectory();
    }

    @Test
    void stay_if_another_serve_mode_wrote_them_later() throws Exception {
        try (var _ = start(new ContainerReach.ByLoopback(), new Functions.InJvms())) {
            Files.writeString(FOLDER.resolve(SamLocal.ENVIRONMENT_FILE), "another's");
        }

        assertThat(FOLDER.resolve(SamLocal.ENVIRONMENT_FILE)).hasContent("another's");
        Files.delete(FOLDER.resolve(SamLocal.ENVIRONMENT_FILE));
    }

    @Test
    void are_not_written_if_containers_cannot_reach_it() throws Exception {
        try (var _ = start(new ContainerReach.Not("no bridge"), new Functions.InJvms())) {
            assertThat(FOLDER.resolve(SamLocal.ENVIRONMENT_FILE)).doesNotExist();
        }

        assertThat(printed())
                .contains("Containers cannot reach it: no bridge.")
                .doesNotContain("sam build");
    }

    @Test
    void are_written_while_it_waits_for_the_functions() throws Exception {
        var before = ProcessHandle.current().children().toList();
        try (var _ =
                start(
                        new ContainerReach.ByLoopback(),
                        new Functions.InContainers(URI.create("http://127.0.0.1:" + freePort())))) {
            assertThat(printed())
                    .containsOnlyOnce("`sam build`, then `sam local start-lambda`.")
                    .contains("The functions run in containers of SAM");
            await().until(this::printed, it -> it.contains("Nothing listens at"));
            try (var sqs =
                    new AwsEndpoint(exported("AWS_ENDPOINT_URL_SQS")).client(SqsClient.builder())) {
                var queue = exported("COMPLETION_QUEUE_URL").toString();
                sqs.sendMessage(it -> it.queueUrl(queue).messageBody("{}"));
                await().during(Duration.ofSeconds(3))
                        .atMost(Duration.ofSeconds(10))
                        .untilAsserted(() -> assertThat(visibleIn(queue, sqs)).isEqualTo("1"));
            }
            assertThat(ProcessHandle.current().children())
                    .filteredOn(it -> !before.contains(it))
                    .noneMatch(it -> it.info().commandLine().orElse("").contains("QueueReporter"));
        }
    }

    private URI exported(String variable) {
        return printed()
                .lines()
                .filter(it -> it.startsWith("export " + variable + "="))
                .map(it -> URI.create(it.substring(it.indexOf('=') + 1)))
                .findFirst()
                .orElseThrow();
    }

    private static String visibleIn(String queue, SqsClient sqs) {
        var count = QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES;
        return sqs.getQueueAttributes(it -> it.queueUrl(queue).attributeNames(count))
                .attributes()
                .getOrDefault(count, "not told");
    }

    private static int freePort() throws IOException {
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }
}

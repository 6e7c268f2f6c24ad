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
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** Serve mode without containers, and with functions in containers only. */
class SamLocalFilesIT {

    private static final Path BUILD = Path.of(System.getProperty("local.build", "target"));

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    private LocalServe start(ContainerReach reach, Functions functions)
            throws InterruptedException {
        var out = new PrintStream(printed, true, StandardCharsets.UTF_8);
        return LocalServe.start(out, BUILD, new ServeOptions(Ports.ANY, reach, functions));
    }

    private String printed() {
        return printed.toString(StandardCharsets.UTF_8);
    }

    private static Path environment(LocalServe serve) {
        return serve.file(SamLocal.FOLDER + "/" + SamLocal.ENVIRONMENT_FILE);
    }

    @Test
    void exist_only_while_it_runs() throws Exception {
        var files = new ArrayList<Path>();
        try (var serve = start(new ContainerReach.ByLoopback(), new Functions.InJvms())) {
            files.add(environment(serve));
            files.add(serve.file(SamLocal.FOLDER + "/" + SamLocal.PARAMETERS_FILE));
            files.add(serve.file("env.sh"));
            assertThat(files).allMatch(Files::exists);
        }

        assertThat(files).noneMatch(Files::exists);
    }

    @Test
    void are_each_serve_modes_own() throws Exception {
        try (var first = start(new ContainerReach.ByLoopback(), new Functions.InJvms())) {
            var before = Files.readString(environment(first));
            printed.reset();
            try (var second = start(new ContainerReach.ByLoopback(), new Functions.InJvms())) {
                assertThat(environment(second)).exists().isNotEqualTo(environment(first));
                assertThat(printed())
                        .startsWith("source ")
                        .contains(" --env-vars ", " --parameter-overrides file://");
                assertThat(EnvironmentFile.namedIn(printed()).path().toAbsolutePath())
                        .isEqualTo(second.file("env.sh"));
            }
            assertThat(environment(first)).hasContent(before);
        }
    }

    @Test
    void are_not_written_if_containers_cannot_reach_it() throws Exception {
        try (var serve = start(new ContainerReach.Not("no bridge"), new Functions.InJvms())) {
            assertThat(environment(serve)).doesNotExist();
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
                    .containsOnlyOnce("`sam build`, then `sam local start-lambda")
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
        return URI.create(EnvironmentFile.namedIn(printed()).exported(variable));
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

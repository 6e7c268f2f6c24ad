package io.github.jobreporter.local.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jobreporter.local.http.LoopbackHttp;
import io.github.jobreporter.local.runtime.FunctionDelivery.Fate;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class ContainerLogTest {

    private static final String LINE =
            """
            {"function_name": "QueueReporter", "messageId": "m-1", "jobId": "j-1", "attempt": 3,
             "outcome": "Unavailable", "reason": "THROTTLED", "durationMs": 7, "disposition": "%s"}
            """;

    private final List<FunctionDelivery> heard = new CopyOnWriteArrayList<>();
    private final ContainerLog log = new ContainerLog(heard::add);
    private final HttpClient http = HttpClient.newHttpClient();
    private LoopbackHttp server;

    @BeforeEach
    void start() throws IOException {
        server = LoopbackHttp.start(LoopbackHttp.Settings.ANY_PORT);
        server.serve(ContainerLog.PATH, log);
    }

    @AfterEach
    void stop() {
        server.close();
        http.close();
    }

    private HttpRequest.Builder at(String path) {
        return HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:%d%s".formatted(server.port(), path)));
    }

    private HttpResponse<String> post(byte[] body) throws IOException, InterruptedException {
        return http.send(
                at(ContainerLog.PATH).POST(BodyPublishers.ofByteArray(body)).build(),
                BodyHandlers.ofString());
    }

    private int post(String line) throws IOException, InterruptedException {
        return post(line.getBytes(StandardCharsets.UTF_8)).statusCode();
    }

    @ParameterizedTest
    @CsvSource({"Retried, AGAIN", "Done, DONE", "DeadLettered, DONE", "HandedOver, DONE"})
    void reads_a_line_with_an_outcome_as_a_delivery(String disposition, Fate fate)
            throws Exception {
        assertThat(post(LINE.formatted(disposition))).isEqualTo(204);

        assertThat(heard)
                .singleElement()
                .satisfies(
                        it -> {
                            assertThat(it.functionLogicalId()).isEqualTo("QueueReporter");
                            assertThat(it.messageId()).isEqualTo("m-1");
                            assertThat(it.receiveCount()).isEqualTo(3);
                            assertThat(it.fate()).isEqualTo(fate);
                            assertThat(it.took().toMillis()).isEqualTo(7);
                            assertThat(it.line().path("reason").asText()).isEqualTo("THROTTLED");
                            assertThat(it.inContainer()).isTrue();
                        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"message\": \"A report is rehearsed\"}", "no JSON", "[]", ""})
    void ignores_every_other_line(String line) throws Exception {
        assertThat(post(line)).isEqualTo(204);

        assertThat(heard).isEmpty();
    }

    @Test
    void refuses_invalid_utf_8() throws Exception {
        assertThat(post(new byte[] {(byte) 0xff}).statusCode()).isEqualTo(400);
    }

    @Test
    void gives_the_lines_of_a_delivery_only_to_its_sender() throws Exception {
        try (var awaited = log.await(List.of("m-0", "m-1"))) {
            post(LINE.formatted("Done"));
            post(LINE.formatted("Done").replace("m-1", "m-2"));

            assertThat(awaited.lines()).singleElement().asString().contains("\"m-1\"");
            assertThat(heard).extracting(FunctionDelivery::messageId).containsExactly("m-2");
        }
        post(LINE.formatted("Done"));

        assertThat(heard).extracting(FunctionDelivery::messageId).containsExactly("m-2", "m-1");
    }

    @Test
    void makes_functions_send_the_lines_to_the_requested_host() throws Exception {
        var answer =
                http.send(at(ContainerLog.CONFIGURATION).build(), BodyHandlers.ofString()).body();

        assertThat(answer)
                .contains(
                        "appender.stack.url = http://127.0.0.1:%d/container-log\n"
                                .formatted(server.port()));
    }
}

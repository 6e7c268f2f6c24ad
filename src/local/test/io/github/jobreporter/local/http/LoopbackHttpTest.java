package io.github.jobreporter.local.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jobreporter.local.http.LoopbackHttp.Settings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Uses sockets, because HTTP clients cannot forge a host or show the raw response. */
@Timeout(30)
class LoopbackHttpTest {

    private LoopbackHttp server;

    @BeforeEach
    void start() throws IOException {
        start(Settings.ANY_PORT);
    }

    private void start(Settings settings) throws IOException {
        server = LoopbackHttp.start(settings);
        server.serve(
                "/",
                exchange -> {
                    try (exchange) {
                        LoopbackHttp.answer(exchange, 200, "é".getBytes(StandardCharsets.UTF_8));
                    }
                });
    }

    @AfterEach
    void stop() {
        server.close();
    }

    /** The whole response to a request with these header lines. */
    private String response(String method, String... headers) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            var request =
                    method
                            + " / HTTP/1.1\r\nConnection: close\r\n"
                            + String.join("\r\n", headers)
                            + "\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Nested
    class GivenAHost {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "localhost",
                    "localhost:4560",
                    "LOCALHOST:4560",
                    "127.0.0.1:4561",
                    "[::1]:4561"
                })
        void answers_to_the_names_of_this_machine(String host) throws IOException {
            assertThat(response("POST", "Host: " + host)).startsWith("HTTP/1.1 200 ").endsWith("é");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "partner.example",
                    "partner.example:4560",
                    "localhost.partner.example",
                    "localhost@partner.example",
                    "127.0.0.1.partner.example:4560",
                    "host.docker.internal:4561",
                    "host.containers.internal",
                    ""
                })
        void refuses_names_that_another_site_may_resolve_to_this_machine(String host)
                throws IOException {
            assertThat(response("GET", "Host: " + host))
                    .startsWith("HTTP/1.1 403 ")
                    .contains("localhost, 127.0.0.1 and [::1]");
        }
    }

    @Nested
    class GivenContainersAreAnswered {

        @BeforeEach
        void answerThem() throws IOException {
            stop();
            start(new Settings(0, true));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "host.docker.internal",
                    "host.docker.internal:4560",
                    "host.containers.internal:4565",
                    "Host.Docker.Internal",
                    "localhost:4560"
                })
        void answers_to_their_names_of_this_machine(String host) throws IOException {
            assertThat(response("POST", "Host: " + host)).startsWith("HTTP/1.1 200 ");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "partner.example",
                    "host.docker.internal.partner.example",
                    "ahost.docker.internal",
                    "host-docker.internal",
                    "172.17.0.1:4560"
                })
        void answers_to_no_other_name(String host) throws IOException {
            assertThat(response("GET", "Host: " + host))
                    .startsWith("HTTP/1.1 403 ")
                    .contains("host.docker.internal and host.containers.internal");
        }

        @Test
        void refuses_pages_of_other_sites() throws IOException {
            var host = "Host: host.docker.internal:4560";

            assertThat(response("POST", host, "Origin: http://host.docker.internal:4560"))
                    .startsWith("HTTP/1.1 200 ");
            assertThat(response("POST", host, "Origin: https://partner.example"))
                    .startsWith("HTTP/1.1 403 ");
        }
    }

    @Nested
    class GivenAnOrigin {

        @ParameterizedTest
        @CsvSource({
            "localhost:4560, http://localhost:4560",
            "127.0.0.1:4560, http://127.0.0.1:4560",
            "[::1]:4560, http://[::1]:4560"
        })
        void answers_its_own_page(String host, String origin) throws IOException {
            assertThat(response("POST", "Host: " + host, "Origin: " + origin))
                    .startsWith("HTTP/1.1 200 ");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "https://partner.example",
                    "http://localhost:3000",
                    "http://localhost",
                    "http://127.0.0.1:4560",
                    "null",
                    ""
                })
        void answers_no_other_page(String origin) throws IOException {
            assertThat(response("POST", "Host: localhost:4560", "Origin: " + origin))
                    .startsWith("HTTP/1.1 403 ")
                    .contains("the page of another site");
        }
    }

    @Nested
    class GivenAHead {

        private final List<String> logged = new CopyOnWriteArrayList<>();
        private final Logger logger = Logger.getLogger("com.sun.net.httpserver");
        private final Handler handler =
                new Handler() {
                    @Override
                    public void publish(LogRecord line) {
                        logged.add(line.getMessage());
                    }

                    @Override
                    public void flush() {}

                    @Override
                    public void close() {}
                };

        @BeforeEach
        void listen() {
            logger.addHandler(handler);
        }

        @AfterEach
        void listenNoMore() {
            logger.removeHandler(handler);
        }

        @Test
        void answers_like_a_get_without_the_body_and_without_a_warning() throws IOException {
            assertThat(response("HEAD", "Host: localhost"))
                    .startsWith("HTTP/1.1 200 ")
                    .containsIgnoringCase("Content-Length: 2\r\n")
                    .endsWith("\r\n\r\n");
            assertThat(logged).isEmpty();
        }
    }
}

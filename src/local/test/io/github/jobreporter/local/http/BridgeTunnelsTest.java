package io.github.jobreporter.local.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.jobreporter.local.stack.Ports;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Makes the stack reachable at the address that containers use for this machine. */
@Timeout(60)
class BridgeTunnelsTest {

    private LoopbackHttp service;

    @BeforeEach
    void start() throws IOException {
        service = LoopbackHttp.start(new LoopbackHttp.Settings(0, true));
        service.serve(
                "/",
                exchange -> {
                    try (exchange) {
                        LoopbackHttp.answer(exchange, 200, new byte[] {'h', 'i'});
                    }
                });
    }

    @AfterEach
    void stop() {
        service.close();
    }

    private static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (IOException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private final List<String> said = new CopyOnWriteArrayList<>();

    private static Bridge bridge(String address, int prefixLength) {
        return new Bridge("a-bridge", address(address), prefixLength);
    }

    private BridgeTunnels open(Bridge bridge) {
        return BridgeTunnels.open(
                bridge, List.of(URI.create("http://127.0.0.1:" + service.port())), said::add);
    }

    @Nested
    class GivenAPeer {

        @ParameterizedTest
        @CsvSource({
            "172.17.0.1, 16, 172.17.255.254, true",
            "172.17.0.1, 16, 172.18.0.2, false",
            "172.17.0.1, 16, 192.0.2.2, false",
            "10.88.0.1, 30, 10.88.0.3, true",
            "10.88.0.1, 30, 10.88.0.4, false",
            "10.88.0.1, 32, 10.88.0.1, true",
            "10.88.0.1, 32, 10.88.0.0, false",
            "200.1.1.1, 0, 10.88.0.1, true",
            "172.17.0.1, 16, ::1, false"
        })
        void knows_whether_it_is_on_the_network(
                String own, int prefixLength, String peer, boolean expected) {
            assertThat(bridge(own, prefixLength).isNeighbour(address(peer))).isEqualTo(expected);
        }
    }

    /** A second loopback address replaces the bridge's. */
    @Nested
    class GivenASecondAddress {

        private String response(String from) throws IOException {
            try (var socket = new Socket()) {
                socket.bind(new InetSocketAddress(address(from), 0));
                socket.connect(new InetSocketAddress(address("127.0.0.2"), service.port()));
                var request =
                        String.join(
                                "\r\n",
                                "GET / HTTP/1.1",
                                "Host: host.docker.internal:" + service.port(),
                                "Connection: close",
                                "",
                                "");
                socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
                var answer = new ByteArrayOutputStream();
                socket.getInputStream().transferTo(answer);
                return answer.toString(StandardCharsets.UTF_8);
            } catch (SocketException _) {
                return "reset";
            }
        }

        @Test
        void answers_there_on_the_same_port() throws IOException {
            try (var _ = open(bridge("127.0.0.2", 8))) {
                assertThat(response("127.0.0.1")).startsWith("HTTP/1.1 200 ").endsWith("hi");
            }
        }

        @Test
        void answers_nobody_from_outside_its_network() throws IOException {
            try (var _ = open(bridge("127.0.0.2", 31))) {
                assertThat(response("127.0.0.3")).endsWith("hi");
                assertThat(said).isEmpty();
                assertThat(response("127.0.0.1")).isIn("", "reset");
                assertThat(response("127.0.0.1")).isIn("", "reset");
                assertThat(said)
                        .singleElement()
                        .asString()
                        .startsWith("Refused 127.0.0.1, which is not on the network of");
            }
        }

        @Test
        void stops_answering_when_closed() {
            open(bridge("127.0.0.2", 8)).close();

            assertThat(connects("127.0.0.2", service.port())).isFalse();
        }

        private static boolean connects(String host, int port) {
            try (var _ = new Socket(host, port)) {
                return true;
            } catch (IOException _) {
                return false;
            }
        }

        @Test
        void says_which_port_is_in_use_there_and_leaves_none_open() throws IOException {
            try (var taken = new ServerSocket(0, 1, address("127.0.0.2"))) {
                var services =
                        List.of(
                                URI.create("http://127.0.0.1:" + service.port()),
                                URI.create("http://127.0.0.1:" + taken.getLocalPort()));

                assertThatIllegalStateException()
                        .isThrownBy(
                                () ->
                                        BridgeTunnels.open(
                                                bridge("127.0.0.2", 8), services, said::add))
                        .withMessageContaining(
                                "port %d is in use at a-bridge (127.0.0.2/8)",
                                taken.getLocalPort());
                assertThat(connects("127.0.0.2", service.port())).isFalse();
            }
        }

        @Test
        void has_its_ports_checked_before_anything_starts() throws IOException {
            try (var taken = new ServerSocket(0, 1, address("127.0.0.2"))) {
                var ports = new Ports(taken.getLocalPort());

                assertThatIllegalArgumentException()
                        .isThrownBy(() -> ports.requireFree(Optional.of(bridge("127.0.0.2", 8))))
                        .withMessageContaining(
                                "port %d is in use at a-bridge (127.0.0.2/8)",
                                taken.getLocalPort());
            }
        }
    }

    /** A network namespace replaces a container. Needs root and {@code ip}. */
    @Nested
    class GivenAnInterfaceWithAnotherMachineBehindIt {

        private static final String CONTAINER = "jrcontainer";
        private static final String STRANGER = "jrstranger";

        @BeforeEach
        void join() throws Exception {
            assumeThat(Files.isExecutable(Path.of("/usr/bin/curl")))
                    .as("curl is installed")
                    .isTrue();
            assumeThat(namespace(CONTAINER, "jrbridge0", "10.213.77"))
                    .as("network namespaces can be made: needs root and `ip`")
                    .isTrue();
            namespace(STRANGER, "jrother0", "10.213.78");
        }

        @AfterEach
        void part() throws Exception {
            run("ip", "netns", "delete", CONTAINER);
            run("ip", "netns", "delete", STRANGER);
            run("ip", "link", "delete", "jrbridge0");
            run("ip", "link", "delete", "jrother0");
        }

        /** A machine with the address .2 of a network whose .1 is an interface here. */
        private static boolean namespace(String name, String link, String network)
                throws Exception {
            var peer = link + "p";
            return run("ip", "netns", "add", name) == 0
                    && run("ip", "link", "add", link, "type", "veth", "peer", "name", peer) == 0
                    && run("ip", "link", "set", peer, "netns", name) == 0
                    && run("ip", "address", "add", network + ".1/24", "dev", link) == 0
                    && run("ip", "link", "set", link, "up") == 0
                    && inside(name, "ip", "address", "add", network + ".2/24", "dev", peer) == 0
                    && inside(name, "ip", "link", "set", peer, "up") == 0
                    && inside(name, "ip", "route", "add", "default", "via", network + ".1") == 0;
        }

        private static int inside(String namespace, String... command) throws Exception {
            var whole = new ArrayList<>(List.of("ip", "netns", "exec", namespace));
            whole.addAll(List.of(command));
            return run(whole.toArray(String[]::new));
        }

        private static int run(String... command) throws Exception {
            try {
                var process =
                        new ProcessBuilder(command)
                                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                                .redirectError(ProcessBuilder.Redirect.DISCARD)
                                .start();
                return process.waitFor(20, TimeUnit.SECONDS) ? process.exitValue() : -1;
            } catch (IOException _) {
                // The program is not installed.
                return -1;
            }
        }

        private int fetchFrom(String namespace, String host) throws Exception {
            return inside(
                    namespace,
                    "curl",
                    "--silent",
                    "--fail",
                    "--max-time",
                    "5",
                    "--header",
                    "Host: " + host,
                    "http://10.213.77.1:" + service.port() + "/");
        }

        @Test
        void answers_a_container_and_no_other_network() throws Exception {
            var bridge = Bridge.named("jrbridge0").orElseThrow();
            try (var _ = open(bridge)) {
                assertThat(fetchFrom(CONTAINER, "host.docker.internal")).isZero();
                assertThat(fetchFrom(CONTAINER, "host.containers.internal:4561")).isZero();
                assertThat(fetchFrom(CONTAINER, "partner.example")).isNotZero();
                assertThat(fetchFrom(STRANGER, "host.docker.internal")).isNotZero();
            }
            assertThat(bridge.address().getHostAddress()).isEqualTo("10.213.77.1");
            assertThat(bridge.prefixLength()).isEqualTo(24);
        }

        @Test
        void would_be_reachable_from_that_network_without_the_check() throws Exception {
            var anybody = new Bridge("jrbridge0", address("10.213.77.1"), 0);
            try (var _ = open(anybody)) {
                assertThat(fetchFrom(STRANGER, "host.docker.internal")).isZero();
            }
        }
    }
}

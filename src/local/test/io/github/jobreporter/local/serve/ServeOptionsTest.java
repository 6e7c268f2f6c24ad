package io.github.jobreporter.local.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.jobreporter.local.LocalRun;
import io.github.jobreporter.local.http.Bridge;
import io.github.jobreporter.local.serve.ServeOptions.Functions;
import io.github.jobreporter.local.stack.Ports;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServeOptionsTest {

    private static final HostSystem LINUX = new HostSystem("Linux");
    private static final HostSystem MAC = new HostSystem("Mac OS X");

    private static ServeOptions options(HostSystem system, Map<String, String> properties) {
        return ServeOptions.of(Ports.ANY, it -> properties.getOrDefault(it, ""), system);
    }

    @Nested
    class GivenLinux {

        @Test
        void runs_the_functions_in_jvms() {
            assertThat(options(LINUX, Map.of()).functions()).isEqualTo(new Functions.InJvms());
        }

        @Test
        void runs_them_in_containers_when_asked() {
            var options =
                    options(LINUX, Map.of("local.functions", "sam", "local.bridge", "loopback"));

            assertThat(options.functions())
                    .isEqualTo(new Functions.InContainers(URI.create("http://127.0.0.1:3001")));
        }

        @Test
        void answers_no_container_if_turned_off() {
            assertThat(options(LINUX, Map.of("local.bridge", "none")).reach().isThere()).isFalse();
        }

        @Test
        void finds_a_usual_bridge_or_lists_them() {
            switch (options(LINUX, Map.of("local.bridge", "auto")).reach()) {
                case ContainerReach.ByBridge(var bridge) ->
                        assertThat(Bridge.USUAL).contains(bridge.name());
                case ContainerReach.Not(var reason) ->
                        assertThat(reason)
                                .contains("docker0, podman0 or cni-podman0", "-Dlocal.bridge=");
                case ContainerReach.ByLoopback() ->
                        throw new AssertionError("no engine on Linux forwards to it");
            }
        }
    }

    @Nested
    class GivenAnotherSystem {

        @Test
        void runs_the_functions_in_containers_that_reach_loopback() {
            var options = options(MAC, Map.of("local.lambda", "http://localhost:3005"));

            assertThat(options.functions())
                    .isEqualTo(new Functions.InContainers(URI.create("http://localhost:3005")));
            assertThat(options.reach()).isEqualTo(new ContainerReach.ByLoopback());
        }

        @Test
        void refuses_jvms() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> options(MAC, Map.of("local.functions", "jvm")))
                    .withMessageContainingAll("-Dlocal.functions=jvm", "Linux", "Mac OS X");
        }

        @Test
        void refuses_to_play_the_events_and_names_serve_mode() throws InterruptedException {
            var printed = new ByteArrayOutputStream();
            var out = new PrintStream(printed, true, StandardCharsets.UTF_8);

            assertThat(LocalRun.run(out, Path.of("target"), "", MAC)).isEqualTo(2);

            assertThat(printed.toString(StandardCharsets.UTF_8).lines())
                    .singleElement()
                    .asString()
                    .contains("Linux", "Mac OS X", "./mvnw -Plocal -Dlocal.serve", "SAM CLI");
        }
    }

    @Nested
    class GivenAnInvalidOption {

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "local.functions | docker | must be jvm or sam",
                    "local.bridge | nosuch0 | must be auto, none, loopback or an interface",
                    "local.lambda | 3001 | must be a URL such as http://127.0.0.1:3001",
                    "local.lambda | ftp://127.0.0.1:3001 | must be a URL such as",
                    "local.lambda | http://a b:3001 | must be a URL such as",
                    "local.lambda | http://a_b:3001 | must be a URL such as",
                    "local.lambda | http://127.0.0.1:3001/path | must be a URL such as"
                })
        void is_refused_with_the_valid_values(String name, String value, String reason) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> options(LINUX, Map.of(name, value)))
                    .withMessageContainingAll("-D" + name + "=" + value, reason);
        }

        @Test
        void can_be_an_endpoint_that_no_function_uses() {
            assertThatIllegalArgumentException()
                    .isThrownBy(
                            () -> options(LINUX, Map.of("local.lambda", "http://127.0.0.1:3005")))
                    .withMessageContainingAll(
                            "-Dlocal.lambda=http://127.0.0.1:3005", "-Dlocal.functions=sam");
        }

        @Test
        void can_be_one_that_contradicts_another() {
            assertThatIllegalArgumentException()
                    .isThrownBy(
                            () ->
                                    options(
                                            LINUX,
                                            Map.of(
                                                    "local.functions",
                                                    "sam",
                                                    "local.bridge",
                                                    "none")))
                    .withMessageContainingAll("-Dlocal.functions=sam", "-Dlocal.bridge=none");
        }
    }
}

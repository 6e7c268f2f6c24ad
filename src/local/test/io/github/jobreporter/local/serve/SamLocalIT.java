package io.github.jobreporter.local.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.jobreporter.local.http.Bridge;
import io.github.jobreporter.local.play.EventCase;
import io.github.jobreporter.local.runtime.BuildOutput;
import io.github.jobreporter.local.runtime.FunctionProcess;
import io.github.jobreporter.local.runtime.FunctionProcess.Settings;
import io.github.jobreporter.local.runtime.Invocation;
import io.github.jobreporter.local.serve.ServeOptions.Functions;
import io.github.jobreporter.local.stack.LocalStack;
import io.github.jobreporter.local.stack.Ports;
import io.github.jobreporter.local.template.Template;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The files that serve mode writes for {@code sam local} are all that a function needs. The
 * function runs in a JVM with the variables of SAM's container: the template's as SAM resolves
 * them, values of the environment file over them, and foreign credentials. The host name resolves
 * to a second loopback address, which replaces the one of the container bridge.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SamLocalIT {

    private static final Path BUILD = Path.of(System.getProperty("local.build", "target"));
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Pattern COLUMNS = Pattern.compile("\\S+  .{40}  (.{26})  (.{22})  ");

    /** SAM resolves a reference to a resource to its logical id. */
    private static final Map<String, String> REFERENCES =
            Map.of(
                    "CompletionQueue", "CompletionQueue",
                    "DeadLetterQueue", "DeadLetterQueue",
                    "LedgerTable", "LedgerTable",
                    "CompletionBus", "CompletionBus",
                    "AWS::StackName", "local");

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private Optional<LocalServe> serve = Optional.empty();
    private final Map<String, FunctionProcess> functions = new HashMap<>();

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        var bridge = new Bridge("a-bridge", InetAddress.getByName("127.0.0.2"), 8);
        var options =
                new ServeOptions(
                        Ports.ANY, new ContainerReach.ByBridge(bridge), new Functions.InJvms());
        var out = new PrintStream(printed, true, StandardCharsets.UTF_8);
        serve = Optional.of(LocalServe.start(out, BUILD, options));
        var hosts = Files.writeString(folder.resolve("hosts"), "127.0.0.2 host.docker.internal\n");
        for (var name : List.of(LocalStack.QUEUE_REPORTER, LocalStack.BUS_REPORTER)) {
            functions.put(name, function(name, hosts));
        }
    }

    private FunctionProcess function(String name, Path hosts) throws Exception {
        var variables = new HashMap<String, String>();
        written()
                .path("Parameters")
                .properties()
                .forEach(it -> variables.put(it.getKey(), it.getValue().asText()));
        variables.merge("JAVA_TOOL_OPTIONS", " -Djdk.net.hosts.file=" + hosts, String::concat);
        variables.put("AWS_ACCESS_KEY_ID", "AKIASOMEBODYS");
        variables.put("AWS_SECRET_ACCESS_KEY", "somebody's");
        variables.put("AWS_SESSION_TOKEN", "somebody's");
        variables.put("AWS_REGION", "eu-west-1");
        return FunctionProcess.start(
                Template.read(LocalStack.TEMPLATE).function(name, REFERENCES),
                Settings.of(BuildOutput.in(BUILD)).with(variables));
    }

    private Path file(String name) {
        return serve.orElseThrow().file(SamLocal.FOLDER + "/" + name);
    }

    private JsonNode written() throws IOException {
        return JSON.readTree(file(SamLocal.ENVIRONMENT_FILE).toFile());
    }

    @AfterAll
    void stop() {
        functions.values().forEach(FunctionProcess::close);
        serve.ifPresent(LocalServe::close);
    }

    private String printed() {
        return printed.toString(StandardCharsets.UTF_8);
    }

    static List<EventCase> files() {
        return EventCase.ours();
    }

    @ParameterizedTest
    @MethodSource("files")
    void every_event_ends_as_expected_and_has_a_line(EventCase file) throws Exception {
        var function =
                Objects.requireNonNull(
                        functions.get(
                                file.isBusEvent()
                                        ? LocalStack.BUS_REPORTER
                                        : LocalStack.QUEUE_REPORTER));
        var before = printed().length();
        for (int i = 0; i < (file.isBusEvent() ? file.deliveries() : 1); i++) {
            assertThat(function.invoke(file.payload().toString()))
                    .isInstanceOf(Invocation.Succeeded.class);
        }

        assertThat(printed().substring(before).lines().filter(it -> it.contains("in a container")))
                .map(SamLocalIT::outcome)
                .containsExactlyInAnyOrderElementsOf(
                        file.expected().orElseThrow().stream()
                                .map(it -> it.split("; ", -1)[0])
                                .toList());
    }

    /** The outcome and the reason of a line. */
    private static String outcome(String line) {
        var columns = COLUMNS.matcher(line);
        assertThat(columns.lookingAt()).as(line).isTrue();
        return (columns.group(1).strip() + " " + columns.group(2).strip()).strip();
    }

    @Test
    void variables_name_only_the_host_for_containers() throws Exception {
        var options = written().path("Parameters").path("JAVA_TOOL_OPTIONS").asText();

        assertThat(written().toString())
                .doesNotContain("localhost", "127.0.0.1")
                .contains("http://host.docker.internal:");
        assertThat(options)
                .startsWith("-XX:MetaspaceSize=128m ")
                .contains(
                        " -Daws.endpointUrl=http://host.docker.internal:",
                        " -Daws.accessKeyId=local ",
                        " -Daws.secretAccessKey=local",
                        " -Daws.region=us-east-1 ");
    }

    @Test
    void every_variable_is_declared_in_the_template_because_sam_drops_others() throws IOException {
        var declared =
                Template.read(LocalStack.TEMPLATE)
                        .document()
                        .at("/Globals/Function/Environment/Variables");

        assertThat(written().path("Parameters").properties())
                .hasSize(declared.size())
                .allMatch(it -> declared.has(it.getKey()));
    }

    @Test
    void the_architecture_is_the_one_of_this_machine() throws IOException {
        assertThat(file(SamLocal.PARAMETERS_FILE))
                .hasContent(
                        "Architecture: "
                                + (System.getProperty("os.arch").equals("aarch64")
                                        ? "arm64"
                                        : "x86_64"));
    }

    @Test
    void the_guide_names_the_commands_and_the_bridge() {
        assertThat(printed())
                .contains(
                        "Containers reach it by a-bridge (127.0.0.2/8).",
                        "\n" + SamLocal.BUILD + "\n" + SamLocal.INVOKE);
    }
}

package io.github.jobreporter.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The process that {@code ./mvnw -Plocal} starts, in a folder where it cannot run. */
@EnabledOnOs(OS.LINUX)
class LocalProcessIT {

    private static final Path BUILD =
            Path.of(System.getProperty("local.build", "target")).toAbsolutePath();
    private static final Path TEMPLATE = Path.of("template.yaml");

    /** The start alone takes seconds on a busy machine; what is tested here once took minutes. */
    private static final int PATIENCE_SECONDS = 60;

    @TempDir private Path folder = Path.of("");
    private Path build = Path.of("");

    @BeforeEach
    void prepare() throws IOException {
        build = Files.createDirectory(folder.resolve("build"));
        for (String it : List.of("task-root", "runtime-interface-client")) {
            Files.createSymbolicLink(build.resolve(it), BUILD.resolve(it));
        }
        Files.createSymbolicLink(folder.resolve("events"), Path.of("events").toAbsolutePath());
        Files.copy(TEMPLATE, folder.resolve(TEMPLATE));
    }

    private void changeTemplate(String regex, String replacement) throws IOException {
        String template = Files.readString(TEMPLATE);
        String changed = template.replaceFirst(regex, replacement);
        assertThat(changed).isNotEqualTo(template);
        Files.writeString(folder.resolve(TEMPLATE), changed);
    }

    private static String absoluteClassPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .map(it -> Path.of(it).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** Runs it to its end and returns what it printed after its log and its start. */
    private List<String> lastLines(String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Dlocal.build=" + build);
        command.addAll(List.of(options));
        command.addAll(List.of("-classpath", absoluteClassPath(), LocalRun.class.getName()));
        Path output = folder.resolve("output.txt");
        Process process =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        try {
            boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
            String printed = Files.readString(output);
            assertThat(ended).as(printed).isTrue();
            assertThat(process.exitValue()).as(printed).isEqualTo(2);
            return printed.lines()
                    .filter(it -> !it.startsWith("{"))
                    .dropWhile(it -> !it.startsWith("The local stack cannot run: "))
                    .toList();
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "false"})
    void ends_with_one_line_if_functions_cannot_write_their_logs(String serve) throws Exception {
        Files.writeString(build.resolve("function-logs"), "a file where a folder must be");

        assertThat(lastLines("-Dlocal.serve=" + serve))
                .singleElement()
                .asString()
                .contains("the functions cannot write their logs to", "/function-logs");
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "false"})
    void ends_with_one_line_if_the_class_of_a_handler_is_missing(String serve) throws Exception {
        changeTemplate("lambda\\.QueueReporter::", "lambda.QueueReportr::");

        assertThat(lastLines("-Dlocal.serve=" + serve))
                .singleElement()
                .asString()
                .contains(
                        "template.yaml: QueueReporter.Handler: there is no class"
                                + " io.github.jobreporter.lambda.QueueReportr in",
                        "/task-root");
    }

    @Test
    void ends_with_one_line_if_the_method_of_a_handler_is_missing() throws Exception {
        changeTemplate("lambda\\.BusReporter::handleRequest", "lambda.BusReporter::handle");

        assertThat(lastLines())
                .containsExactly(
                        "The local stack cannot run: template.yaml: BusReporter.Handler:"
                                + " io.github.jobreporter.lambda.BusReporter has no public method"
                                + " handle");
    }

    @Test
    void ends_with_one_line_if_a_variable_is_missing() throws Exception {
        changeTemplate("LEDGER_TABLE_NAME: !Ref LedgerTable", "LEDGER_TABLE: x");

        assertThat(lastLines("-Dlocal.event=events/queue-failure.json"))
                .singleElement()
                .asString()
                .contains("QueueReporter", "LEDGER_TABLE_NAME is missing");
    }
}

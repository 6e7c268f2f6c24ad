package io.github.jobreporter.local.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunLogsTest {

    /** Above the largest that Linux gives to a process. */
    private static final String NO_PROCESS = "99999999";

    @TempDir private Path parent = Path.of("");

    private void run(String name) throws IOException {
        Path folder = Files.createDirectory(parent.resolve(name));
        Files.writeString(folder.resolve("QueueReporter-1.log"), "a line");
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(parent)) {
            return files.map(it -> it.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void are_named_by_the_process() throws IOException {
        RunLogs.in(parent).prepare();

        assertThat(names())
                .singleElement()
                .asString()
                .matches("20\\d{6}-\\d{6}-" + ProcessHandle.current().pid());
    }

    @Test
    void are_kept_for_the_last_runs() throws IOException {
        for (int day = 1; day <= 9; day++) {
            run("2026010%d-120000-%s".formatted(day, NO_PROCESS));
        }

        RunLogs own = new RunLogs(parent.resolve("20260110-120000-" + NO_PROCESS));
        own.prepare();

        assertThat(names())
                .containsExactly(
                        "20260106-120000-" + NO_PROCESS,
                        "20260107-120000-" + NO_PROCESS,
                        "20260108-120000-" + NO_PROCESS,
                        "20260109-120000-" + NO_PROCESS,
                        "20260110-120000-" + NO_PROCESS);
    }

    @Test
    void are_kept_while_their_process_lives() throws IOException {
        String living = "20250101-120000-" + ProcessHandle.current().pid();
        run(living);
        run("something-else");
        for (int day = 1; day <= 9; day++) {
            run("2026010%d-120000-%s".formatted(day, NO_PROCESS));
        }

        RunLogs.in(parent).prepare();

        assertThat(names()).hasSize(RunLogs.KEPT + 2).contains(living, "something-else");
    }

    @Test
    void number_the_processes_of_a_function() throws IOException {
        RunLogs logs = RunLogs.in(parent);
        for (int i = 0; i < 2; i++) {
            FunctionLog.create(logs.folder(), "QueueReporter", _ -> {}).close();
        }

        assertThat(logs.folder().resolve("QueueReporter-1.log")).exists();
        assertThat(logs.folder().resolve("QueueReporter-2.log")).exists();
    }
}

package io.github.jobreporter.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A program that the benchmark runs and waits for. */
record Tool(List<String> command, Path folder) {

    Tool {
        command = List.copyOf(command);
    }

    static Tool in(Path folder, String... command) {
        return new Tool(List.of(command), folder);
    }

    Tool with(String... more) {
        return with(List.of(more));
    }

    Tool with(List<String> more) {
        var all = new ArrayList<>(command);
        all.addAll(more);
        return new Tool(all, folder);
    }

    /**
     * Runs it until it ends.
     *
     * @return its output
     * @throws IllegalStateException with its output, if it fails
     */
    String run() throws IOException, InterruptedException {
        var process =
                new ProcessBuilder(command)
                        .directory(folder.toAbsolutePath().toFile())
                        .redirectErrorStream(true)
                        .start();
        process.getOutputStream().close();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException(
                    "%s failed:%n%s".formatted(String.join(" ", command), output));
        }
        return output.strip();
    }

    /** Its output; empty if it is not installed or fails. */
    Optional<String> tried() throws InterruptedException {
        try {
            return Optional.of(run());
        } catch (IOException | IllegalStateException _) {
            return Optional.empty();
        }
    }
}

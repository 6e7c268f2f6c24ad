package io.github.jobreporter.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;

/** Counts the classes that a JVM loads until its first answer. This figure has no noise. */
record LoadedClasses(Contender contender, Surroundings surroundings) {

    private static final String FROM_CACHE = "source: shared objects file";

    /**
     * The number of loaded classes.
     *
     * @throws IllegalStateException if none came from the AOT cache: the managed runtime uses one
     */
    int count() throws IOException, InterruptedException {
        var file = surroundings.logs().resolve(contender.name() + ".classes");
        // Unlike an option, a variable also reaches a JVM that a script starts.
        var logging =
                contender.withVariable(
                        "JAVA_TOOL_OPTIONS", "-Xlog:class+load:file=" + file + "::filecount=0");
        Files.deleteIfExists(file);
        try (var execution = ContenderProcess.start(logging, surroundings)) {
            execution.invoke(Messages.batch(1));
            var lines = Files.readAllLines(file);
            mustUseCache(lines);
            return lines.size();
        }
    }

    private void mustUseCache(List<String> lines) {
        if (lines.stream().noneMatch(it -> it.contains(FROM_CACHE))) {
            throw new IllegalStateException(
                    contender.name()
                            + " loaded no class from the AOT cache: did another JVM make it?");
        }
    }
}

package io.github.jobreporter.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;

/**
 * The function with one change, to measure the effect of that change.
 *
 * @param name of the contender, {@code ours-…}
 * @param handler a class of {@code src/bench/java} in the handlers' package, if not the function's
 *     own
 * @param environment variables that add to and override the template's
 * @param jars a folder of the build with jars that replace the function's
 */
record Lever(
        String name,
        Optional<String> handler,
        Map<String, String> environment,
        Optional<String> jars) {

    private static final String HANDLERS = "io/github/jobreporter/lambda";
    private static final String LIB = "lib";

    /** Overrides the template's JVM options with none. */
    static final Map<String, String> NO_JVM_OPTIONS = Map.of("JAVA_TOOL_OPTIONS", "");

    Lever {
        environment = Map.copyOf(environment);
    }

    /** The unchanged function under another name. The methods below change it. */
    static Lever named(String name) {
        return new Lever(name, Optional.empty(), Map.of(), Optional.empty());
    }

    /** Another handler class, by its simple name. */
    Lever handledBy(String simpleName) {
        var type = HANDLERS.replace('/', '.') + "." + simpleName + "::handleRequest";
        return new Lever(name, Optional.of(type), environment, jars);
    }

    Lever withoutJvmOptions() {
        return new Lever(name, handler, NO_JVM_OPTIONS, jars);
    }

    Lever withJarsOf(String folder) {
        return new Lever(name, handler, environment, Optional.of(folder));
    }

    /**
     * Makes the folder of the variant.
     *
     * @param ours the function's own folder, which is linked to
     * @param build the folder with the variants' handlers and jars
     */
    void layOut(Path ours, Path taskRoot, Path build) throws IOException {
        deleteTree(taskRoot);
        link(ours, taskRoot);
        if (handler.isPresent()) {
            link(build.resolve("test-classes").resolve(HANDLERS), taskRoot.resolve(HANDLERS));
        }
        if (jars.isPresent()) {
            deleteTree(taskRoot.resolve(LIB));
            link(build.resolve(jars.get()), taskRoot.resolve(LIB));
        }
    }

    static void deleteTree(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (var old = Files.walk(folder)) {
                old.sorted((a, b) -> b.compareTo(a)).forEach(Lever::delete);
            }
        }
    }

    private static void link(Path from, Path to) throws IOException {
        try (var tree = Files.walk(from)) {
            for (var file : (Iterable<Path>) tree.filter(Files::isRegularFile)::iterator) {
                var copy = to.resolve(from.relativize(file));
                Files.createDirectories(copy.getParent());
                linkFile(file, copy);
            }
        }
    }

    private static void linkFile(Path file, Path copy) throws IOException {
        try {
            Files.createLink(copy, file);
        } catch (UnsupportedOperationException e) {
            Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES);
        }
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

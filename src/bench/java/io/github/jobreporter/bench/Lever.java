package io.github.jobreporter.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;

/**
 * The function with one thing changed, to see what that is worth.
 *
 * @param name of the contender, {@code ours-…}
 * @param handler a class of {@code src/bench/java} in the handlers' package, if another one than
 *     the function's
 * @param environment variables besides the template's, which they win over
 * @param jars a folder of the build that has other jars than the function's
 */
record Lever(
        String name,
        Optional<String> handler,
        Map<String, String> environment,
        Optional<String> jars) {

    private static final String HANDLERS = "io/github/jobreporter/lambda";
    private static final String LIB = "lib";

    /** What a partner's function is started with, and ours without the template's options. */
    static final Map<String, String> NO_JVM_OPTIONS = Map.of("JAVA_TOOL_OPTIONS", "");

    Lever {
        environment = Map.copyOf(environment);
    }

    /** The function as it is, under another name: a beginning for the methods below. */
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
     * Lays the variant's folder out, from nothing.
     *
     * @param ours the function's own folder, which is linked to
     * @param build where the variants' handlers and jars are
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

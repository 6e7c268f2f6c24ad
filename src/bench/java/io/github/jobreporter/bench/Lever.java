package io.github.jobreporter.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The function with one thing changed, to see what that is worth.
 *
 * @param name of the contender, {@code ours-…}
 * @param handler a class of {@code src/bench/java} in the handlers' package, if another one than
 *     the function's
 * @param environment variables besides the template's
 * @param jvmOptions besides the managed runtime's
 * @param jarsWithout beginnings of the names of jars that are left out
 * @param jarsAdded jars that the function does not ship
 */
record Lever(
        String name,
        Optional<String> handler,
        Map<String, String> environment,
        List<String> jvmOptions,
        List<String> jarsWithout,
        List<Path> jarsAdded) {

    private static final String HANDLERS = "io/github/jobreporter/lambda";

    Lever {
        environment = Map.copyOf(environment);
        jvmOptions = List.copyOf(jvmOptions);
        jarsWithout = List.copyOf(jarsWithout);
        jarsAdded = List.copyOf(jarsAdded);
    }

    /** The function as it is, under another name: a beginning for the methods below. */
    static Lever named(String name) {
        return new Lever(name, Optional.empty(), Map.of(), List.of(), List.of(), List.of());
    }

    /** Another handler class, by its simple name. */
    Lever handledBy(String simpleName) {
        var type = HANDLERS.replace('/', '.') + "." + simpleName + "::handleRequest";
        return new Lever(name, Optional.of(type), environment, jvmOptions, jarsWithout, jarsAdded);
    }

    Lever withEnvironment(Map<String, String> variables) {
        return new Lever(name, handler, variables, jvmOptions, jarsWithout, jarsAdded);
    }

    Lever withJvmOptions(List<String> options) {
        return new Lever(name, handler, environment, options, jarsWithout, jarsAdded);
    }

    Lever withoutJars(List<String> beginnings) {
        return new Lever(name, handler, environment, jvmOptions, beginnings, jarsAdded);
    }

    Lever withJars(List<Path> jars) {
        return new Lever(name, handler, environment, jvmOptions, jarsWithout, jars);
    }

    /**
     * Lays the variant's folder out, from nothing.
     *
     * @param ours the function's own folder, which is linked to
     * @param benchClasses where the variants' handlers are compiled to
     */
    void layOut(Path ours, Path taskRoot, Path benchClasses) throws IOException {
        deleteTree(taskRoot);
        link(ours, taskRoot);
        var handlers = benchClasses.resolve(HANDLERS);
        if (handler.isPresent()) {
            link(handlers, taskRoot.resolve(HANDLERS));
        }
        for (var jar : jarsAdded) {
            Files.copy(jar, taskRoot.resolve("lib").resolve(jar.getFileName()));
        }
    }

    static void deleteTree(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (var old = Files.walk(folder)) {
                old.sorted((a, b) -> b.compareTo(a)).forEach(Lever::delete);
            }
        }
    }

    private void link(Path from, Path to) throws IOException {
        try (var tree = Files.walk(from)) {
            for (var file : (Iterable<Path>) tree.filter(Files::isRegularFile)::iterator) {
                var name = file.getFileName().toString();
                if (jarsWithout.stream().noneMatch(name::startsWith)) {
                    var copy = to.resolve(from.relativize(file));
                    Files.createDirectories(copy.getParent());
                    linkFile(file, copy);
                }
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

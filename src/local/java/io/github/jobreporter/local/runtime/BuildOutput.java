package io.github.jobreporter.local.runtime;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The files that the build prepared for the local stack.
 *
 * @param taskRoot the folder that Lambda would unpack: classes and {@code lib/*.jar}
 * @param runtimeInterfaceClient the jars of AWS's runtime interface client
 * @param logs where the functions' logs of this process go
 */
public record BuildOutput(Path taskRoot, Path runtimeInterfaceClient, Path logs) {

    private static final String CLIENT_JAR = "*.aws-lambda-java-runtime-interface-client-*.jar";

    public BuildOutput {
        for (var folder : List.of(taskRoot, runtimeInterfaceClient)) {
            if (!Files.isDirectory(folder)) {
                throw new IllegalStateException(
                        folder + " is missing: run ./mvnw process-test-classes first");
            }
        }
    }

    /** The layout that the pom makes below {@code target}. */
    public static BuildOutput in(Path build) {
        var absolute = build.toAbsolutePath();
        return new BuildOutput(
                absolute.resolve("task-root"),
                absolute.resolve("runtime-interface-client"),
                RunLogs.in(absolute.resolve("function-logs")).folder());
    }

    public BuildOutput withTaskRoot(Path other) {
        return new BuildOutput(other.toAbsolutePath(), runtimeInterfaceClient, logs);
    }

    /**
     * Makes the folder of the logs, and removes those of all but the last runs.
     *
     * @throws IllegalStateException naming the folder if the functions could not write to it
     */
    public void prepareLogs() {
        try {
            new RunLogs(logs).prepare();
        } catch (IOException e) {
            throw new IllegalStateException(
                    "the functions cannot write their logs to %s: %s".formatted(logs, e), e);
        }
    }

    /**
     * What is wrong with a function's handler, {@code package.Class} or {@code
     * package.Class::method}: the managed runtime would notice it only in an invocation.
     */
    public Optional<String> problemOf(String handler) {
        var parts = handler.split("::", 2);
        try (var loader = new URLClassLoader(classPath(), ClassLoader.getPlatformClassLoader())) {
            var type = Class.forName(parts[0], false, loader);
            var isThere =
                    parts.length == 1
                            || Stream.of(type.getMethods())
                                    .anyMatch(it -> it.getName().equals(parts[1]));
            return isThere
                    ? Optional.empty()
                    : Optional.of("%s has no public method %s".formatted(parts[0], parts[1]));
        } catch (ClassNotFoundException _) {
            return Optional.of("there is no class %s in %s".formatted(parts[0], taskRoot));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As the managed runtime has it. */
    private URL[] classPath() throws IOException {
        var entries = new ArrayList<URL>();
        entries.add(taskRoot.toUri().toURL());
        var lib = taskRoot.resolve("lib");
        if (Files.isDirectory(lib)) {
            for (var jar : jars(lib, "*.jar")) {
                entries.add(jar.toUri().toURL());
            }
        }
        return entries.toArray(URL[]::new);
    }

    String runtimeInterfaceClientClassPath() {
        return jars(runtimeInterfaceClient, "*.jar").stream()
                .map(Path::toString)
                .collect(Collectors.joining(System.getProperty("path.separator")));
    }

    /**
     * The client's native library, unpacked once. By default each JVM unpacks it to the same file
     * in {@code /tmp}, so two JVMs that start together could load an incomplete file.
     */
    public synchronized Path runtimeInterfaceClientLibrary() {
        var jar = jars(runtimeInterfaceClient, CLIENT_JAR).getFirst();
        var library = runtimeInterfaceClient.resolve(jar.getFileName() + ".so");
        if (!Files.exists(library)) {
            unpack(jar, library);
        }
        return library;
    }

    private void unpack(Path jar, Path library) {
        try (var files = FileSystems.newFileSystem(jar)) {
            var unpacked = Files.createTempFile(runtimeInterfaceClient, "library", ".part");
            Files.copy(
                    files.getPath("/jni", "libaws-lambda-jni." + platform() + ".so"),
                    unpacked,
                    StandardCopyOption.REPLACE_EXISTING);
            Files.move(unpacked, library, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String platform() {
        var system = System.getProperty("os.name");
        if (!system.toLowerCase(Locale.ROOT).contains("linux")) {
            throw new IllegalStateException(
                    "AWS's runtime interface client runs on Linux only, this is "
                            + system
                            + ": use Linux, WSL 2 or a virtual machine");
        }
        var libc = Files.exists(Path.of("/lib/libc.musl-" + machine() + ".so.1")) ? "_musl" : "";
        // Not a slip: the client's own name for this architecture has an underscore in it.
        return "linux" + libc + "-" + machine().replace("aarch64", "aarch_64");
    }

    private static String machine() {
        var architecture = System.getProperty("os.arch");
        return architecture.equals("amd64") ? "x86_64" : architecture;
    }

    private static List<Path> jars(Path folder, String pattern) {
        try (var jars = Files.newDirectoryStream(folder, pattern)) {
            var found = new ArrayList<Path>();
            jars.forEach(found::add);
            if (found.isEmpty()) {
                throw new IllegalStateException(folder + " holds no " + pattern);
            }
            found.sort(null);
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

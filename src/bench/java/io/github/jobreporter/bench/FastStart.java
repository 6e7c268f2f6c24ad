package io.github.jobreporter.bench;

import io.github.jobreporter.bench.Contender.Work;
import io.github.jobreporter.local.BuildOutput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The function with a JVM of its own, as a bundle for {@code provided.al2023}: the modules that it
 * needs, everything on one class path, and an AOT cache of all that a training run used. Such a
 * cache fits the very JVM and jars that it was made with, so it cannot ride on the managed runtime,
 * which is patched under it.
 *
 * @param folder what Lambda would unpack
 */
record FastStart(Path folder, ManagedRuntime runtime, Certificate certificate) {

    private static final String MODULES =
            "java.base,java.compiler,java.desktop,java.logging,java.management,java.naming,"
                    + "java.sql,java.xml,jdk.crypto.ec,jdk.unsupported";

    private static final String MAIN = "com.amazonaws.services.lambda.runtime.api.client.AWSLambda";

    private static final int TRAINING_INVOCATIONS = 20;

    /** The cache is refused when a jar has another time than the one that it was made with. */
    private static final FileTime JAR_TIME = FileTime.from(Instant.parse("1980-01-01T00:00:00Z"));

    private static final String LIBRARY_PROPERTY =
            "com.amazonaws.services.lambda.runtime.api.client.runtimeapi.NativeClient.JNI";

    private static final String JVM_OPTIONS = "JAVA_TOOL_OPTIONS";

    private static final String LIBRARY = "lib/runtime-interface.so";

    private static final String BOOTSTRAP =
            """
            #!/bin/sh
            cd "$LAMBDA_TASK_ROOT"
            exec jre/bin/java -XX:AOTCache=function.aot \\
              -Xms$((AWS_LAMBDA_FUNCTION_MEMORY_SIZE / 64))m \\
              -Xmx$((AWS_LAMBDA_FUNCTION_MEMORY_SIZE * 85 / 100))m \\
              -D%s="$LAMBDA_TASK_ROOT/%s" @jvm.options "$_HANDLER"
            """
                    .formatted(LIBRARY_PROPERTY, LIBRARY);

    /** Builds the bundle, from nothing. */
    Contender built(Surroundings surroundings) throws IOException, InterruptedException {
        Lever.deleteTree(folder);
        Files.createDirectories(folder.resolve("lib"));
        Tool.in(Path.of(""), java("jlink"), "--add-modules", MODULES)
                .with("--no-header-files", "--no-man-pages")
                .with("--output", folder.resolve("jre").toString())
                .run();
        copyJars();
        Files.write(folder.resolve("jvm.options"), jvmOptions());
        var bootstrap = Files.writeString(folder.resolve("bootstrap"), BOOTSTRAP);
        Files.setPosixFilePermissions(bootstrap, PosixFilePermissions.fromString("rwxr-xr-x"));
        train(surroundings);
        return contender(List.of(bootstrap.toString()));
    }

    private static String java(String program) {
        return Path.of(System.getProperty("java.home"), "bin", program).toString();
    }

    /** The classes in a jar, too: a cache knows no folders. */
    private void copyJars() throws IOException, InterruptedException {
        BuildOutput build = runtime.build();
        var lib = folder.resolve("lib");
        Tool.in(build.taskRoot(), java("jar"), "--create", "--file")
                .with(lib.resolve("function.jar").toString(), "io", "log4j2.properties")
                .run();
        for (var source :
                List.of(build.taskRoot().resolve("lib"), build.runtimeInterfaceClient())) {
            try (var jars = Files.newDirectoryStream(source, "*.jar")) {
                for (var jar : jars) {
                    var copy = lib.resolve(jar.getFileName());
                    if (Files.notExists(copy)) {
                        Files.copy(jar, copy);
                    }
                }
            }
        }
        Files.copy(build.runtimeInterfaceClientLibrary(), folder.resolve(LIBRARY));
        try (var files = Files.list(lib)) {
            for (var file : files.toList()) {
                Files.setLastModifiedTime(file, JAR_TIME);
            }
        }
    }

    private List<String> jvmOptions() throws IOException {
        var options = new ArrayList<String>();
        options.add("-XX:+UseSerialGC");
        options.add("-XX:TieredStopAtLevel=1");
        options.add("--enable-native-access=ALL-UNNAMED");
        options.add("-classpath");
        try (var jars = Files.list(folder.resolve("lib"))) {
            options.add(
                    jars.map(it -> "lib/" + it.getFileName())
                            .filter(it -> it.endsWith(".jar"))
                            .sorted()
                            .collect(Collectors.joining(":")));
        }
        options.add(MAIN);
        return options;
    }

    private void train(Surroundings surroundings) throws IOException, InterruptedException {
        var log = surroundings.logs().resolve("fast-start-training.log");
        var command =
                List.of(
                        folder.resolve("jre/bin/java").toString(),
                        "-XX:AOTCacheOutput=function.aot",
                        "-D" + LIBRARY_PROPERTY + "=" + folder.resolve(LIBRARY),
                        "@jvm.options",
                        runtime.function().handler());
        try (var training = Execution.start(contender(command), surroundings, log)) {
            for (var i = 0; i < TRAINING_INVOCATIONS; i++) {
                training.invoke(Messages.batch(2));
            }
            training.end();
        }
        if (Files.notExists(folder.resolve("function.aot"))) {
            throw new IllegalStateException(
                    "The training run wrote no AOT cache:%n%s".formatted(Files.readString(log)));
        }
    }

    private String trustingOptions() {
        return Stream.concat(
                        Stream.of(runtime.function().environment().getOrDefault(JVM_OPTIONS, "")),
                        certificate.jvmOptions().stream())
                .collect(Collectors.joining(" "));
    }

    private Contender contender(List<String> command) {
        return new Contender(
                Contenders.FAST_START,
                folder,
                command,
                Map.of(),
                Map.of(JVM_OPTIONS, trustingOptions()),
                true,
                Work.WHOLE_JOB);
    }
}

package io.github.jobreporter.fuzz;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Jazzer on one target, in a JVM of its own. */
final class Fuzzer {

    /** Enough to read a message of 1 MiB, too little for anything that grows beyond it. */
    private static final String HEAP = "-Xmx256m";

    /** Generous, because the first input loads all classes, and the machine may be busy. */
    private static final Duration LONGEST_INPUT = Duration.ofSeconds(60);

    /**
     * What the targets need. Jazzer looks through all classes of its class path before it begins,
     * which takes half a minute with everything that the tests have.
     */
    private static final Predicate<String> NEEDED =
            Pattern.compile(
                            "classes$|job-completion-reporter|jazzer|assertj|byte-buddy|jspecify|slf4j-api|jackson-(core|databind|annotations)"
                                    + "|awssdk|reactive-streams")
                    .asPredicate();

    private static final String OURS =
            "io.github.jobreporter.aws.**:io.github.jobreporter.completion.**"
                    + ":io.github.jobreporter.lambda.**";

    private static final String OURS_AND_JACKSON = OURS + ":com.fasterxml.jackson.core.**";

    private static final Pattern EXECUTIONS =
            Pattern.compile("stat::number_of_executed_units: +(\\d+)");

    private final FuzzTarget target;
    private final Path kept;
    private final Path grown;
    private final Path log;

    /**
     * A fuzzer.
     *
     * @param build the folder that the build writes to, {@code target}
     */
    Fuzzer(FuzzTarget target, Path build) {
        this.target = target;
        kept = Path.of("src/test/resources/fuzz", target.toString());
        grown = build.resolve("fuzz").resolve(target.toString());
        log = build.resolve("fuzz").resolve(target + ".log");
    }

    /**
     * What a run came to.
     *
     * @param finding what Jazzer said of it; empty when it found nothing
     */
    record Result(List<String> finding, long executions) {}

    /** Runs every input of the corpus, then new ones; those that reach something new are stored. */
    Result run(Duration duration) throws IOException, InterruptedException {
        Files.createDirectories(grown);
        int exitCode =
                jazzer(
                        log,
                        OURS_AND_JACKSON,
                        "-max_total_time=" + duration.toSeconds(),
                        "-timeout=" + LONGEST_INPUT.toSeconds(),
                        "-print_final_stats=1",
                        grown.toString(),
                        kept.toString());
        List<String> said = Files.readAllLines(log);
        List<String> finding = said.stream().filter(it -> !it.startsWith("INFO: ")).toList();
        return new Result(exitCode == 0 ? List.of() : finding, executions(said));
    }

    /** Adds to the repository's corpus the fewest inputs that reach all of our code that was. */
    void keep() throws IOException, InterruptedException {
        int exitCode =
                jazzer(
                        log.resolveSibling(target + ".merge.log"),
                        OURS,
                        "-merge=1",
                        "-set_cover_merge=1",
                        "-use_counters=0",
                        kept.toString(),
                        grown.toString());
        if (exitCode != 0) {
            throw new IllegalStateException("the corpus of " + target + " could not be merged");
        }
    }

    /** How many inputs the repository's corpus has. */
    long inputs() throws IOException {
        try (Stream<Path> files = Files.list(kept)) {
            return files.count();
        }
    }

    private int jazzer(Path output, String covered, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of(
                        HEAP,
                        "-XX:+UseSerialGC",
                        "-XX:+EnableDynamicAgentLoading",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-classpath",
                        classPath(),
                        "com.code_intelligence.jazzer.Jazzer",
                        "--target_class=" + target.className(),
                        "--instrumentation_includes=" + covered,
                        "--custom_hook_includes=" + covered,
                        "--reproducer_path=" + grown.getParent(),
                        "-artifact_prefix=" + grown + "-"));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start()
                .waitFor();
    }

    private static String classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(NEEDED)
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static long executions(List<String> said) {
        return said.stream()
                .flatMap(it -> EXECUTIONS.matcher(it).results())
                .mapToLong(it -> Long.parseLong(it.group(1)))
                .sum();
    }
}

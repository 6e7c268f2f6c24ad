package io.github.jobreporter.fuzz;

import io.github.jobreporter.aws.LedgerItemFuzz;
import io.github.jobreporter.aws.SecretValueFuzz;
import io.github.jobreporter.aws.SqsDeadLettersFuzz;
import io.github.jobreporter.lambda.EventParserAtFullSizeFuzz;
import io.github.jobreporter.lambda.EventParserFuzz;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * {@code ./mvnw -Pproof -Dproof.only=fuzz}: runs Jazzer on one target after the other. Inputs that
 * fail or reach new code are added to the corpus. Exits with 1 if an input fails.
 */
final class FuzzRun {

    static final List<Class<?>> TARGETS =
            List.of(
                    EventParserFuzz.class,
                    EventParserAtFullSizeFuzz.class,
                    SecretValueFuzz.class,
                    LedgerItemFuzz.class,
                    SqsDeadLettersFuzz.class);

    private static final String OURS =
            "io.github.jobreporter.aws.**:io.github.jobreporter.completion.**"
                    + ":io.github.jobreporter.lambda.**";
    private static final String OURS_AND_JACKSON = OURS + ":com.fasterxml.jackson.core.**";

    /** Jazzer scans its class path first. With all test dependencies, this takes half a minute. */
    private static final Pattern NEEDED =
            Pattern.compile(
                    "classes$|job-completion-reporter|jazzer|assertj|byte-buddy|jspecify|slf4j-api"
                            + "|jackson-(core|databind|annotations)|awssdk|reactive-streams");

    private static final Pattern EXECUTIONS = Pattern.compile("executed_units: +(\\d+)");

    private final String target;
    private final Path corpus;
    private final Path grown;
    private final Path log;

    private FuzzRun(Class<?> target) {
        Path build = Path.of(System.getProperty("local.build", "target"), "fuzz");
        this.target = target.getName();
        this.corpus = corpus(target);
        this.grown = build.resolve(target.getSimpleName());
        this.log = build.resolve(target.getSimpleName() + ".log");
    }

    static Path corpus(Class<?> target) {
        return Path.of("src/proof/corpus", target.getSimpleName());
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        int seconds = 60 * Integer.getInteger("fuzz.minutes", 10) / TARGETS.size();
        boolean passed = true;
        for (Class<?> target : TARGETS) {
            FuzzRun run = new FuzzRun(target);
            if (run.passes(seconds)) {
                run.extendCorpus();
            } else {
                passed = false;
            }
        }
        System.exit(passed ? 0 : 1);
    }

    private boolean passes(int seconds) throws IOException, InterruptedException {
        Files.createDirectories(grown);
        // One input may take long: the first one loads all classes, and the machine may be busy.
        String options = "-max_total_time=%d -timeout=60 -print_final_stats=1".formatted(seconds);
        int exitCode = jazzer(OURS_AND_JACKSON, options, grown, corpus);
        String output = Files.readString(log);
        System.out.printf("%s: %d s, %s executions%n", target, seconds, executions(output));
        if (exitCode != 0) {
            output.lines().filter(it -> !it.startsWith("INFO: ")).forEach(System.out::println);
        }
        return exitCode == 0;
    }

    /** Adds the fewest inputs that together reach all newly reached code. */
    private void extendCorpus() throws IOException, InterruptedException {
        if (jazzer(OURS, "-merge=1 -set_cover_merge=1 -use_counters=0", corpus, grown) != 0) {
            throw new IllegalStateException("the corpus cannot be extended: " + log);
        }
    }

    private int jazzer(String instrumented, String options, Path output, Path input)
            throws IOException, InterruptedException {
        Stream<String> command =
                Stream.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        // Enough for a message of 1 MiB, and too little if something grows far
                        // beyond it.
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-XX:+EnableDynamicAgentLoading",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-classpath",
                        classPath(),
                        "com.code_intelligence.jazzer.Jazzer",
                        "--target_class=" + target,
                        "--instrumentation_includes=" + instrumented,
                        "--custom_hook_includes=" + instrumented,
                        "--reproducer_path=" + grown.getParent(),
                        "-artifact_prefix=" + corpus + File.separator,
                        output.toString(),
                        input.toString());
        return new ProcessBuilder(
                        Stream.concat(command, Arrays.stream(options.split(" "))).toList())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start()
                .waitFor();
    }

    private static String classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(NEEDED.asPredicate())
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static String executions(String output) {
        return EXECUTIONS.matcher(output).results().map(it -> it.group(1)).findAny().orElse("no");
    }
}

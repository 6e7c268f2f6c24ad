package io.github.jobreporter;

import io.github.jobreporter.local.MavenProcess;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * {@code ./mvnw -Pproof}: runs the long proofs, each in its own JVM. {@code
 * -Dproof.only=chaos,fuzz} selects some. Exits with 0 if all passed, 1 if one failed, and 2 if a
 * name is wrong.
 */
final class ProofRun {

    /** The proofs, in the order in which they run. */
    enum Proof {
        EXPLORATION("io.github.jobreporter.exploration.ExplorationRun") {
            @Override
            Stream<String> jvmOptions() {
                // It keeps all states. By default the heap is a quarter of the memory.
                return Stream.of("-XX:MaxRAMPercentage=70");
            }
        },
        CHAOS("io.github.jobreporter.chaos.Chaos"),
        FUZZ("io.github.jobreporter.fuzz.FuzzRun"),
        MUTATION("org.pitest.mutationtest.commandline.MutationCoverageReport") {
            @Override
            Stream<String> arguments() {
                return Stream.of(
                        "--targetClasses=" + String.join(",", MUTATED),
                        "--targetTests=" + String.join(",", THEIR_TESTS),
                        "--sourceDirs=src/main/java",
                        "--reportDir=" + build().resolve("pitest"),
                        "--outputFormats=HTML,XML",
                        "--timestampedReports=false",
                        "--threads=2",
                        "--jvmArgs=-Xshare:off,-javaagent:" + mockito(),
                        "--mutationThreshold=90");
            }
        };

        private static final List<String> MUTATED =
                List.of(
                        "io.github.jobreporter.completion.*",
                        "io.github.jobreporter.lambda.*",
                        "io.github.jobreporter.aws.DynamoDbCompletionLedger*",
                        "io.github.jobreporter.aws.LedgerItem");

        private static final List<String> THEIR_TESTS =
                List.of(
                        "io.github.jobreporter.completion.*Test",
                        "io.github.jobreporter.lambda.*Test",
                        "io.github.jobreporter.aws.DynamoDbCompletionLedgerTest",
                        "io.github.jobreporter.aws.LedgerWireContractTest");

        private final String main;

        Proof(String main) {
            this.main = main;
        }

        Stream<String> jvmOptions() {
            return Stream.empty();
        }

        Stream<String> arguments() {
            return Stream.empty();
        }

        /** Returns whether it passed. It prints the reason if not. */
        final boolean passes() throws IOException, InterruptedException {
            List<String> command =
                    new ArrayList<>(
                            List.of(
                                    Path.of(System.getProperty("java.home"), "bin", "java")
                                            .toString(),
                                    "--sun-misc-unsafe-memory-access=allow",
                                    "-classpath",
                                    System.getProperty("java.class.path")));
            OPTIONS.forEach(it -> command.add("-D%s=%s".formatted(it, System.getProperty(it, ""))));
            jvmOptions().forEach(command::add);
            command.add(main);
            arguments().forEach(command::add);
            return new ProcessBuilder(command).inheritIO().start().waitFor() == 0;
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final List<String> OPTIONS =
            List.of(
                    "local.build",
                    "exploration.faults",
                    "chaos.minutes",
                    "chaos.seed",
                    "chaos.events",
                    "fuzz.minutes");

    private ProofRun() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        MavenProcess.endWithIt();
        System.exit(run(System.getProperty("proof.only", "")));
    }

    private static int run(String only) throws IOException, InterruptedException {
        Set<Proof> proofs = EnumSet.allOf(Proof.class);
        if (!only.isBlank()) {
            List<String> names = Arrays.stream(only.split(",")).map(String::strip).toList();
            proofs.removeIf(it -> !names.contains(it.toString()));
            if (proofs.size() < names.size()) {
                System.out.printf(
                        "-Dproof.only=%s is wrong: give names from %s, each once, separated by"
                                + " commas.%n",
                        only, EnumSet.allOf(Proof.class));
                return 2;
            }
        }
        List<String> lines = new ArrayList<>();
        boolean passed = true;
        for (Proof proof : proofs) {
            System.out.printf("%n== %s%n", proof);
            long start = System.nanoTime();
            boolean passes = proof.passes();
            passed &= passes;
            lines.add(
                    "%-12s %s after %s"
                            .formatted(
                                    proof,
                                    passes ? "passed" : "FAILED",
                                    text(Duration.ofNanos(System.nanoTime() - start))));
        }
        System.out.println(lines.stream().collect(Collectors.joining("\n", "\n", "")));
        return passed ? 0 : 1;
    }

    private static Path build() {
        return Path.of(System.getProperty("local.build", "target"));
    }

    private static String mockito() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(it -> Path.of(it).getFileName().toString().startsWith("mockito-core-"))
                .findFirst()
                .orElseThrow();
    }

    private static String text(Duration duration) {
        return "%d min %d s".formatted(duration.toMinutes(), duration.toSecondsPart());
    }
}

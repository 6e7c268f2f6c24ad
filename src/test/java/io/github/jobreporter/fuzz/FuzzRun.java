package io.github.jobreporter.fuzz;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;

/**
 * {@code ./mvnw -Pfuzz}: fuzzes every target in turn, adds the inputs that reach something new to
 * the repository's corpus, and says what came of it. Exit code 0: nothing found; 1: something.
 */
final class FuzzRun {

    private FuzzRun() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        Path build = Path.of(System.getProperty("local.build", "target"));
        Duration all = Duration.ofMinutes(Long.parseLong(System.getProperty("fuzz.minutes", "10")));
        System.exit(run(System.out, build, all.dividedBy(FuzzTarget.values().length)) ? 0 : 1);
    }

    private static boolean run(PrintStream out, Path build, Duration each)
            throws IOException, InterruptedException {
        boolean quiet = true;
        for (FuzzTarget target : FuzzTarget.values()) {
            Fuzzer fuzzer = new Fuzzer(target, build);
            out.printf("%-26s %d s … ", target, each.toSeconds());
            Fuzzer.Result result = fuzzer.run(each);
            fuzzer.keep();
            out.printf(
                    "%,d executions, %d inputs kept, %s%n",
                    result.executions(),
                    fuzzer.inputs(),
                    result.finding().isEmpty() ? "nothing found" : "a finding:");
            result.finding().forEach(out::println);
            quiet &= result.finding().isEmpty();
        }
        return quiet;
    }
}

package io.github.jobreporter.chaos;

import io.github.jobreporter.local.MavenProcess;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/**
 * {@code ./mvnw -Pproof -Dproof.only=chaos}: a long run. Exits with 0 if every invariant held, 1 if
 * one did not, and 2 if the run could not start.
 */
final class Chaos {

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(8);

    /** As the functions see it, three hours. */
    private static final Duration OUTAGE = Duration.ofMinutes(2);

    private static final int MOST_AT_LARGE = 250;

    private Chaos() {}

    public static void main(String[] args) throws InterruptedException {
        PrintStream out =
                new PrintStream(
                        new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        MavenProcess.endWithIt();
        // Threads of the embedded services are still running.
        System.exit(run(out));
    }

    private static int run(PrintStream out) throws InterruptedException {
        try {
            Duration duration = Duration.ofMinutes(number("chaos.minutes"));
            int events = Math.toIntExact(number("chaos.events"));
            ChaosRun.Plan plan =
                    new ChaosRun.Plan(
                            number("chaos.seed"),
                            events,
                            duration,
                            LONGEST_WAIT,
                            OUTAGE,
                            MOST_AT_LARGE);
            AuditReport report =
                    ChaosRun.run(plan, Path.of(System.getProperty("local.build", "target")), out);
            out.println(report);
            out.println(report.holds() ? "All invariants held." : "Some invariants were VIOLATED.");
            return report.holds() ? 0 : 1;
        } catch (IllegalArgumentException | IllegalStateException e) {
            out.println("The chaos run could not start: " + e.getMessage());
            return 2;
        }
    }

    private static long number(String property) {
        String value = System.getProperty(property, "");
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException _) {
            throw new IllegalArgumentException(
                    "-D%s must be a whole number, was '%s'".formatted(property, value));
        }
    }
}

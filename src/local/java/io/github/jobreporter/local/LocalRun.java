package io.github.jobreporter.local;

import io.github.jobreporter.local.play.EndingsReport;
import io.github.jobreporter.local.play.EventCase;
import io.github.jobreporter.local.play.EventPlayer;
import io.github.jobreporter.local.play.PlayedDelivery;
import io.github.jobreporter.local.runtime.FunctionStartException;
import io.github.jobreporter.local.serve.HostSystem;
import io.github.jobreporter.local.serve.LocalServe;
import io.github.jobreporter.local.serve.ServeOptions;
import io.github.jobreporter.local.stack.LocalStack;
import io.github.jobreporter.local.template.TemplateException;
import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * {@code ./mvnw -Plocal}: plays every event of {@code events/} on the local stack and shows how
 * each ended. Exit code 0: all as expected; 1: some not; 2: the stack could not run.
 */
public final class LocalRun {

    private static final int CANNOT_RUN = 2;

    private final PrintStream out;
    private final long begin = System.nanoTime();

    private LocalRun(PrintStream out) {
        this.out = out;
    }

    public static void main(String[] args) throws InterruptedException {
        PrintStream out =
                new PrintStream(
                        new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        MavenProcess.endWithIt();
        Thread.currentThread().setUncaughtExceptionHandler((_, e) -> end(out, e));
        Path build = Path.of(System.getProperty("local.build", "target"));
        // The embedded services leave threads behind.
        MavenProcess.end(run(out, build));
    }

    private static int run(PrintStream out, Path build) throws InterruptedException {
        LocalOptions options;
        try {
            options = LocalOptions.of(it -> System.getProperty(it, ""));
        } catch (IllegalArgumentException e) {
            return refused(out, String.valueOf(e.getMessage()));
        }
        return options.isServe()
                ? serve(out, build, options)
                : run(out, build, options.event(), options.outcomes(), HostSystem.ofThisMachine());
    }

    /** A defect of the stack. */
    private static void end(PrintStream out, Throwable e) {
        e.printStackTrace(out);
        MavenProcess.end(CANNOT_RUN);
    }

    /**
     * Plays one event file, or all of {@code events/}.
     *
     * @param eventFile empty for all
     * @return the exit code
     */
    static int run(PrintStream out, Path build, String eventFile) throws InterruptedException {
        return run(out, build, eventFile, HostSystem.ofThisMachine());
    }

    public static int run(PrintStream out, Path build, String eventFile, HostSystem system)
            throws InterruptedException {
        return run(out, build, eventFile, Optional.empty(), system);
    }

    static int run(
            PrintStream out,
            Path build,
            String eventFile,
            Optional<String> outcomes,
            HostSystem system)
            throws InterruptedException {
        if (!system.isLinux()) {
            out.printf(
                    "The local stack cannot run: AWS's runtime interface client needs Linux, this"
                            + " is %s; `./mvnw -Plocal -Dlocal.serve` runs the functions in"
                            + " containers of the SAM CLI%n",
                    system.name());
            return CANNOT_RUN;
        }
        return orRefused(
                out,
                () -> {
                    List<EventCase> cases =
                            eventFile.isBlank()
                                    ? EventCase.ours()
                                    : List.of(EventCase.of(Path.of(eventFile)));
                    return new LocalRun(out).play(cases, build, outcomes);
                });
    }

    /** Keeps the stack running until a signal ends this process. */
    private static int serve(PrintStream out, Path build, LocalOptions options)
            throws InterruptedException {
        return orRefused(
                out,
                () -> {
                    ServeOptions serveOptions =
                            ServeOptions.of(
                                            options.ports(),
                                            options::value,
                                            HostSystem.ofThisMachine())
                                    .publishing(options.outcomes());
                    LocalServe serve = LocalServe.start(out, build, serveOptions);
                    Runtime.getRuntime().addShutdownHook(new Thread(serve::close));
                    serve.await();
                    return 0;
                });
    }

    /** A way to run the stack. */
    @FunctionalInterface
    private interface Mode {
        /** Ends with the exit code. */
        int run() throws InterruptedException;
    }

    /** One line instead of a stack trace if the stack cannot run. */
    private static int orRefused(PrintStream out, Mode mode) throws InterruptedException {
        try {
            return mode.run();
        } catch (IllegalArgumentException
                | IllegalStateException
                | UncheckedIOException
                | TemplateException
                | SdkException e) {
            return refused(out, String.valueOf(e.getMessage()));
        } catch (FunctionStartException e) {
            return refused(out, e.firstLine());
        }
    }

    private static int refused(PrintStream out, String reason) {
        out.println("The local stack cannot run: " + reason);
        return CANNOT_RUN;
    }

    private int play(List<EventCase> cases, Path build, Optional<String> outcomes)
            throws InterruptedException {
        out.println();
        out.println("Job Completion Reporter on the local stack: no AWS account, no containers");
        say("starting  SQS (ElasticMQ), DynamoDB, CodePipeline, Secrets Manager ...");
        try (LocalStack stack = LocalStack.start(LocalStack.TEMPLATE, build)) {
            Runtime.getRuntime().addShutdownHook(new Thread(stack::close));
            stack.requireHandlers();
            outcomes.ifPresent(stack::publishOutcomes);
            say("starting  QueueReporter and BusReporter, each in a JVM of its own ...");
            say("          their logs: " + readable(stack.logs()));
            EventPlayer player =
                    new EventPlayer(
                            stack,
                            stack.function(LocalStack.QUEUE_REPORTER),
                            stack.function(LocalStack.BUS_REPORTER));
            say(
                    "playing   %s ..."
                            .formatted(
                                    cases.size() == 1
                                            ? cases.getFirst().name()
                                            : cases.size() + " event files"));
            List<PlayedDelivery> played = new ArrayList<>();
            for (EventCase it : cases) {
                played.addAll(player.play(it));
            }
            EndingsReport report =
                    new EndingsReport(played, player.deadLetters().letters(), isTerminal());
            report.print(out);
            printOutcomeEvents(stack);
            out.printf("%s (%.1f s)%n%n", report.verdict(), seconds());
            return report.wrong() == 0 ? 0 : 1;
        }
    }

    private void printOutcomeEvents(LocalStack stack) {
        if (!stack.outcomeEvents().isEmpty()) {
            out.println("Outcome events on the bus");
            out.println();
            stack.outcomeEvents().forEach(it -> out.println("  " + it.path("detail")));
            out.println();
        }
    }

    /** Relative to the project's folder, if it is below it. */
    private static Path readable(Path path) {
        Path here = Path.of("").toAbsolutePath();
        return path.startsWith(here) ? here.relativize(path) : path;
    }

    private static boolean isTerminal() {
        return Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
    }

    private void say(String next) {
        out.printf("  %6.1f s  %s%n", seconds(), next);
    }

    private double seconds() {
        return (System.nanoTime() - begin) / 1e9;
    }
}

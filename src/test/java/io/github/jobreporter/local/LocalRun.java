package io.github.jobreporter.local;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code ./mvnw -Plocal}: plays every event of {@code events/} on the local stack and shows how
 * each ended. Exit code 0: all as they should; 1: some not; 2: it could not be run.
 */
final class LocalRun {

    private static final Path TEMPLATE = Path.of("template.yaml");
    private static final Path EVENTS = Path.of("events");
    private static final int LONGEST_DETAIL = 100;

    private final PrintStream out;

    private LocalRun(PrintStream out) {
        this.out = out;
    }

    public static void main(String[] args) throws InterruptedException {
        PrintStream out =
                new PrintStream(
                        new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        int exitCode;
        try {
            exitCode = new LocalRun(out).run(cases(System.getProperty("local.event", "")));
        } catch (IllegalArgumentException | IllegalStateException | TemplateException e) {
            out.println("The local stack cannot run: " + e.getMessage());
            exitCode = 2;
        }
        // The embedded services leave threads behind.
        System.exit(exitCode);
    }

    private static List<EventCase> cases(String file) {
        if (file.isBlank()) {
            return EventCase.in(EVENTS);
        }
        if (!Files.isRegularFile(Path.of(file))) {
            throw new IllegalArgumentException(
                    "there is no event file %s; -Dlocal.event= takes one of %s/*.json or one of yours"
                            .formatted(file, EVENTS));
        }
        return List.of(EventCase.of(Path.of(file)));
    }

    private int run(List<EventCase> cases) throws InterruptedException {
        long begin = System.nanoTime();
        out.println();
        out.println("Job Completion Reporter on the local stack: no AWS account, no containers");
        say(
                begin,
                "starting  SQS (ElasticMQ), DynamoDB (DynamoDB Local), CodePipeline, Secrets Manager ...");
        try (LocalStack stack =
                LocalStack.start(TEMPLATE, Path.of(System.getProperty("local.build")))) {
            Runtime.getRuntime().addShutdownHook(new Thread(stack::close));
            say(
                    begin,
                    "starting  the functions QueueReporter and EventReporter, each in its own JVM ...");
            EventPlayer player =
                    new EventPlayer(
                            stack,
                            stack.function(LocalStack.QUEUE_REPORTER),
                            stack.function(LocalStack.EVENT_REPORTER));
            say(begin, "playing   %d event files ...".formatted(cases.size()));
            List<PlayedDelivery> played = new ArrayList<>();
            for (EventCase it : cases) {
                played.addAll(player.play(it));
            }
            print(played);
            print(player.deadLetters());
            return conclude(begin, played);
        }
    }

    private void say(long begin, String next) {
        out.printf("  %6.1f s  %s%n", seconds(begin), next);
    }

    private static double seconds(long begin) {
        return (System.nanoTime() - begin) / 1e9;
    }

    private void print(List<PlayedDelivery> played) {
        List<List<String>> rows = new ArrayList<>();
        String previous = "";
        for (PlayedDelivery it : played) {
            rows.add(
                    List.of(
                            it.asExpected() ? "✓" : "✗",
                            it.event().equals(previous) ? "" : it.event(),
                            it.outcome(),
                            it.reason(),
                            it.job(),
                            it.whereabouts(),
                            it.asExpected() ? "" : "expected " + it.expected().orElse("")));
            previous = it.event();
        }
        out.println();
        out.print(
                new TextTable(
                        List.of(
                                "",
                                "event",
                                "outcome",
                                "reason",
                                "job in CodePipeline",
                                "message",
                                ""),
                        rows));
    }

    private void print(DeadLetterQueue deadLetters) {
        List<List<String>> rows = new ArrayList<>();
        for (DeadLetterQueue.Letter it : deadLetters.letters()) {
            rows.add(List.of(it.reason(), it.jobId(), abbreviated(it.detail())));
        }
        out.println();
        out.println("The dead-letter queue");
        out.println();
        out.print(new TextTable(List.of("FailureReason", "JobId", "FailureDetail"), rows));
    }

    private static String abbreviated(String detail) {
        return detail.length() <= LONGEST_DETAIL
                ? detail
                : detail.substring(0, LONGEST_DETAIL - 1) + "…";
    }

    private int conclude(long begin, List<PlayedDelivery> played) {
        long wrong = played.stream().filter(it -> !it.asExpected()).count();
        out.println();
        out.printf(
                "%d deliveries, %s (%.1f s)%n%n",
                played.size(),
                wrong == 0 ? "every one as expected" : wrong + " not as expected",
                seconds(begin));
        return wrong == 0 ? 0 : 1;
    }
}

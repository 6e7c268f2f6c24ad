package io.github.jobreporter.bench;

import io.github.jobreporter.bench.CannedServices.Counts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One process of a contender, initialised. Takes one batch at a time. */
final class ContenderProcess implements AutoCloseable {

    private static final long PATIENCE_NANOS = Duration.ofMinutes(2).toNanos();
    private static final long GLANCE_MILLIS = 500;
    private static final int LAST_LINES = 25;

    private final Contender contender;
    private final CannedServices services;
    private final Counts before;
    private final Path log;
    private final Invocations invocations;
    private final long startedAt;
    private final Process process;

    private ContenderProcess(Contender contender, Surroundings surroundings, Path log)
            throws IOException {
        this.contender = contender;
        this.services = surroundings.services();
        this.before = services.counts();
        this.log = log;
        invocations = Invocations.start();
        var builder =
                new ProcessBuilder(contender.command())
                        .directory(contender.folder().toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile());
        var variables = builder.environment();
        variables.clear();
        variables.putAll(surroundings.runtime().environment(contender, invocations.address()));
        variables.put("AWS_ENDPOINT_URL", services.uri().toString());
        if (surroundings.tls()) {
            variables.putAll(contender.trust());
        }
        variables.putAll(contender.environment());
        startedAt = System.nanoTime();
        process = builder.start();
    }

    /**
     * Starts a process and waits until it asks for its first event.
     *
     * @throws ContenderFailure when it ends instead
     */
    static ContenderProcess start(Contender contender, Surroundings surroundings)
            throws IOException, InterruptedException {
        return start(
                contender, surroundings, surroundings.logs().resolve(contender.name() + ".log"));
    }

    static ContenderProcess start(Contender contender, Surroundings surroundings, Path log)
            throws IOException, InterruptedException {
        var execution = new ContenderProcess(contender, surroundings, log);
        try {
            execution.initNanos();
            return execution;
        } catch (InterruptedException | RuntimeException e) {
            execution.close();
            throw e;
        }
    }

    /** From the process's start until it asked for its first event. */
    long initNanos() throws InterruptedException {
        var giveUpAt = System.nanoTime() + PATIENCE_NANOS;
        while (true) {
            try {
                return invocations.ready().get(GLANCE_MILLIS, TimeUnit.MILLISECONDS) - startedAt;
            } catch (TimeoutException _) {
                mustGoOn("did not initialise", giveUpAt);
            } catch (ExecutionException e) {
                throw failure("failed to initialise: " + e.getMessage());
            }
        }
    }

    /** From the hand-over of an event until its answer is here, all its messages done. */
    long invoke(String event) throws InterruptedException {
        var giveUpAt = System.nanoTime() + PATIENCE_NANOS;
        invocations.add(event);
        while (true) {
            var answer = invocations.answers().poll(GLANCE_MILLIS, TimeUnit.MILLISECONDS);
            if (answer == null) {
                mustGoOn("did not answer", giveUpAt);
            } else if (answer.failed() || answer.body().contains("itemIdentifier")) {
                throw failure("answered " + answer.body());
            } else {
                return answer.nanos();
            }
        }
    }

    /**
     * What its messages made it call.
     *
     * @throws ContenderFailure when that is not its job
     */
    Counts verified(int messages) {
        var counts = services.counts().since(before);
        var work = contender.work();
        if (counts.reports() != (long) work.reports() * messages
                || counts.ledgerWrites() != (long) work.ledgerWrites() * messages
                || counts.others() != 0) {
            throw failure("made of " + messages + " messages: " + counts);
        }
        return counts;
    }

    long pid() {
        return process.pid();
    }

    Duration cpu() {
        return process.info().totalCpuDuration().orElseThrow(() -> failure("is gone"));
    }

    /** The most memory that it had in use so far, in KiB. */
    long peakKibibytes() throws IOException {
        var status = Path.of("/proc", Long.toString(pid()), "status");
        return Files.readAllLines(status).stream()
                .filter(it -> it.startsWith("VmHWM:"))
                .map(it -> it.replaceAll("[^0-9]", ""))
                .mapToLong(Long::parseLong)
                .findFirst()
                .orElseThrow(() -> failure("has no VmHWM in " + status));
    }

    /** Ends it in an orderly way, as Lambda does. */
    void end() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(PATIENCE_NANOS, TimeUnit.NANOSECONDS)) {
            throw failure("did not end");
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
        invocations.close();
    }

    private void mustGoOn(String problem, long giveUpAt) {
        if (!process.isAlive()) {
            throw failure("ended with exit code " + process.exitValue());
        }
        if (System.nanoTime() > giveUpAt) {
            throw failure(problem);
        }
    }

    private ContenderFailure failure(String problem) {
        return new ContenderFailure(
                "%s %s. Its log ends:%n%s".formatted(contender.name(), problem, lastLines()));
    }

    private String lastLines() {
        try {
            List<String> lines =
                    new String(Files.readAllBytes(log), StandardCharsets.UTF_8).lines().toList();
            return String.join(
                    System.lineSeparator(),
                    lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

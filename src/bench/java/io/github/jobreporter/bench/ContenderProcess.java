package io.github.jobreporter.bench;

import io.github.jobreporter.bench.CannedServices.Counts;
import io.github.jobreporter.local.runtime.FunctionProcess;
import io.github.jobreporter.local.runtime.Invocation;
import io.github.jobreporter.local.runtime.RuntimeApi;
import io.github.jobreporter.local.runtime.RuntimeApi.Initialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** An initialised process of a contender. Takes one batch at a time. */
final class ContenderProcess implements AutoCloseable {

    private static final long PATIENCE_NANOS = Duration.ofMinutes(2).toNanos();
    private static final long GLANCE_MILLIS = 500;
    private static final int LAST_LINES = 25;

    /** The deadline of an invocation, as the process is told. */
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private static final String FUNCTION_ARN = FunctionProcess.arn("QueueReporter");

    private final Contender contender;
    private final CannedServices services;
    private final Counts before;
    private final Path log;
    private final RuntimeApi runtimeApi;
    private final long startedAt;
    private final Process process;

    private ContenderProcess(Contender contender, Surroundings surroundings, Path log)
            throws IOException {
        this.contender = contender;
        this.services = surroundings.services();
        this.before = services.counts();
        this.log = log;
        runtimeApi = RuntimeApi.start(FUNCTION_ARN);
        var builder =
                new ProcessBuilder(contender.command())
                        .directory(contender.folder().toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile());
        var variables = builder.environment();
        variables.clear();
        variables.putAll(surroundings.runtime().environment(contender, runtimeApi.address()));
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
     * @throws ContenderFailure if it ends before that
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

    /** The time from the start of the process until it asked for its first event. */
    long initNanos() throws InterruptedException {
        var giveUpAt = System.nanoTime() + PATIENCE_NANOS;
        while (true) {
            try {
                return switch (soon(runtimeApi.initialization())) {
                    case Initialization.Ready(var atNanos) -> atNanos - startedAt;
                    case Initialization.Failed failed -> throw failure("answered " + failed);
                };
            } catch (TimeoutException _) {
                mustGoOn("did not initialise", giveUpAt);
            }
        }
    }

    /** The time from giving it an event until it answered that all messages are done. */
    long invoke(String event) throws InterruptedException {
        var giveUpAt = System.nanoTime() + PATIENCE_NANOS;
        var pending =
                runtimeApi.invoke(UUID.randomUUID().toString(), event, Instant.now().plus(TIMEOUT));
        while (true) {
            try {
                soon(pending.finished());
                return switch (pending.answer().orElseThrow()) {
                    case Invocation.Succeeded(var body) when !body.contains("itemIdentifier") ->
                            pending.took().toNanos();
                    case Invocation answer -> throw failure("answered " + answer);
                };
            } catch (TimeoutException _) {
                mustGoOn("did not answer", giveUpAt);
            }
        }
    }

    private static <T> T soon(CompletableFuture<T> future)
            throws InterruptedException, TimeoutException {
        try {
            return future.get(GLANCE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Checks which calls the process made for its messages.
     *
     * @throws ContenderFailure if these are not the expected ones
     */
    Counts verified(int messages) {
        var counts = services.counts().since(before);
        var work = contender.work();
        if (counts.reports() != (long) work.reports() * messages
                || counts.ledgerWrites() != (long) work.ledgerWrites() * messages
                || counts.others() != 0) {
            throw failure("made wrong calls for " + messages + " messages: " + counts);
        }
        return counts;
    }

    long pid() {
        return process.pid();
    }

    Duration cpu() {
        return process.info().totalCpuDuration().orElseThrow(() -> failure("has ended"));
    }

    /** The highest memory use so far, in KiB. */
    long peakKibibytes() throws IOException {
        var status = Path.of("/proc", Long.toString(pid()), "status");
        return Files.readAllLines(status).stream()
                .filter(it -> it.startsWith("VmHWM:"))
                .map(it -> it.replaceAll("[^0-9]", ""))
                .mapToLong(Long::parseLong)
                .findFirst()
                .orElseThrow(() -> failure("has no VmHWM in " + status));
    }

    /** Ends it as Lambda does. */
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
        runtimeApi.close();
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
                "%s %s. The last lines of its log:%n%s"
                        .formatted(contender.name(), problem, lastLines()));
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

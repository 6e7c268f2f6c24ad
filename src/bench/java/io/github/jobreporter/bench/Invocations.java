package io.github.jobreporter.bench;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;

/** The Lambda runtime API for one process, with a clock at either end of each invocation. */
final class Invocations implements AutoCloseable {

    /**
     * What a function answered.
     *
     * @param nanos from the event's hand-over to the arrival of the whole answer
     * @param failed whether it answered with an error
     */
    record Answer(long nanos, boolean failed, String body) {}

    private static final String ROOT = "/2018-06-01/runtime";
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final String FUNCTION_ARN =
            "arn:aws:lambda:us-east-1:000000000000:function:QueueReporter";
    private static final byte[] ACCEPTED = LeanServer.response(202, Map.of(), "");

    private final LeanServer server;
    private final CompletableFuture<Long> ready = new CompletableFuture<>();
    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    private final BlockingQueue<Answer> answers = new LinkedBlockingQueue<>();
    private volatile long handedOverAt;

    private Invocations() throws IOException {
        server = LeanServer.start(this::answer);
    }

    static Invocations start() throws IOException {
        return new Invocations();
    }

    /** Host and port, as {@code AWS_LAMBDA_RUNTIME_API} holds them. */
    String address() {
        return "127.0.0.1:" + server.port();
    }

    /** {@link System#nanoTime} when the runtime first asked for an event. */
    CompletableFuture<Long> ready() {
        return ready;
    }

    void add(String event) {
        events.add(event);
    }

    BlockingQueue<Answer> answers() {
        return answers;
    }

    @Override
    public void close() {
        server.close();
    }

    private byte[] answer(LeanServer.Request request) throws InterruptedException {
        var now = System.nanoTime();
        switch (request.path().substring(ROOT.length())) {
            case "/invocation/next" -> {
                ready.complete(now);
                return next(events.take());
            }
            case "/init/error" ->
                    ready.completeExceptionally(new IllegalStateException(request.body()));
            case String path ->
                    answers.add(
                            new Answer(
                                    now - handedOverAt, path.endsWith("/error"), request.body()));
        }
        return ACCEPTED;
    }

    private byte[] next(String event) {
        var response =
                LeanServer.response(
                        200,
                        Map.of(
                                "Content-Type",
                                "application/json",
                                "Lambda-Runtime-Aws-Request-Id",
                                UUID.randomUUID().toString(),
                                "Lambda-Runtime-Deadline-Ms",
                                deadline(),
                                "Lambda-Runtime-Invoked-Function-Arn",
                                FUNCTION_ARN,
                                "Lambda-Runtime-Trace-Id",
                                "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=0"),
                        event);
        handedOverAt = System.nanoTime();
        return response;
    }

    private static String deadline() {
        return Long.toString(Instant.now().plus(TIMEOUT).toEpochMilli());
    }
}

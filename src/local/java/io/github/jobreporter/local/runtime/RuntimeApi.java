package io.github.jobreporter.local.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.jobreporter.local.http.Wire;
import io.github.jobreporter.local.http.Wire.Request;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The Lambda runtime API, version 2018-06-01, for one execution environment: it takes one
 * invocation at a time.
 */
public final class RuntimeApi implements AutoCloseable {

    /** How the function's initialisation ended. */
    public sealed interface Initialization {

        /**
         * The runtime asked for its first invocation.
         *
         * @param atNanos when, by {@link System#nanoTime}
         */
        record Ready(long atNanos) implements Initialization {}

        record Failed(String errorType, String message) implements Initialization {}
    }

    /** An invocation that waits or runs. */
    public static final class Pending {

        private final String requestId;
        private final String payload;
        private final Instant deadline;
        private final CompletableFuture<Void> finished = new CompletableFuture<>();
        private volatile Optional<Invocation> answer = Optional.empty();
        private volatile long handedOverAt;
        private volatile long answeredAt;

        private Pending(String requestId, String payload, Instant deadline) {
            this.requestId = requestId;
            this.payload = payload;
            this.deadline = deadline;
        }

        public String requestId() {
            return requestId;
        }

        /** What the function answered; empty until then. */
        public Optional<Invocation> answer() {
            return answer;
        }

        /** From the hand-over of the event until the whole answer arrived. */
        public Duration took() {
            return Duration.ofNanos(answeredAt - handedOverAt);
        }

        /** Completes when the runtime asks for the next invocation: all log lines are written. */
        public CompletableFuture<Void> finished() {
            return finished.copy();
        }
    }

    private static final String ROOT = "/2018-06-01/runtime";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<String, String> JSON_CONTENT =
            Map.of("Content-Type", "application/json");
    private static final byte[] ACCEPTED = Wire.response(202, JSON_CONTENT, "{\"status\":\"OK\"}");

    private final String functionArn;
    private final Wire wire;
    private final CompletableFuture<Initialization> initialization = new CompletableFuture<>();
    private final BlockingQueue<Pending> waiting = new LinkedBlockingQueue<>();
    private final AtomicReference<Optional<Pending>> running =
            new AtomicReference<>(Optional.empty());

    private RuntimeApi(String functionArn) {
        this.functionArn = functionArn;
        wire = Wire.start(this::react);
    }

    public static RuntimeApi start(String functionArn) {
        return new RuntimeApi(functionArn);
    }

    /** Host and port, as {@code AWS_LAMBDA_RUNTIME_API} holds them. */
    public String address() {
        return wire.address();
    }

    /** Completes when the runtime asks for its first invocation, or reports that it cannot. */
    public CompletableFuture<Initialization> initialization() {
        return initialization.copy();
    }

    public Pending invoke(String requestId, String payload, Instant deadline) {
        var pending = new Pending(requestId, payload, deadline);
        waiting.add(pending);
        return pending;
    }

    @Override
    public void close() {
        wire.close();
    }

    private boolean react(Request request, Socket connection)
            throws IOException, InterruptedException {
        var now = System.nanoTime();
        var out = connection.getOutputStream();
        if (!isOfTheRuntime(request)) {
            out.write(Wire.response(403, Map.of(), ""));
            return false;
        }
        var path = request.path().substring(ROOT.length());
        switch (path) {
            case "/invocation/next" -> {
                var pending = next(now);
                var response = event(pending);
                pending.handedOverAt = System.nanoTime();
                out.write(response);
            }
            case "/init/error" -> {
                initialization.complete(initializationFailure(request.body()));
                out.write(ACCEPTED);
            }
            default -> out.write(answer(path, request.body(), now));
        }
        return true;
    }

    /** Refuses requests that a page of another site could send through a browser. */
    private boolean isOfTheRuntime(Request request) {
        return address().equals(request.headers().get("host"))
                && !request.headers().containsKey("origin")
                && request.path().startsWith(ROOT + "/");
    }

    private Pending next(long now) throws InterruptedException {
        running.getAndSet(Optional.empty()).ifPresent(it -> it.finished.complete(null));
        initialization.complete(new Initialization.Ready(now));
        var pending = waiting.take();
        running.set(Optional.of(pending));
        return pending;
    }

    private byte[] event(Pending pending) {
        return Wire.response(
                200,
                Map.of(
                        "Content-Type",
                        "application/json",
                        "Lambda-Runtime-Aws-Request-Id",
                        pending.requestId,
                        "Lambda-Runtime-Deadline-Ms",
                        Long.toString(pending.deadline.toEpochMilli()),
                        "Lambda-Runtime-Invoked-Function-Arn",
                        functionArn,
                        "Lambda-Runtime-Trace-Id",
                        traceId()),
                pending.payload);
    }

    /** Lambda always sends one; it is not sampled, as without active tracing. */
    private static String traceId() {
        var digits = UUID.randomUUID().toString().replace("-", "");
        return "Root=1-%s-%s;Parent=%s;Sampled=0"
                .formatted(digits.substring(0, 8), digits.substring(8), digits.substring(16));
    }

    private byte[] answer(String path, String body, long now) throws IOException {
        var pending =
                running.get().filter(it -> path.startsWith("/invocation/" + it.requestId + "/"));
        if (pending.isEmpty()) {
            return Wire.response(400, JSON_CONTENT, "{\"errorType\":\"InvalidRequestID\"}");
        }
        pending.get().answeredAt = now;
        switch (path.substring(path.lastIndexOf('/') + 1)) {
            case "response" -> pending.get().answer = Optional.of(new Invocation.Succeeded(body));
            case "error" -> pending.get().answer = Optional.of(invocationFailure(body));
            default -> {
                return Wire.response(404, Map.of(), "");
            }
        }
        return ACCEPTED;
    }

    private static Initialization initializationFailure(String body) throws IOException {
        var error = JSON.readTree(body);
        return new Initialization.Failed(errorType(error), errorMessage(error));
    }

    private static Invocation invocationFailure(String body) throws IOException {
        var error = JSON.readTree(body);
        return new Invocation.Failed(errorType(error), errorMessage(error));
    }

    private static String errorType(JsonNode error) {
        return error.path("errorType").asText();
    }

    private static String errorMessage(JsonNode error) {
        return error.path("errorMessage").asText();
    }
}

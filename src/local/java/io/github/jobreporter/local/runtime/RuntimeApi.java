package io.github.jobreporter.local.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import io.github.jobreporter.local.http.AwsJsonServer;
import io.github.jobreporter.local.http.LoopbackHttp;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
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

    /** What the function's initialisation came to. */
    public sealed interface Initialization {

        record Ready() implements Initialization {}

        record Failed(String errorType, String message) implements Initialization {}
    }

    /** An invocation on its way through the runtime. */
    public static final class Pending {

        private final String requestId;
        private final String payload;
        private final Instant deadline;
        private final AtomicReference<Optional<Invocation>> answer =
                new AtomicReference<>(Optional.empty());
        private final CompletableFuture<Void> finished = new CompletableFuture<>();

        private Pending(String requestId, String payload, Instant deadline) {
            this.requestId = requestId;
            this.payload = payload;
            this.deadline = deadline;
        }

        public String requestId() {
            return requestId;
        }

        /** What the function answered, as soon as it did. */
        public Optional<Invocation> answer() {
            return answer.get();
        }

        /** Completes when the runtime asks for the next invocation, all its log lines written. */
        public CompletableFuture<Void> finished() {
            return finished.copy();
        }
    }

    private static final String ROOT = "/2018-06-01/runtime";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String functionArn;
    private final LoopbackHttp http;
    private final CompletableFuture<Initialization> initialization = new CompletableFuture<>();
    private final BlockingQueue<Pending> waiting = new LinkedBlockingQueue<>();
    private final AtomicReference<Optional<Pending>> running =
            new AtomicReference<>(Optional.empty());

    private RuntimeApi(String functionArn, LoopbackHttp http) {
        this.functionArn = functionArn;
        this.http = http;
    }

    public static RuntimeApi start(String functionArn) throws IOException {
        var api = new RuntimeApi(functionArn, LoopbackHttp.start(AwsJsonServer.ANY_PORT));
        api.http.serve(ROOT + "/", api::handle);
        return api;
    }

    /** Host and port, as {@code AWS_LAMBDA_RUNTIME_API} holds them. */
    public String address() {
        return "127.0.0.1:" + http.port();
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
        http.close();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            var body = exchange.getRequestBody().readAllBytes();
            var path = exchange.getRequestURI().getPath().substring(ROOT.length());
            switch (path) {
                case "/invocation/next" -> next(exchange);
                case "/init/error" -> failInitialization(exchange, body);
                default -> answer(exchange, path, body);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void next(HttpExchange exchange) throws IOException, InterruptedException {
        running.getAndSet(Optional.empty()).ifPresent(it -> it.finished.complete(null));
        initialization.complete(new Initialization.Ready());
        var pending = waiting.take();
        running.set(Optional.of(pending));
        var headers = exchange.getResponseHeaders();
        headers.set("Lambda-Runtime-Aws-Request-Id", pending.requestId);
        headers.set("Lambda-Runtime-Deadline-Ms", Long.toString(pending.deadline.toEpochMilli()));
        headers.set("Lambda-Runtime-Invoked-Function-Arn", functionArn);
        headers.set("Lambda-Runtime-Trace-Id", traceId());
        send(exchange, 200, pending.payload);
    }

    /** Lambda always sends one; not sampled, as without active tracing. */
    private static String traceId() {
        var digits = UUID.randomUUID().toString().replace("-", "");
        return "Root=1-%s-%s;Parent=%s;Sampled=0"
                .formatted(digits.substring(0, 8), digits.substring(8), digits.substring(16));
    }

    private void failInitialization(HttpExchange exchange, byte[] body) throws IOException {
        var error = JSON.readTree(body);
        initialization.complete(new Initialization.Failed(errorType(error), errorMessage(error)));
        send(exchange, 202, "{\"status\":\"OK\"}");
    }

    private void answer(HttpExchange exchange, String path, byte[] body) throws IOException {
        var pending =
                running.get().filter(it -> path.startsWith("/invocation/" + it.requestId + "/"));
        if (pending.isEmpty()) {
            send(exchange, 400, "{\"errorType\":\"InvalidRequestID\"}");
            return;
        }
        switch (path.substring(path.lastIndexOf('/') + 1)) {
            case "response" ->
                    pending.get().answer.set(Optional.of(new Invocation.Succeeded(text(body))));
            case "error" -> pending.get().answer.set(Optional.of(failed(JSON.readTree(body))));
            default -> {
                send(exchange, 404, "");
                return;
            }
        }
        send(exchange, 202, "{\"status\":\"OK\"}");
    }

    private static Invocation failed(JsonNode error) {
        return new Invocation.Failed(errorType(error), errorMessage(error));
    }

    private static String errorType(JsonNode error) {
        return error.path("errorType").asText();
    }

    private static String errorMessage(JsonNode error) {
        return error.path("errorMessage").asText();
    }

    private static String text(byte[] body) {
        return new String(body, StandardCharsets.UTF_8);
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        LoopbackHttp.answer(exchange, status, body.getBytes(StandardCharsets.UTF_8));
    }
}

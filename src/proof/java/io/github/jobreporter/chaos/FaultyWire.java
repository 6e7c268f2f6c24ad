package io.github.jobreporter.chaos;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.jobreporter.local.http.Wire;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** A proxy between a function and one service, on which requests meet the faults of a plan. */
final class FaultyWire implements AutoCloseable {

    /** Longer than the function waits for any reply. */
    private static final Duration LATE = Duration.ofMillis(5500);

    private static final Duration REFUSAL = Duration.ofMillis(300);

    private static final int RESET = 0;

    private static final Set<String> OF_THE_CONNECTION =
            Set.of("connection", "content-length", "transfer-encoding", ":status");

    /** Gets each request and its fault, and may change the request. */
    @FunctionalInterface
    interface Tap {
        ObjectNode pass(String operation, ObjectNode body, Optional<WireFault> fault);
    }

    private static final Duration MOST_TO_DRAIN = Duration.ofSeconds(15);

    private final URI target;
    private final FaultPlan plan;
    private final Tap tap;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Wire wire;

    private FaultyWire(URI target, FaultPlan plan, Tap tap) {
        this.target = target;
        this.plan = plan;
        this.tap = tap;
        wire = Wire.start(this::react);
    }

    static FaultyWire to(URI target, FaultPlan plan, Tap tap) {
        return new FaultyWire(target, plan, tap);
    }

    URI uri() {
        return wire.uri();
    }

    FaultPlan plan() {
        return plan;
    }

    /** The open connections. */
    Set<Thread> connections() {
        return wire.connections();
    }

    /**
     * Waits until everything from connections with a killed client has arrived, or longer than any
     * request takes.
     */
    static void drain(Set<Thread> connections) throws InterruptedException {
        long latest = System.nanoTime() + MOST_TO_DRAIN.toNanos();
        for (Thread it : connections) {
            Duration left = Duration.ofNanos(latest - System.nanoTime());
            if (left.isPositive()) {
                boolean _ = it.join(left);
            }
        }
    }

    @Override
    public void close() {
        wire.close();
        client.shutdownNow();
    }

    private boolean react(Wire.Request request, Socket near)
            throws IOException, InterruptedException {
        WireRequest seen = WireRequest.of(request);
        Optional<WireFault> fault = plan.next();
        WireRequest passed = seen.with(tap.pass(seen.operation(), seen.body(), fault));
        if (fault.isEmpty()) {
            return reply(near, bytes(forward(passed)));
        }
        return switch (fault.get()) {
            case REFUSED -> {
                wire.refuse(REFUSAL);
                yield reset(near);
            }
            case RESET_BEFORE -> reset(near);
            case RESET_AFTER -> {
                forward(passed);
                yield reset(near);
            }
            case THROTTLED -> reply(near, error(400, "ThrottlingException"));
            case FAILED -> reply(near, error(500, "InternalFailure"));
            case TRUNCATED -> {
                near.getOutputStream().write(cutOff(forward(passed)));
                yield false;
            }
            case REPLIED_LATE -> {
                byte[] reply = bytes(forward(passed));
                Thread.sleep(LATE);
                yield reply(near, reply);
            }
            case ACTED_LATE -> {
                Thread.sleep(LATE);
                yield reply(near, bytes(forward(passed)));
            }
        };
    }

    private HttpResponse<String> forward(WireRequest request)
            throws IOException, InterruptedException {
        return client.send(request.to(target), HttpResponse.BodyHandlers.ofString());
    }

    private static byte[] bytes(HttpResponse<String> response) {
        Map<String, String> headers = new TreeMap<>();
        response.headers().map().forEach((name, all) -> headers.put(name, String.join(",", all)));
        headers.keySet().removeAll(OF_THE_CONNECTION);
        return Wire.response(response.statusCode(), headers, response.body());
    }

    private static byte[] error(int status, String type) {
        return Wire.response(
                status,
                Map.of("Content-Type", "application/x-amz-json-1.1"),
                "{\"__type\":\"%s\",\"message\":\"chaos\"}".formatted(type));
    }

    /** What is left when the connection ends before the last byte. */
    private static byte[] cutOff(HttpResponse<String> response) {
        byte[] bytes = bytes(response);
        return Arrays.copyOf(bytes, bytes.length - 1 - response.body().length() / 2);
    }

    private static boolean reply(Socket near, byte[] reply) throws IOException {
        near.getOutputStream().write(reply);
        return true;
    }

    private static boolean reset(Socket near) throws IOException {
        near.setSoLinger(true, RESET);
        near.close();
        return false;
    }
}

package io.github.jobreporter.chaos;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The way from a function to one service and back, on which requests meet the faults of a plan. */
final class FaultyWire implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(FaultyWire.class);

    /** Longer than the function waits for any reply. */
    private static final Duration LATE = Duration.ofMillis(5500);

    private static final Duration REFUSAL = Duration.ofMillis(300);

    private static final int RESET = 0;

    private static final Set<String> OF_THE_CONNECTION =
            Set.of("connection", "content-length", "transfer-encoding", ":status");

    /** Sees each request and what will happen to it, and may change it. */
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
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final int port;
    private final Set<Thread> serving = ConcurrentHashMap.newKeySet();
    private volatile ServerSocket server;
    private volatile boolean closed;

    private FaultyWire(URI target, FaultPlan plan, Tap tap) throws IOException {
        this.target = target;
        this.plan = plan;
        this.tap = tap;
        server = listen(0);
        port = server.getLocalPort();
    }

    static FaultyWire to(URI target, FaultPlan plan, Tap tap) {
        try {
            FaultyWire wire = new FaultyWire(target, plan, tap);
            wire.threads.execute(wire::accept);
            return wire;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + port);
    }

    FaultPlan plan() {
        return plan;
    }

    /** The connections that there are. */
    Set<Thread> connections() {
        return Set.copyOf(serving);
    }

    /**
     * Waits until all that came on some connections, whose other ends are gone, has arrived, or
     * longer than any request is on its way.
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
        closed = true;
        refuse();
        threads.shutdownNow();
        serving.forEach(Thread::interrupt);
        client.shutdownNow();
    }

    private static ServerSocket listen(int port) throws IOException {
        return new ServerSocket(port, 200, InetAddress.getLoopbackAddress());
    }

    private void accept() {
        while (!closed) {
            try {
                Socket near = server.accept();
                Thread thread = Thread.ofVirtual().unstarted(() -> serve(near));
                serving.add(thread);
                thread.start();
            } catch (IOException _) {
                // Refusing for a while, or closed.
                reopen();
            }
        }
    }

    private void reopen() {
        try {
            Thread.sleep(REFUSAL);
            if (!closed) {
                server = listen(port);
            }
        } catch (IOException e) {
            LOG.warn("Port {} is not free again yet", port, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void refuse() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void serve(Socket near) {
        try {
            serveAll(near);
        } finally {
            serving.remove(Thread.currentThread());
        }
    }

    private void serveAll(Socket near) {
        try (near;
                InputStream in = new BufferedInputStream(near.getInputStream())) {
            boolean goesOn = true;
            while (goesOn) {
                Optional<WireRequest> request = WireRequest.read(in);
                goesOn = request.isPresent() && answer(near, request.get());
            }
        } catch (IOException _) {
            // The function was killed, or gave up; or the service is gone.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether the connection can be used again. */
    private boolean answer(Socket near, WireRequest seen) throws IOException, InterruptedException {
        Optional<WireFault> fault = plan.next();
        WireRequest request = seen.with(tap.pass(seen.operation(), seen.body(), fault));
        if (fault.isEmpty()) {
            return reply(near, forward(request));
        }
        return switch (fault.get()) {
            case REFUSED -> {
                refuse();
                yield reset(near);
            }
            case RESET_BEFORE -> reset(near);
            case RESET_AFTER -> {
                forward(request);
                yield reset(near);
            }
            case THROTTLED -> reply(near, Reply.error(400, "ThrottlingException"));
            case FAILED -> reply(near, Reply.error(500, "InternalFailure"));
            case TRUNCATED -> {
                near.getOutputStream().write(forward(request).cutOff());
                yield false;
            }
            case REPLIED_LATE -> {
                Reply reply = forward(request);
                Thread.sleep(LATE);
                yield reply(near, reply);
            }
            case ACTED_LATE -> {
                Thread.sleep(LATE);
                yield reply(near, forward(request));
            }
        };
    }

    private Reply forward(WireRequest request) throws IOException, InterruptedException {
        return Reply.of(client.send(request.to(target), HttpResponse.BodyHandlers.ofString()));
    }

    private static boolean reply(Socket near, Reply reply) throws IOException {
        OutputStream out = near.getOutputStream();
        out.write(reply.bytes());
        out.flush();
        return true;
    }

    private static boolean reset(Socket near) throws IOException {
        near.setSoLinger(true, RESET);
        near.close();
        return false;
    }

    private record Reply(int status, Map<String, List<String>> headers, String body) {

        static Reply of(HttpResponse<String> response) {
            return new Reply(response.statusCode(), response.headers().map(), response.body());
        }

        static Reply error(int status, String type) {
            return new Reply(
                    status,
                    Map.of("Content-Type", List.of("application/x-amz-json-1.1")),
                    "{\"__type\":\"%s\",\"message\":\"chaos\"}".formatted(type));
        }

        byte[] bytes() {
            byte[] content = body.getBytes(StandardCharsets.UTF_8);
            StringBuilder head = new StringBuilder("HTTP/1.1 %d -\r\n".formatted(status));
            headers.forEach(
                    (name, values) -> {
                        if (!OF_THE_CONNECTION.contains(name)) {
                            values.forEach(it -> head.append("%s: %s\r\n".formatted(name, it)));
                        }
                    });
            head.append("Content-Length: %d\r\n\r\n".formatted(content.length));
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            bytes.writeBytes(head.toString().getBytes(StandardCharsets.ISO_8859_1));
            bytes.writeBytes(content);
            return bytes.toByteArray();
        }

        /** What is left when the connection ends before the last byte. */
        byte[] cutOff() {
            byte[] bytes = bytes();
            return Arrays.copyOf(bytes, bytes.length - 1 - body.length() / 2);
        }
    }
}

package io.github.jobreporter.bench;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * As little of HTTP/1.1 as the contenders' clients need: keep-alive, a thread for each connection,
 * bodies with a length. A general server would take more time than some of what is measured.
 */
final class LeanServer implements AutoCloseable {

    /**
     * A request.
     *
     * @param headers by name in lower case
     */
    record Request(String path, Map<String, String> headers, String body) {}

    /** What answers; returns a whole response, see {@link #response}. */
    interface Handler {

        byte[] answer(Request request) throws InterruptedException;
    }

    private static final byte[] CONTINUE =
            "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final ServerSocket listening;
    private final Handler handler;
    private final AtomicLong connections = new AtomicLong();

    private LeanServer(ServerSocket listening, Handler handler) {
        this.listening = listening;
        this.handler = handler;
    }

    static LeanServer start(Handler handler) throws IOException {
        return start(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), handler);
    }

    static LeanServer start(ServerSocket listening, Handler handler) {
        var server = new LeanServer(listening, handler);
        Thread.ofPlatform().daemon().start(server::accept);
        return server;
    }

    static byte[] response(int status, Map<String, String> headers, String body) {
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        var head = new StringBuilder("HTTP/1.1 ").append(status).append(" -\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        head.append("Content-Length: ").append(bytes.length).append("\r\n\r\n");
        return head.append(body).toString().getBytes(StandardCharsets.UTF_8);
    }

    int port() {
        return listening.getLocalPort();
    }

    long connections() {
        return connections.get();
    }

    @Override
    public void close() {
        try {
            listening.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                var socket = listening.accept();
                Thread.ofPlatform().daemon().start(() -> serve(socket));
            } catch (IOException _) {
                // Closed; or a client that went away, which the next round tells apart.
            }
        }
    }

    private void serve(Socket socket) {
        try (socket;
                var in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
                var out = socket.getOutputStream()) {
            connections.incrementAndGet();
            socket.setTcpNoDelay(true);
            for (var start = line(in); !start.isEmpty(); start = line(in)) {
                var headers = headers(in);
                if (headers.getOrDefault("expect", "").equalsIgnoreCase("100-continue")) {
                    out.write(CONTINUE);
                }
                out.write(
                        handler.answer(
                                new Request(start.split(" ", -1)[1], headers, body(in, headers))));
            }
        } catch (IOException _) {
            // The process was ended: whoever waits for it says so.
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static Map<String, String> headers(InputStream in) throws IOException {
        var headers = new HashMap<String, String>();
        for (var line = line(in); !line.isEmpty(); line = line(in)) {
            var colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        if (headers.containsKey("transfer-encoding")) {
            throw new IOException("a body without a length");
        }
        return headers;
    }

    private static String body(InputStream in, Map<String, String> headers) throws IOException {
        var length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        var body = in.readNBytes(length);
        if (body.length < length) {
            throw new EOFException();
        }
        return new String(body, StandardCharsets.UTF_8);
    }

    /** Empty at the end. */
    private static String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (var c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }
}

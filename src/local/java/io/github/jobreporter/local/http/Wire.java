package io.github.jobreporter.local.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * HTTP/1.1 on a bare socket: reads a whole request and then lets a {@link Reaction} answer, wait,
 * break off or hang up, which no HTTP server does by itself.
 *
 * <p>It is also faster than such a server, because it supports only what AWS's clients need:
 * connections that are kept, a thread for each, and bodies with a length.
 */
public final class Wire implements AutoCloseable {

    /**
     * A request as it arrived.
     *
     * @param connection 1 for the first connection
     * @param headers by name in lower case
     */
    public record Request(
            int connection, String method, String path, Map<String, String> headers, String body) {

        public Request {
            headers = Map.copyOf(headers);
        }
    }

    /** What happens after a request was read. */
    @FunctionalInterface
    public interface Reaction {

        /** Reacts to a request on its connection, which is kept if this returns true. */
        boolean to(Request request, Socket connection) throws IOException, InterruptedException;
    }

    private static final Logger LOG = LoggerFactory.getLogger(Wire.class);
    private static final int BACKLOG = 200;
    private static final byte[] CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(US_ASCII);

    private final Reaction reaction;
    private final int port;
    private final AtomicInteger accepted = new AtomicInteger();
    private final Map<Thread, Socket> open = new ConcurrentHashMap<>();
    private volatile ServerSocket listener;
    private volatile Duration refusal = Duration.ZERO;
    private volatile boolean closed;

    private Wire(ServerSocket listener, Reaction reaction) {
        this.listener = listener;
        this.reaction = reaction;
        port = listener.getLocalPort();
    }

    /** Listens on any free port of the loopback interface. */
    public static Wire start(Reaction reaction) {
        return start(listen(0), reaction);
    }

    public static Wire start(ServerSocket listener, Reaction reaction) {
        var wire = new Wire(listener, reaction);
        Thread.ofPlatform().daemon().start(wire::accept);
        return wire;
    }

    /** A whole response. */
    public static byte[] response(int status, Map<String, String> headers, String body) {
        var head = new StringBuilder("HTTP/1.1 ").append(status).append(" -\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        head.append("Content-Length: ").append(body.getBytes(UTF_8).length).append("\r\n\r\n");
        return head.append(body).toString().getBytes(UTF_8);
    }

    /** Host and port. */
    public String address() {
        return "127.0.0.1:" + port;
    }

    public URI uri() {
        return URI.create("http://" + address());
    }

    /** How many connections there have been. */
    public int accepted() {
        return accepted.get();
    }

    /** The threads of the connections that are open; each ends with its connection. */
    public Set<Thread> connections() {
        return Set.copyOf(open.keySet());
    }

    /** Refuses new connections for a while. */
    public void refuse(Duration duration) throws IOException {
        refusal = duration;
        listener.close();
    }

    /** Ends all connections, and the reactions under way. */
    @Override
    public void close() {
        closed = true;
        try {
            listener.close();
            for (var socket : open.values()) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        open.keySet().forEach(Thread::interrupt);
    }

    private static ServerSocket listen(int port) {
        try {
            return new ServerSocket(port, BACKLOG, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept() {
        while (!closed) {
            try {
                var socket = listener.accept();
                var number = accepted.incrementAndGet();
                var thread = Thread.ofPlatform().daemon().unstarted(() -> serve(socket, number));
                open.put(thread, socket);
                thread.start();
                if (closed) {
                    socket.close();
                }
            } catch (IOException _) {
                // The client has gone, or nobody listens: for a while or for good.
                reopen();
            }
        }
    }

    private void reopen() {
        try {
            if (listener.isClosed()) {
                Thread.sleep(refusal);
            }
            if (listener.isClosed() && !closed) {
                listener = listen(port);
            }
        } catch (UncheckedIOException e) {
            LOG.warn("Port {} is not free again yet", port, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void serve(Socket socket, int number) {
        try (socket;
                var in = new BufferedInputStream(socket.getInputStream(), 1 << 16)) {
            socket.setTcpNoDelay(true);
            var kept = true;
            while (kept) {
                var start = line(in);
                kept = !start.isEmpty() && reaction.to(request(start, in, socket, number), socket);
            }
        } catch (IOException _) {
            // The client hung up, as it may.
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(Thread.currentThread());
        }
    }

    private static Request request(String start, InputStream in, Socket socket, int number)
            throws IOException {
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
        if (headers.getOrDefault("expect", "").equalsIgnoreCase("100-continue")) {
            socket.getOutputStream().write(CONTINUE);
        }
        var length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        var body = in.readNBytes(length);
        if (body.length < length) {
            throw new EOFException("the request breaks off");
        }
        var words = start.split(" ", -1);
        return new Request(number, words[0], words[1], headers, new String(body, UTF_8));
    }

    /** Empty at the end. */
    private static String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (var next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }
}

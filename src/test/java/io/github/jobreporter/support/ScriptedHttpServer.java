package io.github.jobreporter.support;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An HTTP server on a bare socket, for what no HTTP server does by itself: it reads a whole request
 * and then answers, hangs or hangs up as the script says.
 */
public final class ScriptedHttpServer implements AutoCloseable {

    /** What the server does once it has read a request. */
    @FunctionalInterface
    public interface Reaction {

        /** Reacts; the connection is kept when this returns true. */
        boolean to(OutputStream out) throws IOException, InterruptedException;
    }

    /**
     * A request as it arrived.
     *
     * @param connection 1 for the first connection
     */
    public record Request(int connection, String head, String body) {}

    private static final Pattern CONTENT_LENGTH =
            Pattern.compile("(?im)^content-length: *([0-9]+) *$");

    private final List<Reaction> script;
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final List<Socket> connections = new CopyOnWriteArrayList<>();
    private final AtomicInteger reactions = new AtomicInteger();
    private final ServerSocket listener;

    /** Starts a server that follows the script, one reaction a request; the last one repeats. */
    public ScriptedHttpServer(Reaction... script) {
        this.script = List.of(script);
        try {
            listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    /** A complete answer, on a connection that stays open. */
    public static Reaction answer(int status, String body) {
        return out -> {
            out.write(response(status, body));
            out.flush();
            return true;
        };
    }

    /** A complete answer that promises to keep the connection, which is then closed. */
    public static Reaction answerAndHangUp(int status, String body) {
        return out -> {
            out.write(response(status, body));
            out.flush();
            return false;
        };
    }

    /** No answer: the connection is closed. */
    public static Reaction hangUp() {
        return _ -> false;
    }

    /** The beginning of an answer, then the connection is closed. */
    public static Reaction hangUpWithin(int bytes, int status, String body) {
        return out -> {
            out.write(response(status, body), 0, bytes);
            out.flush();
            return false;
        };
    }

    /** An answer that is not HTTP. */
    public static Reaction garble() {
        return out -> {
            out.write("220 smtp.example.com ESMTP\r\n\r\n".getBytes(ISO_8859_1));
            out.flush();
            return false;
        };
    }

    /** No answer, on a connection that stays open. */
    public static Reaction hang() {
        return _ -> {
            Thread.sleep(Duration.ofMinutes(1));
            return false;
        };
    }

    /** An answer of which one byte comes at a time. */
    public static Reaction dribble(Duration pause, int status, String body) {
        return out -> {
            for (byte it : response(status, body)) {
                out.write(it);
                out.flush();
                Thread.sleep(pause);
            }
            return true;
        };
    }

    /** The address, without a trailing slash. */
    public URI uri() {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort());
    }

    /** What was read so far, in the order of arrival. */
    public List<Request> requests() {
        return List.copyOf(requests);
    }

    @Override
    public void close() {
        try {
            listener.close();
            for (Socket connection : connections) {
                connection.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] response(int status, String body) {
        byte[] bytes = body.getBytes(UTF_8);
        String head =
                """
                HTTP/1.1 %d Whatever
                x-amzn-RequestId: request-1
                Content-Type: application/x-amz-json-1.1
                Content-Length: %d

                """
                        .formatted(status, bytes.length)
                        .replace("\n", "\r\n");
        ByteArrayOutputStream response = new ByteArrayOutputStream();
        response.writeBytes(head.getBytes(ISO_8859_1));
        response.writeBytes(bytes);
        return response.toByteArray();
    }

    private void accept() {
        try {
            while (true) {
                Socket connection = listener.accept();
                connections.add(connection);
                int number = connections.size();
                Thread.ofVirtual().start(() -> serve(connection, number));
            }
        } catch (IOException _) {
            // Closed: the test is over.
        }
    }

    private void serve(Socket connection, int number) {
        try (connection) {
            boolean kept = true;
            while (kept) {
                String head = head(connection.getInputStream());
                if (head.isEmpty()) {
                    return;
                }
                requests.add(new Request(number, head, body(connection.getInputStream(), head)));
                kept = reaction().to(connection.getOutputStream());
            }
        } catch (IOException _) {
            // The client hung up, as it may.
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private Reaction reaction() {
        return script.get(Math.min(reactions.getAndIncrement(), script.size() - 1));
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                return "";
            }
            head.append((char) next);
        }
        return head.toString();
    }

    private static String body(InputStream in, String head) throws IOException {
        Matcher length = CONTENT_LENGTH.matcher(head.replace("\r", ""));
        return length.find()
                ? new String(in.readNBytes(Integer.parseInt(length.group(1))), UTF_8)
                : "";
    }
}

package io.github.jobreporter.support;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.github.jobreporter.local.http.Wire;
import io.github.jobreporter.local.http.Wire.Reaction;
import io.github.jobreporter.local.http.Wire.Request;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A wire that follows a script and remembers the requests. */
public final class ScriptedHttpServer implements AutoCloseable {

    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final Wire wire;

    /** Starts a server that follows the script, one reaction a request; the last one repeats. */
    public ScriptedHttpServer(Reaction... script) {
        AtomicInteger next = new AtomicInteger();
        wire =
                Wire.start(
                        (request, connection) -> {
                            requests.add(request);
                            int index = Math.min(next.getAndIncrement(), script.length - 1);
                            return script[index].to(request, connection);
                        });
    }

    /** A complete answer, on a connection that stays open. */
    public static Reaction answer(int status, String body) {
        return writing(response(status, body), true);
    }

    /** A complete answer that promises to keep the connection, which is then closed. */
    public static Reaction answerAndHangUp(int status, String body) {
        return writing(response(status, body), false);
    }

    /** No answer: the connection is closed. */
    public static Reaction hangUp() {
        return writing(new byte[0], false);
    }

    /** The beginning of an answer, then the connection is closed. */
    public static Reaction hangUpWithin(int bytes, int status, String body) {
        return writing(Arrays.copyOf(response(status, body), bytes), false);
    }

    /** An answer that is not HTTP. */
    public static Reaction garble() {
        return writing("220 smtp.example.com ESMTP\r\n\r\n".getBytes(US_ASCII), false);
    }

    /** No answer, on a connection that stays open. */
    public static Reaction hang() {
        return (_, _) -> {
            Thread.sleep(Duration.ofMinutes(1));
            return false;
        };
    }

    /** An answer of which one byte comes at a time. */
    public static Reaction dribble(Duration pause, int status, String body) {
        return (_, connection) -> {
            for (byte it : response(status, body)) {
                connection.getOutputStream().write(it);
                Thread.sleep(pause);
            }
            return true;
        };
    }

    /** The address, without a trailing slash. */
    public URI uri() {
        return wire.uri();
    }

    /** What was read so far, in the order of arrival. */
    public List<Request> requests() {
        return List.copyOf(requests);
    }

    @Override
    public void close() {
        wire.close();
    }

    private static Reaction writing(byte[] bytes, boolean kept) {
        return (_, connection) -> {
            connection.getOutputStream().write(bytes);
            return kept;
        };
    }

    private static byte[] response(int status, String body) {
        return Wire.response(
                status,
                Map.of(
                        "x-amzn-RequestId",
                        "request-1",
                        "Content-Type",
                        "application/x-amz-json-1.1"),
                body);
    }
}

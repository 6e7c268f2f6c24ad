package io.github.jobreporter.local.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;

/**
 * An HTTP server of the local stack.
 *
 * <p>It listens on the loopback interface only, but a browser on this machine also shows pages of
 * other sites. Such a page can post a form here: the {@code Origin} shows it. Or its own host name
 * can resolve to this machine: the {@code Host} shows it. Both are refused. Programs other than
 * browsers send no origin. The names that containers have for this machine are accepted only if the
 * settings say so.
 */
public final class LoopbackHttp implements AutoCloseable {

    private static final Pattern OWN_HOST =
            Pattern.compile(
                    "(localhost|127\\.0\\.0\\.1|\\[::1])(:[0-9]{1,5})?", Pattern.CASE_INSENSITIVE);

    /** The names that Docker and Podman give to a container's machine. */
    private static final Pattern HOST_OF_CONTAINERS =
            Pattern.compile(
                    "host\\.(docker|containers)\\.internal(:[0-9]{1,5})?",
                    Pattern.CASE_INSENSITIVE);

    /**
     * How a server is started.
     *
     * @param port 0 for any that is free
     * @param answersContainers whether it also answers to the names that containers have for this
     *     machine
     */
    public record Settings(int port, boolean answersContainers) {

        public static final Settings ANY_PORT = new Settings(0, false);
    }

    private final HttpServer http;
    private final boolean answersContainers;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    private LoopbackHttp(HttpServer http, boolean answersContainers) {
        this.http = http;
        this.answersContainers = answersContainers;
    }

    public static LoopbackHttp start(Settings settings) throws IOException {
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), settings.port);
        var server = new LoopbackHttp(HttpServer.create(address, 0), settings.answersContainers);
        server.http.setExecutor(server.threads);
        server.http.start();
        return server;
    }

    /** Serves what is at a path and below it, unless a longer path is served, too. */
    public void serve(String path, HttpHandler handler) {
        http.createContext(path, guarded(handler));
    }

    public int port() {
        return http.getAddress().getPort();
    }

    @Override
    public void close() {
        http.stop(0);
        // Waiting calls sleep until they are interrupted.
        threads.shutdownNow();
    }

    /** Answers 403 to a request that a page of another site may have sent. */
    private HttpHandler guarded(HttpHandler handler) {
        return exchange -> {
            var refusal = refusal(exchange);
            if (refusal.isEmpty()) {
                handler.handle(exchange);
                return;
            }
            try (exchange) {
                // AWS's SDKs read "message", other clients read "error".
                var body =
                        JsonNodeFactory.instance
                                .objectNode()
                                .put("error", refusal.get())
                                .put("message", refusal.get());
                exchange.getResponseHeaders().set("Content-Type", JsonRoutes.CONTENT_TYPE);
                answer(exchange, 403, (body + "\n").getBytes(StandardCharsets.UTF_8));
            }
        };
    }

    private Optional<String> refusal(HttpExchange exchange) {
        var headers = exchange.getRequestHeaders();
        var host = Optional.ofNullable(headers.getFirst("Host")).orElse("");
        if (!isOwn(host)) {
            return Optional.of(
                    "the local stack answers to localhost, 127.0.0.1 and [::1]%s, not to '%s'"
                            .formatted(
                                    answersContainers
                                            ? ", from containers to host.docker.internal and"
                                                    + " host.containers.internal"
                                            : "",
                                    host));
        }
        return Optional.ofNullable(headers.getFirst("Origin"))
                .filter(it -> !it.equalsIgnoreCase("http://" + host))
                .map("the local stack does not answer the page of another site: '%s'"::formatted);
    }

    private boolean isOwn(String host) {
        return OWN_HOST.matcher(host).matches()
                || (answersContainers && HOST_OF_CONTAINERS.matcher(host).matches());
    }

    /**
     * The body of a request.
     *
     * @throws CharacterCodingException if it is not UTF-8, which neither String's constructor nor
     *     Jackson detects in every case
     */
    public static String text(HttpExchange exchange) throws IOException {
        var bytes = exchange.getRequestBody().readAllBytes();
        return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    }

    /** Sends status and body; to a HEAD, without the body. */
    public static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
        if (exchange.getRequestMethod().equals("HEAD")) {
            // The server logs a warning if it is given a length without a body.
            exchange.getResponseHeaders().set("Content-Length", Integer.toString(body.length));
            exchange.sendResponseHeaders(status, -1);
            return;
        }
        // 0 would mean a chunked body, which the client would wait for.
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }
}

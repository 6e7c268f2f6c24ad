package io.github.jobreporter.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import software.amazon.awssdk.core.exception.SdkException;

/** The page on which a person sees the local stack at work, and sets it to work. */
final class StackPage implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String HTML = "page.html";
    private static final String ACTIONS = "/actions/";

    private final HttpServer http;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final StackState state;
    private final PageActions actions;

    private StackPage(HttpServer http, StackState state, PageActions actions) {
        this.http = http;
        this.state = state;
        this.actions = actions;
    }

    static StackPage start(int port, StackState state, PageActions actions) throws IOException {
        HttpServer http =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        StackPage page = new StackPage(http, state, actions);
        http.setExecutor(page.threads);
        page.serve("/", page::html);
        page.serve("/state", _ -> Reply.json(200, page.state.json()));
        page.serve(ACTIONS, page::act);
        http.start();
        return page;
    }

    private void serve(String path, Answer answer) {
        http.createContext(path, LoopbackHttp.guarded(answering(answer)));
    }

    URI uri() {
        return URI.create("http://localhost:" + http.getAddress().getPort());
    }

    @Override
    public void close() {
        http.stop(0);
        threads.shutdownNow();
    }

    private record Reply(int status, String contentType, String body) {

        static Reply json(int status, Object body) {
            try {
                return new Reply(status, "application/json", JSON.writeValueAsString(body));
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("what the page shows is always JSON", e);
            }
        }

        static Reply saying(int status, String message) {
            return json(status, Map.of("message", message));
        }
    }

    @FunctionalInterface
    private interface Answer {
        Reply to(HttpExchange exchange) throws IOException;
    }

    private static HttpHandler answering(Answer answer) {
        return exchange -> {
            try (exchange) {
                Reply reply = replyOf(answer, exchange);
                exchange.getResponseHeaders().set("Content-Type", reply.contentType());
                exchange.getResponseHeaders().set("Cache-Control", "no-store");
                byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(reply.status(), body.length);
                exchange.getResponseBody().write(body);
            }
        };
    }

    /** Whatever goes wrong, the page can say it. */
    private static Reply replyOf(Answer answer, HttpExchange exchange) throws IOException {
        try {
            return answer.to(exchange);
        } catch (RuntimeException e) {
            return Reply.saying(500, e.toString());
        }
    }

    private Reply html(HttpExchange exchange) throws IOException {
        if (!exchange.getRequestURI().getPath().equals("/")) {
            return Reply.saying(404, "there is only one page: /");
        }
        try (InputStream html = Objects.requireNonNull(StackPage.class.getResourceAsStream(HTML))) {
            return new Reply(
                    200,
                    "text/html; charset=utf-8",
                    new String(html.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private Reply act(HttpExchange exchange) throws IOException {
        String action = exchange.getRequestURI().getPath().substring(ACTIONS.length());
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        // A form of another site cannot send JSON without being asked first.
        boolean isJson =
                "application/json".equals(exchange.getRequestHeaders().getFirst("Content-Type"));
        if (!exchange.getRequestMethod().equals("POST") || !isJson) {
            return Reply.saying(405, "an action is a POST of JSON");
        }
        try {
            return Reply.saying(200, actions.act(action, JSON.readTree(body)));
        } catch (JsonProcessingException _) {
            return Reply.saying(400, "the body must be JSON");
        } catch (IllegalArgumentException e) {
            return Reply.saying(400, String.valueOf(e.getMessage()));
        } catch (SdkException e) {
            return Reply.saying(502, String.valueOf(e.getMessage()));
        }
    }
}

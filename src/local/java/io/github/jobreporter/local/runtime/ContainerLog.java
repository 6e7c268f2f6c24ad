package io.github.jobreporter.local.runtime;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.github.jobreporter.local.http.LoopbackHttp;
import io.github.jobreporter.local.runtime.FunctionDelivery.Fate;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * What functions in containers log: they add this configuration to their own and post each line
 * here before they go on. A line that tells an outcome becomes a delivery.
 */
public final class ContainerLog implements HttpHandler {

    public static final String PATH = "/container-log";
    public static final String CONFIGURATION = PATH + "/log4j2.properties";

    /** What a container waits when the stack does not answer; the log must not stop its work. */
    private static final int TIMEOUT_MILLIS = 1_000;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Consumer<FunctionDelivery> listener;
    private final Set<Awaited> awaited = ConcurrentHashMap.newKeySet();

    /**
     * A log.
     *
     * @param listener hears of the deliveries that nobody awaits, from several threads
     */
    public ContainerLog(Consumer<FunctionDelivery> listener) {
        this.listener = listener;
    }

    /** Lines of some messages that go to whoever had them delivered, until this is closed. */
    final class Awaited implements AutoCloseable {

        private final Set<String> messageIds;
        private final List<String> lines = new CopyOnWriteArrayList<>();

        private Awaited(Collection<String> messageIds) {
            this.messageIds = Set.copyOf(messageIds);
        }

        List<String> lines() {
            return List.copyOf(lines);
        }

        @Override
        public void close() {
            awaited.remove(this);
        }
    }

    Awaited await(Collection<String> messageIds) {
        Awaited one = new Awaited(messageIds);
        awaited.add(one);
        return one;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String call = exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
            switch (call) {
                case "GET " + CONFIGURATION ->
                        LoopbackHttp.answer(exchange, 200, configuration(exchange));
                case "POST " + PATH -> LoopbackHttp.answer(exchange, heard(exchange), new byte[0]);
                default -> LoopbackHttp.answer(exchange, 404, new byte[0]);
            }
        }
    }

    /** The status that a line is answered with. */
    private int heard(HttpExchange exchange) throws IOException {
        try {
            accept(LoopbackHttp.text(exchange));
            return 204;
        } catch (CharacterCodingException _) {
            return 400;
        }
    }

    /** Log4j adds it to the function's own; the host is the one that the container asked. */
    private static byte[] configuration(HttpExchange exchange) {
        return """
               appender.stack.type = Http
               appender.stack.name = LocalStack
               appender.stack.url = http://%s%s
               appender.stack.connectTimeoutMillis = %3$d
               appender.stack.readTimeoutMillis = %3$d
               appender.stack.layout.type = JsonTemplateLayout
               appender.stack.layout.eventTemplateUri = classpath:LambdaJsonLayout.json
               rootLogger.appenderRef.stack.ref = LocalStack
               """
                .formatted(exchange.getRequestHeaders().getFirst("Host"), PATH, TIMEOUT_MILLIS)
                .getBytes(StandardCharsets.UTF_8);
    }

    void accept(String line) {
        JsonNode json = json(line);
        if (!json.has("outcome")) {
            return;
        }
        String messageId = json.path("messageId").asText();
        awaited.stream()
                .filter(it -> it.messageIds.contains(messageId))
                .findFirst()
                .ifPresentOrElse(
                        it -> it.lines.add(line), () -> listener.accept(delivery(messageId, json)));
    }

    private static JsonNode json(String line) {
        try {
            return JSON.readTree(line);
        } catch (JsonProcessingException _) {
            return MissingNode.getInstance();
        }
    }

    private static FunctionDelivery delivery(String messageId, JsonNode line) {
        Duration took = Duration.ofMillis(line.path("durationMs").asLong());
        return new FunctionDelivery(
                InstantSource.system().instant().minus(took),
                line.path("function_name").asText("a function"),
                messageId,
                line.path("attempt").asInt(1),
                line.path("disposition").asText().equals("Retried") ? Fate.AGAIN : Fate.DONE,
                new Invocation.Succeeded(""),
                took,
                line,
                true);
    }
}

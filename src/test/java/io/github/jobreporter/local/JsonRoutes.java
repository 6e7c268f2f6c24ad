package io.github.jobreporter.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.github.jobreporter.local.Shape.Finding;
import io.github.jobreporter.local.Shape.Structure;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Plain HTTP and JSON for people and scripts: what does not fit is answered with what would. */
final class JsonRoutes implements HttpHandler {

    /** Stands in a path for any one segment. */
    static final String ID = "{id}";

    /**
     * One request that fits its route.
     *
     * @param id the segment at {@link #ID}, empty where the path has none
     */
    record Call(String id, ObjectNode body) {}

    record Reply(int status, JsonNode body) {

        static Reply ok(JsonNode body) {
            return new Reply(200, body);
        }

        static Reply error(int status, String message) {
            return new Reply(status, error(message));
        }

        private static ObjectNode error(String message) {
            return NODES.objectNode().put("error", message);
        }
    }

    /**
     * The body that a route takes.
     *
     * @param example of one that fits
     */
    record Body(Structure shape, String example) {}

    record Route(
            String method,
            String path,
            String purpose,
            Optional<Body> body,
            Function<Call, Reply> action) {

        static Route get(String path, String purpose, Function<Call, Reply> action) {
            return new Route("GET", path, purpose, Optional.empty(), action);
        }

        static Route delete(String path, String purpose, Function<Call, Reply> action) {
            return new Route("DELETE", path, purpose, Optional.empty(), action);
        }

        static Route post(String path, String purpose, Body body, Function<Call, Reply> action) {
            return new Route("POST", path, purpose, Optional.of(body), action);
        }

        /** Whoever would get something may also ask for its head. */
        private boolean takes(String other) {
            return method.equals(other) || (method.equals("GET") && other.equals("HEAD"));
        }

        private List<String> segments() {
            return List.of(path.substring(1).split("/"));
        }

        private boolean isAt(List<String> place) {
            var own = segments();
            return own.size() == place.size()
                    && IntStream.range(0, own.size())
                            .allMatch(
                                    it ->
                                            own.get(it).equals(ID)
                                                    || own.get(it).equals(place.get(it)));
        }

        private String idIn(List<String> place) {
            var index = segments().indexOf(ID);
            return index < 0 ? "" : place.get(index);
        }

        @Override
        public String toString() {
            return method + " " + path + ": " + purpose;
        }
    }

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final List<Route> routes;

    JsonRoutes(List<Route> routes) {
        this.routes = List.copyOf(routes);
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            var reply = reply(exchange);
            // The end of the line is for whoever reads it in a terminal.
            var body = (reply.body.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            LoopbackHttp.answer(exchange, reply.status, body);
        }
    }

    private Reply reply(HttpExchange exchange) throws IOException {
        var place = segments(exchange.getRequestURI().getRawPath());
        var content = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        var here = routes.stream().filter(it -> it.isAt(place)).toList();
        if (here.isEmpty()) {
            return listing(404, "nothing is at this path", routes);
        }
        return here.stream()
                .filter(it -> it.takes(exchange.getRequestMethod()))
                .findFirst()
                .map(it -> reply(it, it.idIn(place), content))
                .orElseGet(() -> listing(405, "this path takes other methods", here));
    }

    /** Split before it is decoded: an id may hold a slash. */
    private static List<String> segments(String rawPath) {
        return Arrays.stream(rawPath.substring(1).split("/"))
                // A plus is a space in forms only.
                .map(it -> URLDecoder.decode(it.replace("+", "%2B"), StandardCharsets.UTF_8))
                .toList();
    }

    private static Reply listing(int status, String message, List<Route> routes) {
        var body = Reply.error(message);
        var paths = body.putArray("paths");
        routes.forEach(it -> paths.add(it.toString()));
        return new Reply(status, body);
    }

    private static Reply reply(Route route, String id, String content) {
        if (route.body.isEmpty()) {
            return route.action.apply(new Call(id, NODES.objectNode()));
        }
        var wanted = route.body.get();
        if (!(json(content.isBlank() ? "{}" : content) instanceof ObjectNode body)) {
            return malformed(wanted, List.of("the body must be a JSON object"));
        }
        var problems = problems(wanted.shape, body);
        return problems.isEmpty()
                ? route.action.apply(new Call(id, body))
                : malformed(wanted, problems);
    }

    private static JsonNode json(String content) {
        try {
            return JSON.readTree(content);
        } catch (JsonProcessingException _) {
            return MissingNode.getInstance();
        }
    }

    private static Reply malformed(Body wanted, List<String> problems) {
        var body = Reply.error("the request does not fit");
        var list = body.putArray("problems");
        problems.forEach(list::add);
        body.set("example", json(wanted.example));
        return new Reply(400, body);
    }

    /** What is wrong with a request, each as {@code member: what is wanted}. */
    private static List<String> problems(Structure shape, ObjectNode request) {
        return Stream.concat(
                        Shape.findings(shape, request).stream().map(JsonRoutes::problem),
                        request.propertyStream()
                                .map(Map.Entry::getKey)
                                .filter(it -> !shape.members().containsKey(it))
                                .map(it -> it + ": unknown, the members are " + names(shape)))
                .toList();
    }

    private static String problem(Finding finding) {
        return switch (finding) {
            case Finding.WrongType(var path, var message) -> path + ": " + message;
            case Finding.Violation(var path, var value, var constraint) ->
                    path + ": " + constraint + ", was " + value;
        };
    }

    private static String names(Structure shape) {
        return shape.members().keySet().stream().sorted().collect(Collectors.joining(", "));
    }
}

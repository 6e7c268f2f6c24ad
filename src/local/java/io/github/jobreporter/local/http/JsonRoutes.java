package io.github.jobreporter.local.http;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.github.jobreporter.local.http.Shape.Finding;
import io.github.jobreporter.local.http.Shape.Structure;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** HTTP and JSON for people and scripts: an invalid request is answered with a valid example. */
public final class JsonRoutes implements HttpHandler {

    static final String CONTENT_TYPE = "application/json; charset=utf-8";

    /** Matches any one segment of a path. */
    public static final String ID = "{id}";

    /**
     * One request that fits its route.
     *
     * @param id the segment at {@link #ID}, empty where the path has none
     */
    public record Call(String id, ObjectNode body) {}

    public record Reply(int status, JsonNode body) {

        public static Reply ok(JsonNode body) {
            return new Reply(200, body);
        }

        public static Reply error(int status, String message) {
            return new Reply(status, error(message));
        }

        private static ObjectNode error(String message) {
            return NODES.objectNode().put("error", message);
        }
    }

    /**
     * The body that a route takes.
     *
     * @param rule checks what a shape cannot express, after the request fits the shape
     * @param example of one that fits
     */
    public record Body(
            Structure shape, Function<ObjectNode, Optional<String>> rule, String example) {

        public static Body of(Structure shape, String example) {
            return new Body(shape, _ -> Optional.empty(), example);
        }

        private List<String> problems(ObjectNode request) {
            var misfits = JsonRoutes.problems(shape, request);
            return misfits.isEmpty() ? rule.apply(request).stream().toList() : misfits;
        }
    }

    public record Route(
            String method,
            String path,
            String purpose,
            Optional<Body> body,
            Function<Call, Reply> action) {

        public static Route get(String path, String purpose, Function<Call, Reply> action) {
            return new Route("GET", path, purpose, Optional.empty(), action);
        }

        public static Route delete(String path, String purpose, Function<Call, Reply> action) {
            return new Route("DELETE", path, purpose, Optional.empty(), action);
        }

        public static Route post(
                String path, String purpose, Body body, Function<Call, Reply> action) {
            return new Route("POST", path, purpose, Optional.of(body), action);
        }

        /** GET includes HEAD. */
        private Stream<String> methods() {
            return method.equals("GET") ? Stream.of(method, "HEAD") : Stream.of(method);
        }

        private List<String> problems(ObjectNode request) {
            if (body.isPresent()) {
                return body.get().problems(request);
            }
            return request.isEmpty() ? List.of() : List.of("this request takes no body");
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
            JsonMapper.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    private static final String NO_OBJECT = "the body must be a JSON object";

    private final List<Route> routes;

    public JsonRoutes(List<Route> routes) {
        this.routes = List.copyOf(routes);
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            var reply = reply(exchange);
            // The line feed is for terminals.
            var body = (reply.body.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", CONTENT_TYPE);
            LoopbackHttp.answer(exchange, reply.status, body);
        }
    }

    private Reply reply(HttpExchange exchange) throws IOException {
        var place = segments(exchange.getRequestURI().getRawPath());
        var here = routes.stream().filter(it -> it.isAt(place)).toList();
        if (here.isEmpty()) {
            return listing(404, "nothing is at this path", routes);
        }
        var route =
                here.stream()
                        .filter(it -> it.methods().anyMatch(exchange.getRequestMethod()::equals))
                        .findFirst();
        if (route.isPresent()) {
            return reply(route.get(), route.get().idIn(place), exchange);
        }
        exchange.getResponseHeaders()
                .set("Allow", here.stream().flatMap(Route::methods).collect(joining(", ")));
        return listing(405, "this path takes other methods", here);
    }

    /** Split before decoding, because an id may hold a slash. */
    private static List<String> segments(String rawPath) {
        return Arrays.stream(rawPath.substring(1).split("/"))
                // A plus means a space in forms only.
                .map(it -> URLDecoder.decode(it.replace("+", "%2B"), StandardCharsets.UTF_8))
                .toList();
    }

    private static Reply listing(int status, String message, List<Route> routes) {
        var body = Reply.error(message);
        var paths = body.putArray("paths");
        routes.forEach(it -> paths.add(it.toString()));
        return new Reply(status, body);
    }

    private static Reply reply(Route route, String id, HttpExchange exchange) throws IOException {
        try {
            return json(LoopbackHttp.text(exchange)) instanceof ObjectNode body
                    ? reply(route, new Call(id, body))
                    : malformed(route, List.of(NO_OBJECT));
        } catch (CharacterCodingException _) {
            return malformed(route, List.of("the body must be UTF-8"));
        } catch (JsonProcessingException e) {
            return malformed(route, List.of(NO_OBJECT + ": " + e.getOriginalMessage()));
        }
    }

    private static Reply reply(Route route, Call call) {
        var problems = route.problems(call.body);
        return problems.isEmpty() ? route.action.apply(call) : malformed(route, problems);
    }

    private static JsonNode json(String content) throws JsonProcessingException {
        return content.isBlank() ? NODES.objectNode() : JSON.readTree(content);
    }

    private static Reply malformed(Route route, List<String> problems) {
        var body = Reply.error("the request does not fit");
        var list = body.putArray("problems");
        problems.forEach(list::add);
        route.body.ifPresent(it -> body.putRawValue("example", new RawValue(it.example)));
        return new Reply(400, body);
    }

    /** What is wrong with a request, each as {@code member: what is wanted}. */
    private static List<String> problems(Structure shape, ObjectNode request) {
        return Stream.concat(
                        Shape.findings(shape, request).stream().map(JsonRoutes::problem),
                        unknown(shape, "", request))
                .toList();
    }

    private static Stream<String> unknown(Structure shape, String prefix, JsonNode value) {
        return value.propertyStream()
                .flatMap(
                        it ->
                                switch (shape.members().get(it.getKey())) {
                                    case null ->
                                            Stream.of(
                                                    "%s%s: unknown, %s"
                                                            .formatted(
                                                                    prefix,
                                                                    it.getKey(),
                                                                    names(shape)));
                                    case Structure inner ->
                                            unknown(
                                                    inner,
                                                    prefix + it.getKey() + ".",
                                                    it.getValue());
                                    case Shape _ -> Stream.empty();
                                });
    }

    private static String problem(Finding finding) {
        return switch (finding) {
            case Finding.WrongType(var path, var message) -> path + ": " + message;
            case Finding.Violation(var path, var value, var constraint) ->
                    path + ": " + constraint + ", was " + value;
        };
    }

    private static String names(Structure shape) {
        return shape.members().isEmpty()
                ? "this request takes no members"
                : shape.members().keySet().stream()
                        .sorted()
                        .collect(joining(", ", "the members are ", ""));
    }
}

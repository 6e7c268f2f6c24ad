package io.github.jobreporter.local.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.github.jobreporter.local.http.LoopbackHttp.Settings;
import io.github.jobreporter.local.http.Shape.Finding.Violation;
import io.github.jobreporter.local.http.Shape.Finding.WrongType;
import io.github.jobreporter.local.http.Shape.Structure;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * An AWS service that speaks {@code awsJson1_1}, on the loopback interface, with faults that can be
 * ordered and a journal of all calls.
 */
public final class AwsJsonServer implements AutoCloseable {

    /**
     * What a server offers.
     *
     * @param targetPrefix of the header {@code X-Amz-Target}, before the operation's name
     * @param subjectMember the request's member that selects faults and holds
     * @param operations each is called by one thread at a time
     */
    public record Service(
            String targetPrefix,
            String subjectMember,
            Map<String, Function<ObjectNode, Answer>> operations) {

        public Service {
            operations = Map.copyOf(operations);
        }
    }

    public record Answer(int status, ObjectNode body) {

        public static Answer success(ObjectNode body) {
            return new Answer(200, body);
        }

        public static Answer refusal(String type, String message) {
            return error(400, type, message);
        }

        public static Answer throttling() {
            return refusal("ThrottlingException", "Rate exceeded");
        }

        static Answer error(int status, String type, String message) {
            var body = JsonNodeFactory.instance.objectNode();
            return new Answer(status, body.put("__type", type).put("message", message));
        }

        /**
         * The refusal of a request that does not fit its shape. Services that speak {@code awsJson}
         * answer a value of the wrong JSON type before they validate, with an error that no model
         * lists.
         */
        public static Optional<Answer> misfit(Structure shape, ObjectNode request) {
            var violations = new ArrayList<String>();
            for (var finding : Shape.findings(shape, request)) {
                switch (finding) {
                    case WrongType it -> {
                        return Optional.of(refusal("SerializationException", it.message()));
                    }
                    case Violation it -> violations.add(it.message());
                }
            }
            return violations.isEmpty()
                    ? Optional.empty()
                    : Optional.of(refusal("ValidationException", detected(violations)));
        }

        private static String detected(List<String> violations) {
            return "%d validation error%s detected: %s"
                    .formatted(
                            violations.size(),
                            violations.size() == 1 ? "" : "s",
                            String.join("; ", violations));
        }

        boolean accepted() {
            return status == 200;
        }

        Optional<String> errorType() {
            return body.path("__type").asOptional().map(JsonNode::asText);
        }

        Optional<String> errorMessage() {
            return body.path("message").asOptional().map(JsonNode::asText);
        }
    }

    /** Which calls an order is for; an absent member matches all. */
    public record Scope(Optional<String> subject, Optional<String> operation) {

        public static final Scope ALL = new Scope(Optional.empty(), Optional.empty());

        public static Scope of(String subject) {
            return new Scope(Optional.of(subject), Optional.empty());
        }

        private boolean covers(Call call) {
            return subject.map(call.subject::equals).orElse(true)
                    && operation.map(call.operation::equals).orElse(true);
        }
    }

    /**
     * A fault that the next calls in its scope will meet.
     *
     * @param calls how many calls remain
     */
    public record Order(Scope scope, Fault fault, int calls) {

        private Order afterOneCall() {
            return new Order(scope, fault, calls - 1);
        }
    }

    private record Call(Instant at, String operation, String subject, ObjectNode request) {}

    private static final List<String> SECRET_MEMBERS = List.of("clientToken", "SecretString");
    private static final String MASK = "***";

    private final Service service;
    private final AwsJsonProtocol protocol;
    private final InstantSource clock;
    private final LoopbackHttp http;

    private final Object ordering = new Object();
    private final List<Order> orders = new ArrayList<>();
    private final Map<String, Queue<HeldCall>> holds = new HashMap<>();

    private final Object acting = new Object();
    private final List<RecordedCall> journal = new ArrayList<>();

    private AwsJsonServer(Service service, InstantSource clock, LoopbackHttp http) {
        this.service = service;
        protocol = new AwsJsonProtocol("application/x-amz-json-1.1", service.targetPrefix);
        this.clock = clock;
        this.http = http;
    }

    static AwsJsonServer start(Service service, InstantSource clock) throws IOException {
        return start(service, clock, Settings.ANY_PORT);
    }

    public static AwsJsonServer start(Service service, InstantSource clock, Settings settings)
            throws IOException {
        var server = new AwsJsonServer(service, clock, LoopbackHttp.start(settings));
        server.serve("/", server::handle);
        return server;
    }

    public URI uri() {
        return URI.create("http://127.0.0.1:" + http.port());
    }

    /** Serves what is at a path and below it, unless a longer path is served, too. */
    public void serve(String path, HttpHandler handler) {
        http.serve(path, handler);
    }

    /** A call meets the orders for its subject first, oldest first. */
    public void order(Order order) {
        synchronized (ordering) {
            orders.add(order);
        }
    }

    public void order(Scope scope, Fault fault) {
        order(new Order(scope, fault, fault.calls()));
    }

    /** The faults that no call has met yet, oldest first. */
    public List<Order> orders() {
        synchronized (ordering) {
            return List.copyOf(orders);
        }
    }

    public HeldCall holdNext(String subject) {
        var held = new HeldCall();
        synchronized (ordering) {
            holds.computeIfAbsent(subject, _ -> new ArrayDeque<>()).add(held);
        }
        return held;
    }

    public void forgetFaults() {
        synchronized (ordering) {
            orders.clear();
        }
    }

    public List<RecordedCall> journal() {
        synchronized (acting) {
            return List.copyOf(journal);
        }
    }

    @Override
    public void close() {
        http.close();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            var operation = protocol.operation(exchange);
            var request = AwsJsonProtocol.request(exchange);
            if (!service.operations.containsKey(operation)) {
                send(exchange, unknown(operation));
            } else if (request.isPresent()) {
                var subject = request.get().path(service.subjectMember).asText();
                answer(exchange, new Call(clock.instant(), operation, subject, request.get()));
            } else {
                send(exchange, Answer.refusal("SerializationException", "not a JSON object"));
            }
        } catch (InterruptedException e) {
            // The server closes; so does the connection, without a reply.
            Thread.currentThread().interrupt();
        }
    }

    private Answer unknown(String operation) {
        return Answer.refusal(
                "UnknownOperationException",
                "%s is no operation of the local stack here. There are: %s"
                        .formatted(
                                operation.isEmpty() ? "This" : operation,
                                service.operations.keySet().stream()
                                        .sorted()
                                        .collect(Collectors.joining(", "))));
    }

    private void answer(HttpExchange exchange, Call call) throws IOException, InterruptedException {
        var held = nextHold(call.subject);
        if (held.isPresent() && !held.get().mayGoOn()) {
            return;
        }
        var fault = nextFault(call);
        if (fault.isEmpty()) {
            send(exchange, act(call, fault));
            return;
        }
        switch (fault.get()) {
            case Fault.ThrottleNext _ -> refuse(exchange, call, fault, Answer.throttling());
            case Fault.FailBeforeActing _ ->
                    refuse(exchange, call, fault, Answer.error(500, "InternalFailure", ""));
            case Fault.Deny _ -> refuse(exchange, call, fault, denial(call.operation));
            case Fault.Answer(var status, var type, var message) ->
                    refuse(exchange, call, fault, Answer.error(status, type, message));
            // Without headers sent, closing the exchange closes the connection.
            case Fault.DropAfterActing _ -> act(call, fault);
            case Fault.HangBeforeActing(var duration) -> {
                Thread.sleep(duration);
                send(exchange, act(call, fault));
            }
            case Fault.HangAfterActing(var duration) -> {
                var answer = act(call, fault);
                Thread.sleep(duration);
                send(exchange, answer);
            }
        }
    }

    private Optional<HeldCall> nextHold(String subject) {
        synchronized (ordering) {
            return Optional.ofNullable(holds.get(subject)).map(Queue::poll);
        }
    }

    private Optional<Fault> nextFault(Call call) {
        synchronized (ordering) {
            var next =
                    orders.stream()
                            .filter(it -> it.scope.covers(call))
                            .min(Comparator.comparing(it -> it.scope.subject.isEmpty()));
            next.ifPresent(this::useUp);
            return next.map(Order::fault);
        }
    }

    /** Equal orders are interchangeable. */
    private void useUp(Order order) {
        orders.set(orders.indexOf(order), order.afterOneCall());
        orders.removeIf(it -> it.calls == 0);
    }

    private Answer act(Call call, Optional<Fault> fault) {
        synchronized (acting) {
            var operation = service.operations.getOrDefault(call.operation, _ -> failure());
            var answer = operation.apply(call.request);
            record(call, fault, answer);
            return answer;
        }
    }

    private static Answer failure() {
        return Answer.error(500, "InternalFailure", "");
    }

    private void refuse(HttpExchange exchange, Call call, Optional<Fault> fault, Answer answer)
            throws IOException {
        synchronized (acting) {
            record(call, fault, answer);
        }
        send(exchange, answer);
    }

    private void record(Call call, Optional<Fault> fault, Answer answer) {
        journal.add(
                new RecordedCall(
                        call.at,
                        call.operation,
                        call.subject,
                        masked(call.request),
                        answer.status,
                        answer.errorType(),
                        answer.errorMessage().map(it -> withoutSecrets(it, call.request)),
                        answer.accepted(),
                        fault));
    }

    private static ObjectNode masked(ObjectNode request) {
        var copy = request.deepCopy();
        SECRET_MEMBERS.stream().filter(copy::has).forEach(it -> copy.put(it, MASK));
        return copy;
    }

    /** AWS repeats an invalid value in its message. */
    private static String withoutSecrets(String message, ObjectNode request) {
        return SECRET_MEMBERS.stream()
                .map(it -> request.path(it).asText())
                .filter(it -> !it.isEmpty())
                .reduce(message, (masked, it) -> masked.replace(it, MASK));
    }

    static Answer denial(String operation) {
        return Answer.refusal(
                "AccessDeniedException",
                "User: arn:aws:sts::000000000000:assumed-role/local/local is not authorized to"
                        + " perform: "
                        + operation
                        + " because no identity-based policy allows it");
    }

    private void send(HttpExchange exchange, Answer answer) throws IOException {
        protocol.send(exchange, answer.status, answer.body);
    }
}

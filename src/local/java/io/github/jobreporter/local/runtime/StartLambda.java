package io.github.jobreporter.local.runtime;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Functions in containers, as {@code sam local start-lambda} runs them behind Lambda's Invoke API.
 *
 * <p>While nothing listens there, no delivery starts: messages stay in the queue, events wait.
 */
public final class StartLambda {

    /** The longest that Lambda lets a function run: SAM may have to build a container first. */
    private static final Duration LONGEST_INVOCATION = Duration.ofMinutes(15);

    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final int CONNECT_MILLIS = 2_000;
    private static final int HTTP_PORT = 80;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final InstantSource CLOCK = InstantSource.system();

    private enum Seen {
        NOTHING,
        UP,
        DOWN
    }

    private final URI endpoint;
    private final ContainerLog log;
    private final Consumer<String> out;
    private final HttpClient http = HttpClient.newHttpClient();
    private Seen seen = Seen.NOTHING;

    /**
     * A client.
     *
     * @param log receives the functions' log lines
     * @param out is told once if nothing listens, and once if something does
     */
    public StartLambda(URI endpoint, ContainerLog log, Consumer<String> out) {
        this.endpoint = endpoint;
        this.log = log;
        this.out = out;
    }

    /** Starts environments of a function. */
    public EnvironmentPool.Starter starter(String functionLogicalId) {
        return new EnvironmentPool.Starter() {
            @Override
            public ExecutionEnvironment start() throws InterruptedException {
                while (!listens()) {
                    Thread.sleep(PAUSE);
                }
                return new Container(functionLogicalId);
            }

            @Override
            public boolean isReady() {
                return listens();
            }
        };
    }

    private boolean listens() {
        try (Socket socket = new Socket()) {
            int port = endpoint.getPort() < 0 ? HTTP_PORT : endpoint.getPort();
            socket.connect(new InetSocketAddress(endpoint.getHost(), port), CONNECT_MILLIS);
            tell(Seen.UP, "sam local start-lambda is there: the functions run in its containers.");
            return true;
        } catch (IOException _) {
            tell(
                    Seen.DOWN,
                    ("Nothing listens at %s: messages and events wait until"
                                    + " `sam local start-lambda` runs.")
                            .formatted(endpoint));
            return false;
        }
    }

    private synchronized void tell(Seen now, String what) {
        if (seen != now) {
            seen = now;
            out.accept(what);
        }
    }

    /** One invocation at a time; SAM decides in which container. */
    private final class Container implements ExecutionEnvironment {

        private final String functionLogicalId;

        private Container(String functionLogicalId) {
            this.functionLogicalId = functionLogicalId;
        }

        @Override
        public Run run(Request request) throws InterruptedException {
            Instant begin = CLOCK.instant();
            JsonNode event = json(request.payload());
            try (ContainerLog.Awaited awaited = log.await(messageIds(event))) {
                Invocation invocation =
                        invoke(request)
                                .map(it -> invocation(it, isSilent(event, awaited)))
                                .orElseGet(Invocation.TimedOut::new);
                Duration took = Duration.between(begin, CLOCK.instant());
                return new Run(begin, invocation, took, awaited.lines(), true);
            }
        }

        private Optional<HttpResponse<String>> invoke(Request request) throws InterruptedException {
            try {
                return Optional.of(http.send(httpRequest(request), BodyHandlers.ofString()));
            } catch (ConnectException _) {
                throw new FunctionStartException("nothing listens at " + endpoint);
            } catch (HttpTimeoutException _) {
                return Optional.empty();
            } catch (IOException e) {
                throw new IllegalStateException(
                        "sam local start-lambda did not answer for " + functionLogicalId, e);
            }
        }

        private HttpRequest httpRequest(Request request) {
            String path = "/2015-03-31/functions/%s/invocations".formatted(functionLogicalId);
            return HttpRequest.newBuilder(endpoint.resolve(path))
                    .timeout(LONGEST_INVOCATION)
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString(request.payload()))
                    .build();
        }

        @Override
        public boolean alive() {
            return listens();
        }

        @Override
        public void close() {
            // The containers are SAM's.
        }
    }

    /** The ids that the function's log lines name: of a batch's messages, or of an event. */
    private static List<String> messageIds(JsonNode event) {
        return isBatch(event)
                ? event.path("Records")
                        .valueStream()
                        .map(it -> it.path("messageId").asText())
                        .toList()
                : List.of(event.path("id").asText());
    }

    private static boolean isBatch(JsonNode event) {
        return event.has("Records");
    }

    /**
     * Whether an empty answer means that the function returned nothing. SAM also answers with
     * nothing if the function timed out, but then the function has not logged the event's outcome.
     * For a batch the function always returns something.
     */
    private static boolean isSilent(JsonNode event, ContainerLog.Awaited awaited) {
        return !isBatch(event) && !awaited.lines().isEmpty();
    }

    private static Invocation invocation(HttpResponse<String> answer, boolean isSilent) {
        String body = answer.body();
        if (answer.statusCode() != 200) {
            return new Invocation.Failed("HTTP " + answer.statusCode(), body);
        }
        if (answer.headers().firstValue("X-Amz-Function-Error").isPresent()) {
            JsonNode error = json(body);
            return new Invocation.Failed(
                    error.path("errorType").asText("Unhandled"),
                    error.path("errorMessage").asText(body));
        }
        return body.isBlank() && !isSilent
                ? new Invocation.TimedOut()
                : new Invocation.Succeeded(body);
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException _) {
            return MissingNode.getInstance();
        }
    }
}

package io.github.jobreporter.local.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.github.jobreporter.local.http.LoopbackHttp;
import io.github.jobreporter.local.queue.ElasticMq;
import io.github.jobreporter.local.queue.EventSource;
import io.github.jobreporter.local.queue.EventSourceMapping.Source;
import io.github.jobreporter.local.queue.QueuePoller;
import io.github.jobreporter.local.runtime.ExecutionEnvironment.Request;
import io.github.jobreporter.local.runtime.FunctionDelivery.Fate;
import io.github.jobreporter.local.template.Template.QueueDefinition;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Uses a small server of Lambda's Invoke API. */
@Timeout(60)
class StartLambdaTest {

    private record Answer(int status, String body, boolean isFunctionError) {

        static Answer of(String body) {
            return new Answer(200, body, false);
        }
    }

    private static final String BATCH =
            """
            {"Records": [{"messageId": "m-1"}, {"messageId": "m-2"}]}""";
    private static final String EVENT = "{\"id\": \"e-1\", \"detail\": {}}";

    private final List<String> invoked = new CopyOnWriteArrayList<>();
    private final List<String> said = new CopyOnWriteArrayList<>();
    private final List<FunctionDelivery> heard = new CopyOnWriteArrayList<>();
    private final ContainerLog log = new ContainerLog(heard::add);
    private Function<String, Answer> function = _ -> Answer.of("{}");
    private Optional<HttpServer> server = Optional.empty();
    private int port;

    @BeforeEach
    void choosePort() throws IOException {
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
    }

    @AfterEach
    void stop() {
        server.ifPresent(it -> it.stop(0));
        server = Optional.empty();
    }

    private void listen() throws IOException {
        var started =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        started.createContext(
                "/",
                exchange -> {
                    try (exchange) {
                        invoked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
                        var event = exchange.getRequestBody().readAllBytes();
                        var answer = function.apply(new String(event, StandardCharsets.UTF_8));
                        if (answer.isFunctionError) {
                            exchange.getResponseHeaders().set("x-amz-function-error", "Unhandled");
                        }
                        var body = answer.body.getBytes(StandardCharsets.UTF_8);
                        LoopbackHttp.answer(exchange, answer.status, body);
                    }
                });
        started.start();
        server = Optional.of(started);
    }

    private EnvironmentPool.Starter starter() {
        return new StartLambda(URI.create("http://127.0.0.1:" + port), log, said::add)
                .starter("QueueReporter");
    }

    private static String line(String messageId) {
        return "{\"messageId\": \"%s\", \"outcome\": \"Reported\", \"jobId\": \"j-1\"}"
                .formatted(messageId);
    }

    private Invocation answered(String payload) throws IOException, InterruptedException {
        listen();
        return starter().start().run(new Request("r-1", payload)).invocation();
    }

    @Nested
    class GivenAnInvocation {

        @Test
        void calls_the_function_by_its_logical_id_and_returns_its_lines() throws Exception {
            function =
                    _ -> {
                        log.accept(line("m-1"));
                        log.accept(line("m-3"));
                        return Answer.of("{\"batchItemFailures\": []}");
                    };
            listen();

            var run = starter().start().run(new Request("r-1", BATCH));

            assertThat(invoked)
                    .containsExactly("POST /2015-03-31/functions/QueueReporter/invocations");
            assertThat(run.invocation())
                    .isEqualTo(new Invocation.Succeeded("{\"batchItemFailures\": []}"));
            assertThat(run.logLines()).containsExactly(line("m-1"));
            assertThat(run.inContainer()).isTrue();
            assertThat(heard).extracting(FunctionDelivery::messageId).containsExactly("m-3");
        }

        @Test
        void fails_with_the_function() throws Exception {
            function =
                    _ ->
                            new Answer(
                                    200,
                                    "{\"errorMessage\": \"no\", \"errorType\": \"Oops\"}",
                                    true);

            assertThat(answered(BATCH)).isEqualTo(new Invocation.Failed("Oops", "no"));
        }

        @Test
        void fails_when_there_is_no_such_function() throws Exception {
            function = _ -> new Answer(404, "{\"Type\": \"User\"}", false);

            assertThat(answered(BATCH))
                    .isEqualTo(new Invocation.Failed("HTTP 404", "{\"Type\": \"User\"}"));
        }

        /** SAM's answer after it ended a function at its timeout. */
        @Test
        void timed_out_if_a_batch_gets_no_response() throws Exception {
            function =
                    _ -> {
                        log.accept(line("m-1"));
                        log.accept(line("m-2"));
                        return Answer.of("");
                    };

            assertThat(answered(BATCH)).isEqualTo(new Invocation.TimedOut());
        }

        @Test
        void timed_out_if_an_event_gets_no_response_and_no_line_has_its_outcome() throws Exception {
            function = _ -> Answer.of("");

            assertThat(answered(EVENT)).isEqualTo(new Invocation.TimedOut());
        }

        @Test
        void succeeded_when_the_function_of_an_event_returns_nothing() throws Exception {
            function =
                    _ -> {
                        log.accept(line("e-1"));
                        return Answer.of("");
                    };

            assertThat(answered(EVENT)).isEqualTo(new Invocation.Succeeded(""));
        }
    }

    @Nested
    class GivenNothingListens {

        @Test
        void says_once_how_to_start_it() {
            var starter = starter();

            assertThat(starter.isReady()).isFalse();
            assertThat(starter.isReady()).isFalse();

            assertThat(said)
                    .containsExactly(
                            ("Nothing listens at http://127.0.0.1:%d: messages and events wait"
                                            + " until `sam local start-lambda` runs.")
                                    .formatted(port));
        }

        @Test
        void waits_until_it_starts() throws Exception {
            var starter = starter();
            var started =
                    CompletableFuture.supplyAsync(
                            () -> {
                                try {
                                    return starter.start();
                                } catch (InterruptedException e) {
                                    throw new IllegalStateException(e);
                                }
                            });
            await().until(() -> said.size() == 1);
            assertThat(started).isNotDone();

            listen();

            assertThat(started.get().alive()).isTrue();
            assertThat(said).last().asString().contains("sam local start-lambda is there");
        }

        @Test
        void is_not_alive_after_it_ends() throws Exception {
            listen();
            var environment = starter().start();
            stop();

            assertThat(environment.alive()).isFalse();
            assertThat(said).hasSize(2);
        }
    }

    @Nested
    class GivenAQueue {

        private static final String QUEUE = "Queue";
        private static final Pattern MESSAGE = Pattern.compile("\"messageId\":\"([^\"]+)\"");

        private final ElasticMq elasticMq =
                ElasticMq.start(
                        List.of(
                                new QueueDefinition(
                                        QUEUE,
                                        Duration.ofSeconds(60),
                                        Duration.ofDays(1),
                                        Optional.empty())));

        @AfterEach
        void close() {
            elasticMq.close();
        }

        private String send(String body) {
            return elasticMq
                    .client()
                    .sendMessage(it -> it.queueUrl(elasticMq.queueUrl(QUEUE)).messageBody(body))
                    .messageId();
        }

        private int visible() {
            return Integer.parseInt(
                    elasticMq
                            .client()
                            .getQueueAttributes(
                                    it ->
                                            it.queueUrl(elasticMq.queueUrl(QUEUE))
                                                    .attributeNamesWithStrings("All"))
                            .attributesAsStrings()
                            .get("ApproximateNumberOfMessages"));
        }

        private QueuePoller poll() {
            var source = new Source(elasticMq.queueUrl(QUEUE), ElasticMq.queueArn(QUEUE), 10, true);
            return QueuePoller.start(
                    new EventSource(elasticMq.client(), source),
                    new EnvironmentPool("QueueReporter", 2, starter()),
                    heard::add);
        }

        @Test
        void keeps_its_messages_until_the_function_is_reachable() throws Exception {
            send("done");
            try (var _ = poll()) {
                await().until(() -> said.size() == 1);
                await().during(Duration.ofSeconds(2)).until(() -> visible() == 1);
                assertThat(heard).isEmpty();

                listen();

                await().atMost(Duration.ofSeconds(20)).until(() -> heard.size() == 1);
            }
            assertThat(heard.getFirst().receiveCount()).isEqualTo(1);
            assertThat(heard.getFirst().fate()).isEqualTo(Fate.DONE);
            assertThat(heard.getFirst().inContainer()).isTrue();
        }

        @Test
        void keeps_the_messages_that_the_function_returned() throws Exception {
            var kept = send("again");
            function =
                    event -> {
                        var ids = MESSAGE.matcher(event).results().map(it -> it.group(1)).toList();
                        return Answer.of(
                                ids.contains(kept)
                                        ? "{\"batchItemFailures\": [{\"itemIdentifier\": \"%s\"}]}"
                                                .formatted(kept)
                                        : "{\"batchItemFailures\": []}");
                    };
            var done = send("done");
            listen();
            try (var _ = poll()) {
                await().atMost(Duration.ofSeconds(20)).until(() -> heard.size() == 2);
            }

            assertThat(heard)
                    .filteredOn(it -> it.messageId().equals(kept))
                    .extracting(FunctionDelivery::fate)
                    .containsExactly(Fate.AGAIN);
            assertThat(heard)
                    .filteredOn(it -> it.messageId().equals(done))
                    .extracting(FunctionDelivery::fate)
                    .containsExactly(Fate.DONE);
        }
    }
}

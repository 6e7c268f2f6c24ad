package io.github.jobreporter.local.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.jobreporter.local.queue.EventSourceMapping.Source;
import io.github.jobreporter.local.runtime.EnvironmentPool;
import io.github.jobreporter.local.runtime.ExecutionEnvironment;
import io.github.jobreporter.local.runtime.FakeEnvironments;
import io.github.jobreporter.local.runtime.FakeEnvironments.FakeFunction;
import io.github.jobreporter.local.runtime.FunctionDelivery;
import io.github.jobreporter.local.runtime.FunctionDelivery.Fate;
import io.github.jobreporter.local.runtime.FunctionStartException;
import io.github.jobreporter.local.runtime.Invocation;
import io.github.jobreporter.local.template.Template.QueueDefinition;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

@Timeout(30)
class QueuePollerTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Invocation DONE = new Invocation.Succeeded("");
    private static final String QUEUE = "Queue";

    private static ElasticMq elasticMq;

    private final List<FunctionDelivery> heard = new CopyOnWriteArrayList<>();

    @BeforeAll
    static void start() {
        elasticMq =
                ElasticMq.start(
                        List.of(
                                new QueueDefinition(
                                        QUEUE,
                                        Duration.ofSeconds(1),
                                        Duration.ofDays(1),
                                        Optional.empty())));
    }

    @AfterAll
    static void stop() {
        elasticMq.close();
    }

    @BeforeEach
    void empty() {
        returnMessagesAfter(Duration.ZERO);
        elasticMq.client().purgeQueue(it -> it.queueUrl(elasticMq.queueUrl(QUEUE)));
    }

    private static void returnMessagesAfter(Duration visibilityTimeout) {
        var seconds = Long.toString(visibilityTimeout.toSeconds());
        elasticMq
                .client()
                .setQueueAttributes(
                        it ->
                                it.queueUrl(elasticMq.queueUrl(QUEUE))
                                        .attributes(
                                                Map.of(
                                                        QueueAttributeName.VISIBILITY_TIMEOUT,
                                                        seconds)));
    }

    private QueuePoller poller(int batchSize, Duration window, EnvironmentPool pool) {
        var source =
                new Source(
                        elasticMq.queueUrl(QUEUE),
                        ElasticMq.queueArn(QUEUE),
                        batchSize,
                        window,
                        true);
        return QueuePoller.start(new EventSource(elasticMq.client(), source), pool, heard::add);
    }

    private QueuePoller poller(FakeFunction function) {
        return poller(10, Duration.ZERO, new FakeEnvironments(function).pool(1));
    }

    private static String send(String body) {
        var url = elasticMq.queueUrl(QUEUE);
        return elasticMq.client().sendMessage(it -> it.queueUrl(url).messageBody(body)).messageId();
    }

    private static int batchSize(ExecutionEnvironment.Request request) {
        return json(request.payload()).path("Records").size();
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private List<Fate> fatesOf(String messageId) {
        return heard.stream()
                .filter(it -> it.messageId().equals(messageId))
                .map(FunctionDelivery::fate)
                .toList();
    }

    @Test
    void deletes_finished_messages_and_reports_them() {
        try (var _ = poller(_ -> DONE)) {
            var id = send("done");

            await().untilAsserted(() -> assertThat(fatesOf(id)).containsExactly(Fate.DONE));
        }
        assertThat(heard.getFirst())
                .satisfies(
                        it -> {
                            assertThat(it.functionLogicalId()).isEqualTo("Fake");
                            assertThat(it.receiveCount()).isOne();
                            assertThat(it.invocation()).isEqualTo(DONE);
                            assertThat(it.took()).isPositive();
                            assertThat(it.line().isMissingNode()).isTrue();
                        });
    }

    @Test
    void keeps_the_messages_that_the_response_names() {
        var first = new AtomicInteger();
        FakeFunction onceFailing =
                it ->
                        first.getAndIncrement() > 0
                                ? DONE
                                : new Invocation.Succeeded(
                                        "{\"batchItemFailures\":[{\"itemIdentifier\":\"%s\"}]}"
                                                .formatted(
                                                        json(it.payload())
                                                                .at("/Records/0/messageId")
                                                                .asText()));
        try (var _ = poller(onceFailing)) {
            var id = send("again");

            await().untilAsserted(
                            () -> assertThat(fatesOf(id)).containsExactly(Fate.AGAIN, Fate.DONE));
        }
        assertThat(heard.getLast().receiveCount()).isEqualTo(2);
    }

    @Test
    void treats_a_batch_as_failed_if_the_response_names_an_unknown_message() {
        var responses =
                List.of(
                        "{\"batchItemFailures\":[{\"itemIdentifier\":\"\"}]}",
                        "{\"batchItemFailures\":[{\"itemIdentifier\":null}]}",
                        "{\"batchItemFailures\":[{\"itemIdentifier\":\"%s\"}]}"
                                .formatted(UUID.randomUUID()),
                        "{\"batchItemFailures\":[]}");
        var next = new AtomicInteger();
        try (var _ = poller(_ -> new Invocation.Succeeded(responses.get(next.getAndIncrement())))) {
            var id = send("kept three times");

            await().untilAsserted(
                            () ->
                                    assertThat(fatesOf(id))
                                            .containsExactly(
                                                    Fate.AGAIN, Fate.AGAIN, Fate.AGAIN, Fate.DONE));
        }
    }

    @Test
    void continues_with_another_environment_after_the_function_ends() {
        var ends =
                List.of(
                        new Invocation.TimedOut(),
                        new Invocation.Died(1),
                        new Invocation.Failed("Error", "no"),
                        DONE);
        var next = new AtomicInteger();
        var environments = new FakeEnvironments(_ -> ends.get(next.getAndIncrement()));
        try (var _ = poller(10, Duration.ZERO, environments.pool(1))) {
            var id = send("fourth time lucky");

            await().untilAsserted(
                            () ->
                                    assertThat(fatesOf(id))
                                            .containsExactly(
                                                    Fate.AGAIN, Fate.AGAIN, Fate.AGAIN, Fate.DONE));
        }
        assertThat(environments.started).hasSize(3);
    }

    @Test
    void continues_if_no_environment_starts() {
        var environments = new FakeEnvironments(_ -> DONE);
        var starts = new AtomicInteger();
        EnvironmentPool.Starter startsTheSecondTime =
                () -> {
                    if (starts.getAndIncrement() == 0) {
                        throw new FunctionStartException("Fake ended\nmore of what it said");
                    }
                    return environments.start();
                };
        try (var _ =
                poller(10, Duration.ZERO, new EnvironmentPool("Fake", 1, startsTheSecondTime))) {
            var id = send("second time lucky");

            await().untilAsserted(
                            () -> assertThat(fatesOf(id)).containsExactly(Fate.AGAIN, Fate.DONE));
        }
        assertThat(heard.getFirst().invocation())
                .isEqualTo(new Invocation.Failed("Runtime.InitError", "Fake ended"));
    }

    @Test
    void collects_messages_for_the_batching_window() {
        returnMessagesAfter(Duration.ofSeconds(30));
        var environments = new FakeEnvironments(_ -> DONE);
        try (var _ = poller(20, Duration.ofSeconds(2), environments.pool(1))) {
            for (int i = 0; i < 13; i++) {
                send("one of 13");
            }

            await().untilAsserted(() -> assertThat(heard).hasSize(13));
        }
        assertThat(environments.requests)
                .extracting(QueuePollerTest::batchSize)
                .containsExactly(13);
    }

    @Test
    void does_not_wait_for_the_window_when_the_batch_is_full() {
        returnMessagesAfter(Duration.ofSeconds(30));
        var environments = new FakeEnvironments(_ -> DONE);
        try (var _ = poller(2, Duration.ofSeconds(25), environments.pool(1))) {
            for (int i = 0; i < 4; i++) {
                send("one of four");
            }

            await().untilAsserted(() -> assertThat(heard).hasSize(4));
        }
        assertThat(environments.requests)
                .extracting(QueuePollerTest::batchSize)
                .containsExactly(2, 2);
    }

    @Test
    void continues_if_a_message_is_delivered_again_during_its_invocation() {
        returnMessagesAfter(Duration.ofSeconds(1));
        var invocations = new AtomicInteger();
        FakeFunction slowAtFirst =
                _ -> {
                    Thread.sleep(invocations.getAndIncrement() < 2 ? 2500 : 0);
                    return DONE;
                };
        try (var _ = poller(1, Duration.ZERO, new FakeEnvironments(slowAtFirst).pool(2))) {
            var overtaken = send("comes again meanwhile");

            await().untilAsserted(
                            () ->
                                    assertThat(fatesOf(overtaken))
                                            .startsWith(Fate.AGAIN)
                                            .contains(Fate.DONE));
        }
    }

    @Test
    void runs_at_most_the_maximum_number_of_environments_at_once() {
        returnMessagesAfter(Duration.ofSeconds(30));
        var go = new CountDownLatch(1);
        var environments = FakeEnvironments.answeringAfter(go, DONE);
        try (var _ = poller(1, Duration.ZERO, environments.pool(3))) {
            for (int i = 0; i < 5; i++) {
                send("one of five");
            }
            await().until(() -> environments.running.get() == 3);
            go.countDown();

            await().untilAsserted(() -> assertThat(heard).hasSize(5));
        }
        assertThat(environments.started).hasSize(3);
    }

    @Test
    void knows_how_many_messages_the_function_has() {
        returnMessagesAfter(Duration.ofSeconds(30));
        var go = new CountDownLatch(1);
        var environments =
                FakeEnvironments.answeringAfter(go, new Invocation.Failed("Error", "no"));
        try (var poller = poller(10, Duration.ZERO, environments.pool(1))) {
            var id = send("fails");
            await().until(() -> environments.running.get() == 1);
            assertThat(poller.inFlight()).isOne();

            go.countDown();
            await().untilAsserted(() -> assertThat(fatesOf(id)).containsExactly(Fate.AGAIN));
            assertThat(poller.inFlight()).isZero();
        }
    }

    @Test
    void ends_soon_even_if_the_function_does_not() {
        var environments =
                new FakeEnvironments(
                        _ -> {
                            Thread.sleep(Duration.ofMinutes(1));
                            return DONE;
                        });
        var poller = poller(10, Duration.ZERO, environments.pool(1));
        send("hangs");
        await().until(() -> environments.running.get() == 1);

        poller.close();

        assertThat(environments.running).hasValue(0);
        assertThat(environments.started).noneMatch(ExecutionEnvironment::alive);
    }
}

package io.github.jobreporter.local.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.jobreporter.local.bus.AsynchronousInvocation.Retries;
import io.github.jobreporter.local.http.AwsEndpoint;
import io.github.jobreporter.local.queue.DeadLetterTarget;
import io.github.jobreporter.local.queue.ElasticMq;
import io.github.jobreporter.local.runtime.EnvironmentPool;
import io.github.jobreporter.local.runtime.FakeEnvironments;
import io.github.jobreporter.local.runtime.FunctionDelivery;
import io.github.jobreporter.local.runtime.FunctionDelivery.Fate;
import io.github.jobreporter.local.runtime.FunctionStartException;
import io.github.jobreporter.local.runtime.Invocation;
import io.github.jobreporter.local.template.Template.QueueDefinition;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

@Timeout(30)
class EventBusDeliveryTest {

    private static final Invocation DONE = new Invocation.Succeeded("");
    private static final Duration SOON = Duration.ofMillis(10);
    private static final String OF_THE_FUNCTION = "FunctionDeadLetters";
    private static final String OF_THE_RULE = "RuleDeadLetters";

    private static ElasticMq elasticMq;

    private final List<FunctionDelivery> heard = new CopyOnWriteArrayList<>();
    private EventBusEndpoint bus;
    private EventBridgeClient client;

    @BeforeAll
    static void startQueues() {
        elasticMq = ElasticMq.start(List.of(queue(OF_THE_FUNCTION), queue(OF_THE_RULE)));
    }

    private static QueueDefinition queue(String name) {
        return new QueueDefinition(
                name, Duration.ofSeconds(30), Duration.ofDays(1), Optional.empty());
    }

    @AfterAll
    static void stopQueues() {
        elasticMq.close();
    }

    @BeforeEach
    void start() throws IOException {
        for (var queue : List.of(OF_THE_FUNCTION, OF_THE_RULE)) {
            elasticMq.client().purgeQueue(it -> it.queueUrl(elasticMq.queueUrl(queue)));
        }
        bus = EventBusEndpoint.start(InstantSource.system());
        client = new AwsEndpoint(bus.uri()).client(EventBridgeClient.builder());
        bus.put(
                new EventRule(
                        "Rule",
                        "partners",
                        "Fake",
                        "{\"source\": [\"partner\"]}",
                        Optional.of(OF_THE_RULE)));
    }

    @AfterEach
    void stop() {
        client.close();
        bus.close();
    }

    private EventBusDelivery delivery(EnvironmentPool pool, Duration... delays) {
        var retries = new Retries(List.of(delays), Optional.of(deadLetters(OF_THE_FUNCTION)));
        return delivery(pool, retries);
    }

    private EventBusDelivery delivery(EnvironmentPool pool, Retries retries) {
        var invocation = new AsynchronousInvocation(pool, retries, heard::add);
        return EventBusDelivery.start(
                bus,
                new EventBusDelivery.Targets(
                        Map.of("Fake", invocation), EventBusDeliveryTest::deadLetters),
                heard::add);
    }

    private static DeadLetterTarget deadLetters(String queue) {
        return new DeadLetterTarget(elasticMq.client(), elasticMq.queueUrl(queue));
    }

    private String publish() {
        var entry =
                PutEventsRequestEntry.builder()
                        .eventBusName("partners")
                        .source("partner")
                        .detailType("Job Completion")
                        .detail("{}")
                        .build();
        return client.putEvents(it -> it.entries(entry)).entries().getFirst().eventId();
    }

    private void awaitFates(String eventId, Fate... fates) {
        await().untilAsserted(
                        () ->
                                assertThat(heard)
                                        .filteredOn(it -> it.messageId().equals(eventId))
                                        .extracting(FunctionDelivery::fate)
                                        .containsExactly(fates));
    }

    private static List<Message> messagesIn(String queue) {
        return elasticMq
                .client()
                .receiveMessage(
                        it ->
                                it.queueUrl(elasticMq.queueUrl(queue))
                                        .maxNumberOfMessages(10)
                                        .messageAttributeNames("All"))
                .messages();
    }

    private static String attribute(Message message, String name) {
        return Optional.ofNullable(message.messageAttributes().get(name))
                .orElseThrow()
                .stringValue();
    }

    @Test
    void invokes_the_function_with_the_event() {
        var environments = new FakeEnvironments(_ -> DONE);
        try (var _ = delivery(environments.pool(1))) {
            var id = publish();

            awaitFates(id, Fate.DONE);
            assertThat(environments.requests.getFirst().payload())
                    .contains("\"id\":\"" + id + "\"")
                    .contains("\"detail-type\":\"Job Completion\"");
        }
    }

    @Test
    void delivers_events_published_before_its_start() {
        var id = publish();
        try (var _ = delivery(new FakeEnvironments(_ -> DONE).pool(1))) {

            awaitFates(id, Fate.DONE);
        }
    }

    @Test
    void retries_with_the_same_request_id_until_success() {
        var ends = List.of(new Invocation.TimedOut(), new Invocation.Died(1), DONE);
        var next = new AtomicInteger();
        var environments = new FakeEnvironments(_ -> ends.get(next.getAndIncrement()));
        try (var _ = delivery(environments.pool(1), SOON, SOON)) {
            var id = publish();

            awaitFates(id, Fate.AGAIN, Fate.AGAIN, Fate.DONE);
        }
        assertThat(environments.requests).hasSize(3).containsOnly(environments.requests.getFirst());
        assertThat(environments.started).hasSize(3);
        assertThat(heard).extracting(FunctionDelivery::receiveCount).containsExactly(1, 2, 3);
        assertThat(messagesIn(OF_THE_FUNCTION)).isEmpty();
    }

    @Test
    void waits_between_the_attempts() {
        var environments = new FakeEnvironments(_ -> new Invocation.Failed("Error", "no"));
        try (var _ = delivery(environments.pool(1), Duration.ofHours(1))) {
            var id = publish();

            awaitFates(id, Fate.AGAIN);
        }
        assertThat(environments.requests).hasSize(1);
    }

    @Test
    void delivers_other_events_while_one_waits() {
        var first = new AtomicInteger();
        var environments =
                new FakeEnvironments(
                        _ -> first.getAndIncrement() == 0 ? new Invocation.TimedOut() : DONE);
        try (var _ = delivery(environments.pool(1), Duration.ofHours(1))) {
            awaitFates(publish(), Fate.AGAIN);

            awaitFates(publish(), Fate.DONE);
        }
    }

    @Test
    void dead_letters_an_event_that_failed_three_times_for_the_function() {
        var environments =
                new FakeEnvironments(_ -> new Invocation.Failed("Error", "é".repeat(600)));
        try (var _ = delivery(environments.pool(1), SOON, SOON)) {
            var id = publish();

            awaitFates(id, Fate.AGAIN, Fate.AGAIN, Fate.DEAD_LETTERED);
        }
        var request = environments.requests.getFirst();
        assertThat(messagesIn(OF_THE_FUNCTION))
                .singleElement()
                .satisfies(
                        it -> {
                            assertThat(it.body()).isEqualTo(request.payload());
                            assertThat(it.messageAttributes())
                                    .containsOnlyKeys("RequestID", "ErrorCode", "ErrorMessage");
                            assertThat(attribute(it, "RequestID")).isEqualTo(request.id());
                            assertThat(it.messageAttributes().get("ErrorCode"))
                                    .isEqualTo(
                                            MessageAttributeValue.builder()
                                                    .dataType("Number")
                                                    .stringValue("200")
                                                    .build());
                            assertThat(attribute(it, "ErrorMessage")).isEqualTo("é".repeat(512));
                        });
        assertThat(messagesIn(OF_THE_RULE)).isEmpty();
    }

    @Test
    void says_how_the_function_ended() {
        var ends = List.of(new Invocation.TimedOut(), new Invocation.Died(137));
        var next = new AtomicInteger();
        var environments = new FakeEnvironments(_ -> ends.get(next.getAndIncrement()));
        try (var _ = delivery(environments.pool(1))) {
            awaitFates(publish(), Fate.DEAD_LETTERED);
            awaitFates(publish(), Fate.DEAD_LETTERED);
        }
        assertThat(messagesIn(OF_THE_FUNCTION))
                .extracting(it -> attribute(it, "ErrorMessage").replaceFirst("^\\S+ \\S+ ", ""))
                .containsExactlyInAnyOrder(
                        "Error: Task timed out after 0 seconds",
                        "Error: Runtime exited with error: exit status 137");
    }

    @Test
    void reports_a_lost_event() {
        var environments = new FakeEnvironments(_ -> new Invocation.Failed("Error", "no"));
        try (var _ = delivery(environments.pool(1), new Retries(List.of(), Optional.empty()))) {

            awaitFates(publish(), Fate.LOST);
        }
    }

    @Test
    void dead_letters_an_event_that_no_environment_received_for_the_rule() {
        EnvironmentPool.Starter broken =
                () -> {
                    throw new FunctionStartException("Fake ended with exit code 1\nits log");
                };
        try (var _ = delivery(new EnvironmentPool("Fake", 1, broken), SOON, SOON)) {

            awaitFates(publish(), Fate.UNDELIVERABLE);
        }
        assertThat(messagesIn(OF_THE_RULE))
                .singleElement()
                .satisfies(
                        it -> {
                            assertThat(it.body()).contains("\"source\":\"partner\"");
                            assertThat(it.messageAttributes())
                                    .containsOnlyKeys(
                                            "RULE_ARN",
                                            "TARGET_ARN",
                                            "ERROR_CODE",
                                            "ERROR_MESSAGE");
                            assertThat(attribute(it, "RULE_ARN"))
                                    .isEqualTo(
                                            "arn:aws:events:us-east-1:000000000000"
                                                    + ":rule/partners/Rule");
                            assertThat(attribute(it, "TARGET_ARN"))
                                    .isEqualTo(
                                            "arn:aws:lambda:us-east-1:000000000000:function:Fake");
                            assertThat(attribute(it, "ERROR_CODE")).isEqualTo("NO_RESOURCE");
                            assertThat(attribute(it, "ERROR_MESSAGE"))
                                    .isEqualTo("Fake ended with exit code 1");
                        });
        assertThat(messagesIn(OF_THE_FUNCTION)).isEmpty();
    }

    @Test
    void counts_a_failed_restart_as_a_failure_of_the_function() {
        var environments = new FakeEnvironments(_ -> new Invocation.Died(1));
        var starts = new AtomicInteger();
        EnvironmentPool.Starter startsOnce =
                () -> {
                    if (starts.getAndIncrement() > 0) {
                        throw new FunctionStartException("Fake ended");
                    }
                    return environments.start();
                };
        try (var _ = delivery(new EnvironmentPool("Fake", 1, startsOnce), SOON)) {

            awaitFates(publish(), Fate.AGAIN, Fate.DEAD_LETTERED);
        }
    }

    @Test
    void invokes_at_most_the_maximum_number_of_environments_at_once() {
        var go = new CountDownLatch(1);
        var environments = FakeEnvironments.answeringAfter(go, DONE);
        try (var _ = delivery(environments.pool(2))) {
            for (int i = 0; i < 4; i++) {
                publish();
            }
            await().until(() -> environments.running.get() == 2);
            go.countDown();

            await().untilAsserted(() -> assertThat(heard).hasSize(4));
        }
        assertThat(environments.started).hasSize(2);
    }
}

package io.github.jobreporter.local.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jobreporter.local.codepipeline.AdjustableClock;
import io.github.jobreporter.local.queue.EventSourceMapping.Delivery;
import io.github.jobreporter.local.queue.EventSourceMapping.Source;
import io.github.jobreporter.local.runtime.Invocation;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.DeleteMessageRequest;
import software.amazon.awssdk.services.sqs.model.DeleteMessageResponse;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageResponse;

@Timeout(30)
class EventSourceTest {

    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final int SIX_MEGABYTES = 6 * 1024 * 1024;

    private final AdjustableClock clock = new AdjustableClock(InstantSource.fixed(NOW));
    private final FakeQueue queue = new FakeQueue(clock);
    private Duration advance = Duration.ZERO;

    /** A queue whose waiting only moves the clock. */
    private static final class FakeQueue implements SqsClient {

        /** The duration of a call that does not wait. */
        private static final Duration CALL = Duration.ofMillis(50);

        final Deque<Message> messages = new ArrayDeque<>();
        final List<String> deleted = new ArrayList<>();
        private final AdjustableClock clock;

        FakeQueue(AdjustableClock clock) {
            this.clock = clock;
        }

        @Override
        public ReceiveMessageResponse receiveMessage(ReceiveMessageRequest request) {
            clock.advance(
                    messages.isEmpty() && request.waitTimeSeconds() > 0
                            ? Duration.ofSeconds(request.waitTimeSeconds())
                            : CALL);
            var received = new ArrayList<Message>();
            while (!messages.isEmpty() && received.size() < request.maxNumberOfMessages()) {
                received.add(messages.pop());
            }
            return ReceiveMessageResponse.builder().messages(received).build();
        }

        @Override
        public DeleteMessageResponse deleteMessage(DeleteMessageRequest request) {
            deleted.add(request.receiptHandle());
            return DeleteMessageResponse.builder().build();
        }

        @Override
        public String serviceName() {
            return SERVICE_NAME;
        }

        @Override
        public void close() {}
    }

    private static Message message(String id, String body) {
        return Message.builder().messageId(id).receiptHandle("of " + id).body(body).build();
    }

    private EventSource source(int batchSize, Duration window) {
        var arn = "arn:aws:sqs:us-east-1:000000000000:Queue";
        return new EventSource(
                queue,
                new Source("http://queue", arn, batchSize, window, true),
                clock,
                _ -> advance,
                1);
    }

    private static List<String> ids(List<Message> batch) {
        return batch.stream().map(Message::messageId).toList();
    }

    @Nested
    class GivenABatchingWindow {

        @ParameterizedTest
        @ValueSource(ints = {1, 900, 1000, 1500, 2300})
        void ends_the_batch_on_time_although_sqs_waits_whole_seconds(int millis)
                throws InterruptedException {
            queue.messages.add(message("a", "body"));
            var window = Duration.ofMillis(millis);

            var batch = source(10, window).receive();

            assertThat(ids(batch)).containsExactly("a");
            assertThat(clock.ahead())
                    .isBetween(window, window.plus(FakeQueue.CALL.multipliedBy(2)));
        }
    }

    @Nested
    class GivenMessagesThatAgeFast {

        @Test
        void tells_the_function_a_multiple_of_their_age() {
            var sent = clock.instant().minusSeconds(10);
            var message =
                    message("a", "body").toBuilder()
                            .attributes(
                                    Map.of(
                                            MessageSystemAttributeName.SENT_TIMESTAMP,
                                            String.valueOf(sent.toEpochMilli())))
                            .build();

            assertThat(source(10, Duration.ZERO).hastened(90).event(List.of(message)))
                    .contains(
                            "\"SentTimestamp\":\"%d\""
                                    .formatted(sent.minusSeconds(890).toEpochMilli()));
        }
    }

    @Nested
    class GivenTheControlClockIsAhead {

        @Test
        void tells_the_function_when_it_would_have_been_by_the_functions_clock() {
            advance = Duration.ofHours(1);
            var sent = clock.instant().minusSeconds(10);
            var received = clock.instant().minusSeconds(5);
            var message =
                    message("a", "body").toBuilder()
                            .attributes(
                                    Map.of(
                                            MessageSystemAttributeName.SENT_TIMESTAMP,
                                            millis(sent),
                                            MessageSystemAttributeName
                                                    .APPROXIMATE_FIRST_RECEIVE_TIMESTAMP,
                                            millis(received)))
                            .build();

            assertThat(source(10, Duration.ZERO).event(List.of(message)))
                    .contains("\"SentTimestamp\":\"%s\"".formatted(millis(sent.minus(advance))))
                    .contains(
                            "\"ApproximateFirstReceiveTimestamp\":\"%s\""
                                    .formatted(millis(received.minus(advance))));
        }

        private static String millis(Instant instant) {
            return String.valueOf(instant.toEpochMilli());
        }
    }

    @Nested
    class GivenLargeMessages {

        private static final int LARGEST_MESSAGE = 1024 * 1024;

        private void put(int messages, String character) {
            var body = character.repeat(LARGEST_MESSAGE);
            for (int i = 0; i < messages; i++) {
                queue.messages.add(message("m" + i, body));
            }
        }

        @Test
        void keeps_the_payload_of_an_invocation_within_six_megabytes() throws InterruptedException {
            put(7, "a");
            var source = source(10, Duration.ZERO);

            var first = source.receive();
            var second = source.receive();

            assertThat(source.event(first).getBytes(StandardCharsets.UTF_8).length)
                    .isBetween(SIX_MEGABYTES - LARGEST_MESSAGE, SIX_MEGABYTES);
            assertThat(ids(first)).containsExactly("m0", "m1", "m2", "m3", "m4");
            assertThat(ids(second)).containsExactly("m5", "m6");
        }

        @Test
        void counts_the_escaped_length_of_a_body() throws InterruptedException {
            put(3, "\"");

            assertThat(source(10, Duration.ZERO).receive()).hasSize(2);
        }

        @Test
        void does_not_wait_for_the_window_once_the_payload_is_full() throws InterruptedException {
            put(12, "a");

            assertThat(source(100, Duration.ofMinutes(1)).receive()).hasSize(5);
            assertThat(clock.ahead()).isLessThan(Duration.ofMinutes(1));
        }

        @Test
        void delivers_one_that_is_too_large_alone() throws InterruptedException {
            queue.messages.add(message("huge", "a".repeat(SIX_MEGABYTES)));

            assertThat(ids(source(10, Duration.ZERO).receive())).containsExactly("huge");
        }
    }

    @Nested
    class GivenAResponse {

        private final List<Message> batch = List.of(message("a", "1"), message("b", "2"));

        private List<Delivery> settled(String response) {
            return source(10, Duration.ZERO).settle(batch, new Invocation.Succeeded(response));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    "null",
                    "{}",
                    "{\"statusCode\":200}",
                    "{\"batchItemFailures\":null}",
                    "{\"batchItemFailures\":[]}"
                })
        void deletes_the_batch_when_nothing_failed(String response) {
            assertThat(settled(response)).allMatch(Delivery.Deleted.class::isInstance);
            assertThat(queue.deleted).containsExactly("of a", "of b");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{\"batchItemFailures\":[{\"itemIdentifier\":\"b\"}]}",
                    "{\"batchItemFailures\":"
                            + "[{\"itemIdentifier\":\"b\"},{\"itemIdentifier\":\"b\"}]}"
                })
        void keeps_the_messages_that_it_names(String response) {
            assertThat(settled(response))
                    .containsExactly(new Delivery.Deleted("a", 0), new Delivery.Left("b", 0));
            assertThat(queue.deleted).containsExactly("of a");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{\"batchItemFailures\":[{\"itemIdentifier\":\"\"}]}",
                    "{\"batchItemFailures\":[{\"itemIdentifier\":null}]}",
                    "{\"batchItemFailures\":[{\"itemIdentifier\":\"c\"}]}",
                    "{\"batchItemFailures\":"
                            + "[{\"itemIdentifier\":\"a\"},{\"itemIdentifier\":\"c\"}]}",
                    "{\"batchItemFailures\":[{\"messageId\":\"a\"}]}",
                    "{\"batchItemFailures\":[\"a\"]}",
                    "{\"batchItemFailures\":[null]}",
                    "{\"batchItemFailures\":\"a\"}",
                    "{\"batchItemFailures\":{}}",
                    "{\"batchItemFailures\":[]} and more",
                    "{\"batchItemFailures\":",
                    "done",
                    "\"done\"",
                    "[]"
                })
        void keeps_the_whole_batch_if_it_is_invalid(String response) {
            assertThat(settled(response)).allMatch(Delivery.Left.class::isInstance);
            assertThat(queue.deleted).isEmpty();
        }
    }
}

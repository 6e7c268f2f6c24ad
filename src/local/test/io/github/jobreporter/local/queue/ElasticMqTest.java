package io.github.jobreporter.local.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jobreporter.local.codepipeline.AdjustableClock;
import io.github.jobreporter.local.template.Template.QueueDefinition;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

@Timeout(30)
class ElasticMqTest {

    private static final String QUEUE = "Queue";

    private final AdjustableClock clock = new AdjustableClock(InstantSource.system());
    private ElasticMq elasticMq;

    @BeforeEach
    void start() {
        var queue =
                new QueueDefinition(
                        QUEUE, Duration.ofMinutes(6), Duration.ofDays(1), Optional.empty());
        elasticMq = ElasticMq.start(List.of(queue), clock::ahead, 0);
    }

    @AfterEach
    void stop() {
        elasticMq.close();
    }

    private void send(String body, int delaySeconds) {
        elasticMq
                .client()
                .sendMessage(
                        it ->
                                it.queueUrl(elasticMq.queueUrl(QUEUE))
                                        .messageBody(body)
                                        .delaySeconds(delaySeconds));
    }

    private List<Message> receive() {
        return receive(360);
    }

    private List<Message> receive(int visibilityTimeout) {
        return elasticMq
                .client()
                .receiveMessage(
                        it ->
                                it.queueUrl(elasticMq.queueUrl(QUEUE))
                                        .maxNumberOfMessages(10)
                                        .visibilityTimeout(visibilityTimeout))
                .messages();
    }

    @Nested
    class GivenTheControlClockIsAdvanced {

        @Test
        void a_received_message_returns_when_its_visibility_timeout_is_over() {
            send("received", 0);
            assertThat(receive()).hasSize(1);

            clock.advance(Duration.ofMinutes(5));
            assertThat(receive()).isEmpty();

            clock.advance(Duration.ofMinutes(1));
            assertThat(receive()).hasSize(1);
        }

        @Test
        void a_message_returns_when_its_changed_visibility_timeout_is_over() {
            send("changed", 0);
            var handle = receive().getFirst().receiptHandle();
            clock.advance(Duration.ofMinutes(5));
            elasticMq
                    .client()
                    .changeMessageVisibility(
                            it ->
                                    it.queueUrl(elasticMq.queueUrl(QUEUE))
                                            .receiptHandle(handle)
                                            .visibilityTimeout(900));

            clock.advance(Duration.ofMinutes(14));
            assertThat(receive()).isEmpty();

            clock.advance(Duration.ofMinutes(1));
            assertThat(receive()).hasSize(1);
        }

        @Test
        void a_delayed_message_becomes_visible_when_its_delay_is_over() {
            send("delayed", 900);
            assertThat(receive()).isEmpty();

            clock.advance(Duration.ofMinutes(15));

            assertThat(receive()).hasSize(1);
        }

        @Test
        void a_later_delay_lasts_its_time() {
            send("before", 0);
            clock.advance(Duration.ofDays(1));
            send("after", 900);
            assertThat(receive()).extracting(Message::body).containsExactly("before");
            assertThat(receive()).isEmpty();

            clock.advance(Duration.ofMinutes(15));

            assertThat(receive()).extracting(Message::body).contains("after");
        }

        @Test
        void a_message_that_stays_visible_counts_as_visible() {
            send("visible", 0);
            clock.advance(Duration.ofDays(1));

            assertThat(receive(0)).hasSize(1);

            assertThat(
                            elasticMq
                                    .client()
                                    .getQueueAttributes(
                                            it ->
                                                    it.queueUrl(elasticMq.queueUrl(QUEUE))
                                                            .attributeNames(QueueAttributeName.ALL))
                                    .attributes())
                    .containsEntry(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES, "1");
        }
    }
}

package io.github.jobreporter.local.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jobreporter.local.codepipeline.AdjustableClock;
import io.github.jobreporter.local.template.Template.QueueDefinition;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

@Timeout(30)
class ElasticMqTest {

    private static final String QUEUE = "Queue";

    private final AdjustableClock clock = new AdjustableClock(InstantSource.system());
    private ElasticMq elasticMq;

    @BeforeEach
    void start() {
        var visibilityTimeout = Duration.ofMinutes(6);
        var queue =
                new QueueDefinition(
                        QUEUE, visibilityTimeout, Duration.ofDays(1), Optional.empty());
        elasticMq = ElasticMq.start(List.of(queue), clock, 0);
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
        return elasticMq
                .client()
                .receiveMessage(
                        it ->
                                it.queueUrl(elasticMq.queueUrl(QUEUE))
                                        .messageSystemAttributeNames(
                                                MessageSystemAttributeName.ALL))
                .messages();
    }

    @Nested
    class GivenItsClockIsAdvanced {

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
        void the_time_of_sending_stays_the_machines() {
            clock.advance(Duration.ofDays(1));
            send("sent", 0);

            var sent =
                    receive()
                            .getFirst()
                            .attributes()
                            .get(MessageSystemAttributeName.SENT_TIMESTAMP);

            assertThat(Instant.ofEpochMilli(Long.parseLong(sent)))
                    .isBefore(Instant.now().plusSeconds(1));
        }
    }
}

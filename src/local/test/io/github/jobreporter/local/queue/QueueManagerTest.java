package io.github.jobreporter.local.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.jobreporter.local.template.Template.QueueDefinition;
import io.github.jobreporter.local.template.Template.RedrivePolicy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.model.Message;

class QueueManagerTest {

    private static final Duration HOUR = Duration.ofHours(1);

    private final AtomicLong minutesAhead = new AtomicLong();
    private final AtomicLong minutesPerLook = new AtomicLong();

    private final ElasticMq queues =
            ElasticMq.start(
                    List.of(
                            new QueueDefinition("Dead", HOUR, HOUR, Optional.empty()),
                            new QueueDefinition(
                                    "Live", HOUR, HOUR, Optional.of(new RedrivePolicy("Dead", 9)))),
                    () -> Duration.ofMinutes(minutesAhead.addAndGet(minutesPerLook.get())),
                    0);

    @AfterEach
    void stop() {
        queues.close();
    }

    @Test
    void a_move_task_leaves_what_is_delayed_or_in_flight() {
        send("in flight", 0);
        receive("Dead");
        send("delayed", 900);
        send("visible", 0);

        assertThat(moved()).isOne();
        assertThat(receive("Live")).extracting(Message::body).containsExactly("visible");
    }

    /** ElasticMQ then makes a new list of the messages. */
    @Test
    void also_after_a_message_became_visible_again() {
        send("delayed", 900);
        send("released", 0);
        var handle = receive("Dead").getFirst().receiptHandle();
        release(handle);

        assertThat(moved()).isOne();
        assertThat(receive("Live")).extracting(Message::body).containsExactly("released");
    }

    @Test
    void holds_a_message_once_when_the_clock_moves_while_it_is_received() {
        send("one", 0);
        send("two", 0);
        minutesPerLook.set(1);
        assertThat(receive("Dead")).hasSize(2);
        minutesPerLook.set(0);
        minutesAhead.addAndGet(HOUR.toMinutes());

        assertThat(receive("Dead"))
                .extracting(Message::body)
                .containsExactlyInAnyOrder("one", "two");
    }

    @Test
    void shortens_every_wait_when_the_clock_moves_while_a_message_is_released() {
        send("delayed", 900);
        send("released", 0);
        var handle = receive("Dead").getFirst().receiptHandle();
        minutesPerLook.set(1);
        release(handle);
        minutesPerLook.set(0);
        minutesAhead.set(15);

        assertThat(receive("Dead"))
                .extracting(Message::body)
                .containsExactlyInAnyOrder("delayed", "released");
    }

    @Test
    void delays_a_message_in_full_that_is_sent_after_the_clock_moved() {
        minutesAhead.addAndGet(HOUR.toMinutes());
        send("delayed", 900);

        assertThat(receive("Dead")).isEmpty();

        minutesAhead.addAndGet(15);
        assertThat(receive("Dead")).hasSize(1);
    }

    private void send(String body, int delaySeconds) {
        queues.client()
                .sendMessage(
                        it ->
                                it.queueUrl(queues.queueUrl("Dead"))
                                        .messageBody(body)
                                        .delaySeconds(delaySeconds));
    }

    private void release(String handle) {
        queues.client()
                .changeMessageVisibility(
                        it ->
                                it.queueUrl(queues.queueUrl("Dead"))
                                        .receiptHandle(handle)
                                        .visibilityTimeout(0));
    }

    private List<Message> receive(String queue) {
        return queues.client()
                .receiveMessage(it -> it.queueUrl(queues.queueUrl(queue)).maxNumberOfMessages(10))
                .messages();
    }

    /** How many a task moves. */
    private long moved() {
        var source = ElasticMq.queueArn("Dead");
        queues.client()
                .startMessageMoveTask(
                        it -> it.sourceArn(source).destinationArn(ElasticMq.queueArn("Live")));
        return await().until(
                        () ->
                                queues.client()
                                        .listMessageMoveTasks(it -> it.sourceArn(source))
                                        .results()
                                        .getFirst(),
                        it -> it.status().equals("COMPLETED"))
                .approximateNumberOfMessagesMoved();
    }
}

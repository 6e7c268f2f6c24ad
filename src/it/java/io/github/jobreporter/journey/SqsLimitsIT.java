package io.github.jobreporter.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.jobreporter.aws.SqsDeadLetters;
import io.github.jobreporter.completion.DeadLetter;
import io.github.jobreporter.completion.Delivery;
import io.github.jobreporter.completion.FailureReason;
import io.github.jobreporter.completion.JobId;
import io.github.jobreporter.local.stack.LocalStack;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.SqsException;

/** The function sends every dead letter within the limits of SQS. */
@ExtendWith(LocalStackExtension.class)
class SqsLimitsIT {

    private static final int MEBIBYTE = 1024 * 1024;

    private final Journeys journeys;
    private final SqsDeadLetters deadLetters;

    SqsLimitsIT(Journeys journeys) {
        this.journeys = journeys;
        deadLetters = new SqsDeadLetters(journeys.stack()::sqs, queue());
    }

    private String queue() {
        return journeys.stack().queueUrl(LocalStack.DEAD_LETTER_QUEUE);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 33, 100, 300, 5000, 20_000})
    void sends_a_body_of_any_size_with_a_detail_of_any_length(int room) {
        String body = "ü".repeat((MEBIBYTE - room) / 2);

        assertThat(deadLettered(body, "ü🚀".repeat(3000)).body()).isEqualTo(body);
    }

    @Test
    void sends_any_character_in_any_attribute() {
        String all = "\0\u001b\r\n\u0085\u2028\u202e\ud800\udfff\ufffe\uffff";

        assertThat(deadLettered("{\"a\":\"" + all + "\"}", all).messageAttributes()).hasSize(7);
    }

    @Test
    void sends_a_body_that_escaping_would_make_too_large() {
        String body = "\uffff".repeat(MEBIBYTE / 3);

        assertThat(deadLettered(body, "detail").body()).isEqualTo("?".repeat(MEBIBYTE / 3));
    }

    @Test
    void tests_against_a_queue_that_enforces_the_limits() {
        assertThatThrownBy(() -> send("x".repeat(MEBIBYTE + 1))).isInstanceOf(SqsException.class);
        assertThatThrownBy(() -> send("\u0001")).isInstanceOf(SqsException.class);
    }

    private void send(String body) {
        journeys.stack().sqs().sendMessage(it -> it.queueUrl(queue()).messageBody(body));
    }

    private Message deadLettered(String body, String detail) {
        DeadLetter letter =
                new DeadLetter(
                        new Delivery(
                                "message-1",
                                body,
                                1,
                                "request-1",
                                Optional.empty(),
                                Optional.empty()),
                        FailureReason.MALFORMED_EVENT,
                        detail,
                        Optional.of(new JobId(JobId.LENGTH.cut(detail))),
                        Instant.EPOCH);
        journeys.stack().sqs().purgeQueue(it -> it.queueUrl(queue()));

        assertThat(deadLetters.send(letter)).isTrue();

        return journeys.stack()
                .sqs()
                .receiveMessage(it -> it.queueUrl(queue()).messageAttributeNames("All"))
                .messages()
                .getFirst();
    }
}

package io.github.jobreporter.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.github.jobreporter.completion.Attempt;
import io.github.jobreporter.completion.DeadLetter;
import io.github.jobreporter.completion.Delivery;
import io.github.jobreporter.completion.FailureReason;
import io.github.jobreporter.completion.Fingerprint;
import io.github.jobreporter.completion.JobId;
import io.github.jobreporter.completion.LedgerEntry;
import io.github.jobreporter.support.LoggedLines;
import io.github.jobreporter.support.MutableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mockito.ArgumentMatchers;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;

/**
 * The log lines about a write that no service confirmed. It may be stored or not: the lines state
 * neither.
 */
class UnconfirmedWritesTest {

    private static final Instant NOW = Instant.parse("2026-01-01T10:00:00Z");
    private static final Attempt ATTEMPT =
            new Attempt(new JobId("j-1"), new Fingerprint("a".repeat(64)), NOW.plusSeconds(60));
    private final ApiCallTimeoutException noAnswer = ApiCallTimeoutException.create(5000);

    private final DynamoDbClient dynamoDb = mock(DynamoDbClient.class);
    private final DynamoDbCompletionLedger ledger =
            new DynamoDbCompletionLedger(dynamoDb, "table", () -> "owner", new MutableClock(NOW));
    private final SqsClient sqs = mock(SqsClient.class);

    @BeforeEach
    void build_requests_as_the_client_does() {
        when(sqs.sendMessage(ArgumentMatchers.<Consumer<SendMessageRequest.Builder>>any()))
                .thenCallRealMethod();
        when(sqs.changeMessageVisibility(
                        ArgumentMatchers.<Consumer<ChangeMessageVisibilityRequest.Builder>>any()))
                .thenCallRealMethod();
    }

    private static List<String> logged(Class<?> type, Runnable something) {
        try (LoggedLines lines = LoggedLines.of(type)) {
            something.run();
            return lines.messages();
        }
    }

    private List<String> loggedByLedger(Runnable something) {
        when(dynamoDb.putItem(any(PutItemRequest.class))).thenThrow(noAnswer);
        return logged(DynamoDbCompletionLedger.class, something);
    }

    @Test
    void a_claim_and_its_withdrawal_may_not_have_reached_the_ledger() {
        assertThat(loggedByLedger(() -> ledger.claim(ATTEMPT)))
                .containsExactly(
                        "The ledger did not confirm a write;"
                                + " it may hold the attempt as unresolved");
    }

    @Test
    void an_update_may_have_been_stored() {
        LedgerEntry mine = LedgerEntry.first(ATTEMPT, "owner", NOW);

        assertThat(loggedByLedger(() -> ledger.record(mine)))
                .containsExactly(
                        "The ledger did not confirm a write;"
                                + " it may hold the attempt as unresolved");
    }

    @Test
    void an_event_may_have_been_handed_over() {
        when(sqs.sendMessage(any(SendMessageRequest.class))).thenThrow(noAnswer);

        assertThat(
                        logged(
                                SqsCompletionQueue.class,
                                () ->
                                        new SqsCompletionQueue(() -> sqs, "url")
                                                .handOver("{}", Duration.ZERO)))
                .containsExactly("The completion queue did not confirm that it stored the event");
    }

    @Test
    void a_message_may_be_retried_at_another_time() {
        when(sqs.changeMessageVisibility(any(ChangeMessageVisibilityRequest.class)))
                .thenThrow(noAnswer);

        assertThat(
                        logged(
                                SqsCompletionQueue.class,
                                () ->
                                        new SqsCompletionQueue(() -> sqs, "url")
                                                .retryAfter("receipt", Duration.ZERO)))
                .containsExactly(
                        "The completion queue did not confirm the delay of a retry;"
                                + " the queue's visibility timeout may apply instead");
    }

    @Test
    void an_event_may_be_in_the_dead_letter_queue() {
        when(sqs.sendMessage(any(SendMessageRequest.class))).thenThrow(noAnswer);
        DeadLetter letter =
                new DeadLetter(
                        new Delivery("m-1", "{}", 1, "r-1", Optional.empty(), Optional.empty()),
                        FailureReason.MALFORMED_EVENT,
                        "detail",
                        Optional.empty(),
                        NOW);

        assertThat(
                        logged(
                                SqsDeadLetters.class,
                                () -> new SqsDeadLetters(() -> sqs, "url").send(letter)))
                .containsExactly("The dead-letter queue did not confirm that it stored the event");
    }
}

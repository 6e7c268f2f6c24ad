package io.github.jobreporter.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.mockito.ArgumentCaptor;
import org.mockito.ArgumentMatchers;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequest;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityRequest;
import software.amazon.awssdk.services.sqs.model.MessageNotInflightException;
import software.amazon.awssdk.services.sqs.model.ReceiptHandleIsInvalidException;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;
import software.amazon.awssdk.services.sqs.model.SqsException;

class SqsCompletionQueueTest {

    private static final String QUEUE = "https://sqs.eu-central-1.amazonaws.com/1/completions";

    private final SqsClient client = mock(SqsClient.class);
    private final SqsCompletionQueue queue = new SqsCompletionQueue(() -> client, QUEUE);

    @BeforeEach
    void build_requests_as_the_client_does() {
        when(client.sendMessage(ArgumentMatchers.<Consumer<SendMessageRequest.Builder>>any()))
                .thenCallRealMethod();
        when(client.changeMessageVisibility(
                        ArgumentMatchers.<Consumer<ChangeMessageVisibilityRequest.Builder>>any()))
                .thenCallRealMethod();
    }

    @Nested
    class GivenAnEventToHandOver {

        @Test
        void sends_its_body_with_the_delay() {
            assertThat(queue.handOver("{\"a\": 1}\n", Duration.ofSeconds(42))).isTrue();

            assertThat(sent())
                    .isEqualTo(
                            SendMessageRequest.builder()
                                    .queueUrl(QUEUE)
                                    .messageBody("{\"a\": 1}\n")
                                    .delaySeconds(42)
                                    .build());
        }

        @ParameterizedTest
        @CsvSource({
            "PT0S, 0",
            "PT0.999S, 0",
            "PT1.5S, 1",
            "PT14M59S, 899",
            "PT15M, 900",
            "PT15M1S, 900",
            "P365000D, 900"
        })
        void shortens_the_delay_to_15_minutes(Duration delay, int seconds) {
            queue.handOver("x", delay);

            assertThat(sent().delaySeconds()).isEqualTo(seconds);
        }

        @Test
        void escapes_what_sqs_would_refuse() {
            queue.handOver("{\"a\":\"\u0001\"}", Duration.ofSeconds(1));

            assertThat(sent().messageBody()).isEqualTo("{\"a\":\"\\u0001\"}");
        }

        @ParameterizedTest
        @MethodSource("io.github.jobreporter.aws.SqsCompletionQueueTest#failures")
        void says_when_the_queue_did_not_store_it(SdkException failure) {
            when(client.sendMessage(any(SendMessageRequest.class))).thenThrow(failure);

            assertThat(queue.handOver("x", Duration.ofSeconds(1))).isFalse();
        }

        private SendMessageRequest sent() {
            ArgumentCaptor<SendMessageRequest> captor =
                    ArgumentCaptor.forClass(SendMessageRequest.class);
            verify(client).sendMessage(captor.capture());
            return captor.getValue();
        }
    }

    @Nested
    class GivenAMessageToRetry {

        @Test
        void hides_it_for_the_delay() {
            queue.retryAfter("receipt-1", Duration.ofSeconds(42));

            assertThat(sent())
                    .isEqualTo(
                            ChangeMessageVisibilityRequest.builder()
                                    .queueUrl(QUEUE)
                                    .receiptHandle("receipt-1")
                                    .visibilityTimeout(42)
                                    .build());
        }

        @ParameterizedTest
        @CsvSource({"PT0S, 0", "PT16M, 960", "PT12H, 43200", "PT12H1S, 43200", "P365000D, 43200"})
        void shortens_the_delay_to_12_hours(Duration delay, int seconds) {
            queue.retryAfter("receipt-1", delay);

            assertThat(sent().visibilityTimeout()).isEqualTo(seconds);
        }

        @ParameterizedTest
        @MethodSource("io.github.jobreporter.aws.SqsCompletionQueueTest#failures")
        void leaves_it_to_the_visibility_timeout_when_that_fails(SdkException failure) {
            when(client.changeMessageVisibility(any(ChangeMessageVisibilityRequest.class)))
                    .thenThrow(failure);

            assertThatCode(() -> queue.retryAfter("receipt-1", Duration.ofSeconds(1)))
                    .doesNotThrowAnyException();
        }

        private ChangeMessageVisibilityRequest sent() {
            ArgumentCaptor<ChangeMessageVisibilityRequest> captor =
                    ArgumentCaptor.forClass(ChangeMessageVisibilityRequest.class);
            verify(client).changeMessageVisibility(captor.capture());
            return captor.getValue();
        }
    }

    static Stream<SdkException> failures() {
        return Stream.of(
                SqsException.builder().statusCode(403).message("denied").build(),
                SqsException.builder().statusCode(503).build(),
                MessageNotInflightException.builder().statusCode(400).build(),
                ReceiptHandleIsInvalidException.builder().statusCode(400).build(),
                ApiCallTimeoutException.create(6000),
                SdkClientException.create("Connection reset"));
    }

    @Nested
    class GivenMessagesThatMayCrashTheFunction {

        @BeforeEach
        void build_batches_as_the_client_does() {
            when(client.changeMessageVisibilityBatch(
                            ArgumentMatchers
                                    .<Consumer<ChangeMessageVisibilityBatchRequest.Builder>>any()))
                    .thenCallRealMethod();
        }

        @Test
        void changes_all_with_one_request() {
            Map<String, Duration> delays = new LinkedHashMap<>();
            delays.put("h-1", Duration.ofSeconds(90));
            delays.put("h-2", Duration.ofMinutes(6));

            queue.retryAfter(delays);

            verify(client)
                    .changeMessageVisibilityBatch(
                            ChangeMessageVisibilityBatchRequest.builder()
                                    .queueUrl(QUEUE)
                                    .entries(entry("0", "h-1", 90), entry("1", "h-2", 360))
                                    .build());
        }

        private static ChangeMessageVisibilityBatchRequestEntry entry(
                String id, String receiptHandle, int seconds) {
            return ChangeMessageVisibilityBatchRequestEntry.builder()
                    .id(id)
                    .receiptHandle(receiptHandle)
                    .visibilityTimeout(seconds)
                    .build();
        }

        @Test
        void does_not_mind_a_failure() {
            when(client.changeMessageVisibilityBatch(
                            any(ChangeMessageVisibilityBatchRequest.class)))
                    .thenThrow(SqsException.builder().message("down").build());

            assertThatCode(() -> queue.retryAfter(Map.of("h-1", Duration.ofMinutes(2))))
                    .doesNotThrowAnyException();
        }
    }
}

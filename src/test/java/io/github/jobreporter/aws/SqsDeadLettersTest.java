package io.github.jobreporter.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.github.jobreporter.completion.DeadLetter;
import io.github.jobreporter.completion.Delivery;
import io.github.jobreporter.completion.FailureReason;
import io.github.jobreporter.completion.JobId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.ArgumentCaptor;
import org.mockito.ArgumentMatchers;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;
import software.amazon.awssdk.services.sqs.model.SqsException;

class SqsDeadLettersTest {

    private static final String QUEUE = "https://sqs.eu-central-1.amazonaws.com/1/dead-letters";
    private static final int MEBIBYTE = 1024 * 1024;

    private final SqsClient client = mock(SqsClient.class);
    private final SqsDeadLetters deadLetters = new SqsDeadLetters(() -> client, QUEUE);

    @BeforeEach
    void build_requests_as_the_client_does() {
        when(client.sendMessage(ArgumentMatchers.<Consumer<SendMessageRequest.Builder>>any()))
                .thenCallRealMethod();
    }

    @Nested
    class GivenALetter {

        @Test
        void sends_every_attribute_and_the_body_untouched() {
            assertThat(deadLetters.send(letter("{\"jobId\" :\"job-1\"}\n"))).isTrue();

            assertThat(sent())
                    .isEqualTo(
                            SendMessageRequest.builder()
                                    .queueUrl(QUEUE)
                                    .messageBody("{\"jobId\" :\"job-1\"}\n")
                                    .delaySeconds(0)
                                    .messageAttributes(
                                            Map.of(
                                                    "FailureReason", text("JOB_NOT_FOUND"),
                                                    "FailureDetail", text("the detail"),
                                                    "JobId", text("job-1"),
                                                    "ReceiveCount", number("3"),
                                                    "SourceMessageId", text("message-1"),
                                                    "RequestId", text("request-1"),
                                                    "FailedAt", text("2026-01-02T03:04:05.678Z")))
                                    .build());
        }

        /** Otherwise a redrive that still runs finds it, and moves it again. */
        @Test
        void hides_one_that_was_redriven_for_as_long_as_sqs_allows() {
            deadLetters.send(
                    new DeadLetter(
                            new Delivery(
                                    "m-2", "x", 1, "r-2", Optional.empty(), Optional.empty(), true),
                            FailureReason.JOB_NOT_FOUND,
                            "detail",
                            Optional.empty(),
                            Instant.EPOCH));

            assertThat(sent().delaySeconds()).isEqualTo(900);
        }

        @Test
        void names_no_job_when_none_is_known() {
            deadLetters.send(letter("x", "the detail", Optional.empty()));

            assertThat(sent().messageAttributes()).hasSize(6).doesNotContainKey("JobId");
        }

        @ParameterizedTest
        @EnumSource
        void names_every_reason_by_its_code(FailureReason reason) {
            deadLetters.send(
                    new DeadLetter(
                            delivery("x"), reason, "detail", Optional.empty(), Instant.EPOCH));

            assertThat(sent().messageAttributes().get("FailureReason"))
                    .isEqualTo(text(reason.name()));
        }

        @Test
        void keeps_a_body_of_any_text() {
            deadLetters.send(letter("not JSON: grün ✓ 🚀 \t\r\n"));

            assertThat(sent().messageBody()).isEqualTo("not JSON: grün ✓ 🚀 \t\r\n");
        }

        @Test
        void escapes_what_sqs_would_refuse_in_the_body() {
            deadLetters.send(letter("{\"a\":\"\ud800\"}"));

            assertThat(sent().messageBody()).isEqualTo("{\"a\":\"\\ud800\"}");
        }
    }

    @Nested
    class GivenStrangeTexts {

        @Test
        void keeps_the_detail_on_one_line() {
            deadLetters.send(letter("x", "one\r\ntwo\u0000", Optional.empty()));

            assertThat(attribute("FailureDetail")).isEqualTo("one\ufffd\ufffdtwo\ufffd");
        }

        @Test
        void keeps_the_job_id_on_one_line() {
            deadLetters.send(letter("x", "detail", Optional.of(new JobId("job\n1\ud800"))));

            assertThat(attribute("JobId")).isEqualTo("job\ufffd1\ufffd");
        }

        @Test
        void cuts_the_detail_at_a_code_point() {
            deadLetters.send(letter("x", "🚀".repeat(5000), Optional.empty()));

            assertThat(attribute("FailureDetail")).isEqualTo("🚀".repeat(4095) + "…");
        }

        @Test
        void keeps_a_detail_of_the_greatest_length() {
            deadLetters.send(letter("x", "d".repeat(4096), Optional.empty()));

            assertThat(attribute("FailureDetail")).isEqualTo("d".repeat(4096));
        }

        private String attribute(String name) {
            return sent().messageAttributes().getOrDefault(name, text("absent")).stringValue();
        }
    }

    @Nested
    class GivenABodyThatLeavesLittleRoom {

        @Test
        void sends_a_full_message_without_any_attribute() {
            assertThat(deadLetters.send(letter("x".repeat(MEBIBYTE)))).isTrue();

            assertThat(sent().messageBody()).hasSize(MEBIBYTE);
            assertThat(sent().messageAttributes()).isEmpty();
        }

        @Test
        void sends_the_most_important_attributes_in_100_bytes() {
            deadLetters.send(letter("x".repeat(MEBIBYTE - 100)));

            assertThat(sent().messageAttributes())
                    .containsOnlyKeys("FailureReason", "JobId", "SourceMessageId");
        }

        @Test
        void sends_everything_when_it_just_fits() {
            int attributes = bytes(everyAttribute());

            deadLetters.send(letter("x".repeat(MEBIBYTE - attributes)));

            assertThat(sent().messageAttributes()).hasSize(7);
        }

        @Test
        void drops_the_detail_when_one_byte_is_missing() {
            int attributes = bytes(everyAttribute());

            deadLetters.send(letter("x".repeat(MEBIBYTE - attributes + 1)));

            assertThat(sent().messageAttributes()).hasSize(6).doesNotContainKey("FailureDetail");
        }

        @ParameterizedTest
        @ValueSource(ints = {0, 1, 33, 34, 50, 100, 200, 300, 1000})
        void never_exceeds_what_sqs_takes(int room) {
            deadLetters.send(
                    letter(
                            "ü".repeat((MEBIBYTE - room) / 2),
                            "ü🚀".repeat(3000),
                            Optional.of(new JobId("🚀".repeat(100)))));

            assertThat(bytes(sent().messageBody()) + bytes(sent().messageAttributes()))
                    .isLessThanOrEqualTo(MEBIBYTE);
        }

        private Map<String, MessageAttributeValue> everyAttribute() {
            return Map.of(
                    "FailureReason", text("JOB_NOT_FOUND"),
                    "FailureDetail", text("the detail"),
                    "JobId", text("job-1"),
                    "ReceiveCount", number("3"),
                    "SourceMessageId", text("message-1"),
                    "RequestId", text("request-1"),
                    "FailedAt", text("2026-01-02T03:04:05.678Z"));
        }

        private static int bytes(Map<String, MessageAttributeValue> attributes) {
            return attributes.entrySet().stream()
                    .mapToInt(
                            attribute ->
                                    bytes(attribute.getKey())
                                            + bytes(attribute.getValue().dataType())
                                            + bytes(attribute.getValue().stringValue()))
                    .sum();
        }

        private static int bytes(String text) {
            return text.getBytes(StandardCharsets.UTF_8).length;
        }
    }

    @Nested
    class GivenAQueueThatFails {

        @ParameterizedTest
        @MethodSource("io.github.jobreporter.aws.SqsDeadLettersTest#failures")
        void says_that_nothing_is_stored(SdkException failure) {
            when(client.sendMessage(any(SendMessageRequest.class))).thenThrow(failure);

            assertThat(deadLetters.send(letter("x"))).isFalse();
        }
    }

    static Stream<SdkException> failures() {
        return Stream.of(
                QueueDoesNotExistException.builder().statusCode(400).build(),
                SqsException.builder().statusCode(403).message("denied").build(),
                SqsException.builder().statusCode(503).build(),
                ApiCallTimeoutException.create(6000),
                SdkClientException.create("Connection reset"));
    }

    private SendMessageRequest sent() {
        ArgumentCaptor<SendMessageRequest> captor =
                ArgumentCaptor.forClass(SendMessageRequest.class);
        verify(client).sendMessage(captor.capture());
        return captor.getValue();
    }

    private static DeadLetter letter(String body) {
        return letter(body, "the detail", Optional.of(new JobId("job-1")));
    }

    private static DeadLetter letter(String body, String detail, Optional<JobId> jobId) {
        return new DeadLetter(
                delivery(body),
                FailureReason.JOB_NOT_FOUND,
                detail,
                jobId,
                Instant.parse("2026-01-02T03:04:05.678901Z"));
    }

    private static Delivery delivery(String body) {
        return new Delivery(
                "message-1", body, 3, "request-1", Optional.empty(), Optional.of("receipt-1"));
    }

    private static MessageAttributeValue text(String value) {
        return attribute("String", value);
    }

    private static MessageAttributeValue number(String value) {
        return attribute("Number", value);
    }

    private static MessageAttributeValue attribute(String type, String value) {
        return MessageAttributeValue.builder().dataType(type).stringValue(value).build();
    }
}

package io.github.jobreporter.aws;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.jobreporter.completion.DeadLetter;
import io.github.jobreporter.completion.Delivery;
import io.github.jobreporter.completion.FailureReason;
import io.github.jobreporter.completion.JobId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageResponse;

/** SQS accepts the dead letter of any event. The text is UTF-16, possibly malformed. */
public final class SqsDeadLettersFuzz {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern WHAT_SQS_TAKES =
            Pattern.compile("[\\t\\n\\r\\x20-\\x{D7FF}\\x{E000}-\\x{FFFD}\\x{10000}-\\x{10FFFF}]+");

    private SqsDeadLettersFuzz() {}

    public static void fuzzerTestOneInput(byte[] utf16) {
        String text = new String(utf16, StandardCharsets.UTF_16BE) + ".";

        SendMessageRequest sent = sent(letter(text));

        assertThat(sent.messageBody()).matches(WHAT_SQS_TAKES);
        json(text).ifPresent(it -> assertThat(json(sent.messageBody())).contains(it));
        assertThat(sent.messageAttributes().values())
                .hasSize(7)
                .allSatisfy(
                        it -> {
                            assertThat(it.stringValue()).matches(WHAT_SQS_TAKES);
                            assertThat(it.stringValue().lines()).hasSize(1);
                        });
    }

    private static SendMessageRequest sent(DeadLetter letter) {
        Queue queue = new Queue();
        assertThat(new SqsDeadLetters(() -> queue, "http://queue").send(letter)).isTrue();
        return queue.sent.getFirst();
    }

    private static DeadLetter letter(String text) {
        return new DeadLetter(
                new Delivery(text, text, 1, "request-1", Optional.empty(), Optional.empty()),
                FailureReason.MALFORMED_EVENT,
                text,
                Optional.of(new JobId(JobId.LENGTH.cut(text))),
                Instant.EPOCH);
    }

    private static Optional<JsonNode> json(String text) {
        try {
            return Optional.of(JSON.readTree(text));
        } catch (JsonProcessingException _) {
            return Optional.empty();
        }
    }

    private static final class Queue implements SqsClient {

        private final List<SendMessageRequest> sent = new ArrayList<>();

        @Override
        public SendMessageResponse sendMessage(SendMessageRequest request) {
            sent.add(request);
            return SendMessageResponse.builder().build();
        }

        @Override
        public String serviceName() {
            return "sqs";
        }

        @Override
        public void close() {}
    }
}

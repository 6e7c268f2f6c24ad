package io.github.jobreporter.aws;

import io.github.jobreporter.completion.DeadLetter;
import io.github.jobreporter.completion.DeadLetters;
import io.github.jobreporter.completion.OneLine;
import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.lambda.powertools.logging.argument.StructuredArguments;

/**
 * The dead-letter queue in Amazon SQS. The body is the original one, so that it can be redriven;
 * message attributes hold the reason.
 */
public final class SqsDeadLetters implements DeadLetters {

    private static final Logger LOG = LoggerFactory.getLogger(SqsDeadLetters.class);

    static final String FAILURE_DETAIL = "FailureDetail";
    static final String JOB_ID = "JobId";
    static final String RECEIVE_COUNT = "ReceiveCount";
    static final String SOURCE_MESSAGE_ID = "SourceMessageId";
    static final String REQUEST_ID = "RequestId";
    static final String FAILED_AT = "FailedAt";

    /** Body, attribute names, types and values together. */
    private static final int MAX_MESSAGE_BYTES = 1024 * 1024;

    /** SQS's longest delay. */
    private static final int DELAY_AFTER_REDRIVE_SECONDS = 900;

    private final Supplier<SqsClient> client;
    private final String queueUrl;

    /**
     * Needs no client before the first call.
     *
     * @param client called for each request; must return the same client
     */
    public SqsDeadLetters(Supplier<SqsClient> client, String queueUrl) {
        this.client = client;
        this.queueUrl = queueUrl;
    }

    @Override
    public boolean send(DeadLetter letter) {
        String body = body(letter.delivery().body());
        try {
            client.get()
                    .sendMessage(
                            request ->
                                    request.queueUrl(queueUrl)
                                            .messageBody(body)
                                            .delaySeconds(delaySeconds(letter))
                                            .messageAttributes(attributes(letter, bytes(body))));
            return true;
        } catch (SdkException e) {
            LOG.error(
                    "The dead-letter queue did not confirm that it stored the event",
                    StructuredArguments.entry(
                            "messageId", OneLine.of(letter.delivery().messageId())),
                    StructuredArguments.entry("reason", letter.reason()),
                    StructuredArguments.entry("detail", ServiceErrors.describe("SQS", e)));
            return false;
        }
    }

    /** A redrive may still run. It moves what it finds, so it must not find this letter again. */
    private static int delaySeconds(DeadLetter letter) {
        return letter.delivery().redriven() ? DELAY_AFTER_REDRIVE_SECONDS : 0;
    }

    /** Escaping may make the body too large; each such character then becomes a question mark. */
    private static String body(String original) {
        String escaped = SqsText.body(original);
        return bytes(escaped) <= MAX_MESSAGE_BYTES ? escaped : SqsText.replaced(original, "?");
    }

    /** As many attributes as fit beside the body: a message that is too large would be lost. */
    private static Map<String, MessageAttributeValue> attributes(DeadLetter letter, int bodyBytes) {
        Map<String, MessageAttributeValue> attributes = new LinkedHashMap<>();
        int room = MAX_MESSAGE_BYTES - bodyBytes;
        for (Map.Entry<String, MessageAttributeValue> entry : all(letter).entrySet()) {
            MessageAttributeValue value = entry.getValue();
            room -= bytes(entry.getKey()) + bytes(value.dataType()) + bytes(value.stringValue());
            if (room < 0) {
                break;
            }
            attributes.put(entry.getKey(), value);
        }
        return attributes;
    }

    /** The most important first. */
    private static Map<String, MessageAttributeValue> all(DeadLetter letter) {
        Map<String, MessageAttributeValue> all = new LinkedHashMap<>();
        all.put(DeadLetter.REASON_ATTRIBUTE, attribute("String", letter.reason().name()));
        letter.jobId().ifPresent(jobId -> all.put(JOB_ID, attribute("String", jobId.value())));
        all.put(SOURCE_MESSAGE_ID, attribute("String", letter.delivery().messageId()));
        all.put(REQUEST_ID, attribute("String", letter.delivery().requestId()));
        all.put(
                FAILED_AT,
                attribute("String", letter.failedAt().truncatedTo(ChronoUnit.MILLIS).toString()));
        all.put(
                RECEIVE_COUNT,
                attribute("Number", String.valueOf(letter.delivery().receiveCount())));
        all.put(FAILURE_DETAIL, attribute("String", DeadLetter.DETAIL_LENGTH.cut(letter.detail())));
        return all;
    }

    private static MessageAttributeValue attribute(String type, String value) {
        return MessageAttributeValue.builder()
                .dataType(type)
                .stringValue(SqsText.attribute(value))
                .build();
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}

package io.github.jobreporter.local.queue;

import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

/** The queue to which AWS itself sends what it could not deliver. */
public record DeadLetterTarget(SqsClient sqs, String queueUrl) {

    private static final Logger LOG = LoggerFactory.getLogger(DeadLetterTarget.class);

    /** An attribute; a number goes as text, too. */
    public record Attribute(String dataType, String value) {

        public static Attribute text(String value) {
            return new Attribute("String", value);
        }

        public static Attribute number(int value) {
            return new Attribute("Number", Integer.toString(value));
        }

        private MessageAttributeValue forSqs() {
            // SQS refuses an empty value.
            return MessageAttributeValue.builder()
                    .dataType(dataType)
                    .stringValue(value.isEmpty() ? "-" : value)
                    .build();
        }
    }

    /** Whether the queue accepted it; if not, AWS also drops it and counts it. */
    public boolean took(String body, Map<String, Attribute> attributes) {
        var forSqs = new HashMap<String, MessageAttributeValue>();
        attributes.forEach((name, attribute) -> forSqs.put(name, attribute.forSqs()));
        try {
            sqs.sendMessage(
                    it -> it.queueUrl(queueUrl).messageBody(body).messageAttributes(forSqs));
            return true;
        } catch (SdkException e) {
            LOG.error("An event could not be dead-lettered and is lost", e);
            return false;
        }
    }
}

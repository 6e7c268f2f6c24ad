package io.github.jobreporter.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Batches as SQS delivers them. Each message is a first delivery and has a new job. */
final class Messages {

    private Messages() {}

    static String batch(int size) {
        return Stream.generate(Messages::message)
                .limit(size)
                .collect(Collectors.joining(",", "{\"Records\":[", "]}"));
    }

    private static String message() {
        var body =
                "{\"jobId\": \"%s\", \"clientToken\": \"%s\"}"
                        .formatted(UUID.randomUUID(), UUID.randomUUID());
        var sent = System.currentTimeMillis();
        return """
        {"messageId":"%s","receiptHandle":"AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a","body":"%s",\
        "attributes":{"ApproximateReceiveCount":"1","SentTimestamp":"%d",\
        "SenderId":"AROAXAMPLEROLEID:partner-back-end","ApproximateFirstReceiveTimestamp":"%d"},\
        "messageAttributes":{},"md5OfBody":"%s","eventSource":"aws:sqs",\
        "eventSourceARN":"arn:aws:sqs:us-east-1:000000000000:CompletionQueue",\
        "awsRegion":"us-east-1"}\
        """
                .formatted(
                        UUID.randomUUID(), body.replace("\"", "\\\""), sent, sent + 12, md5(body));
    }

    private static String md5(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("MD5").digest(text.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}

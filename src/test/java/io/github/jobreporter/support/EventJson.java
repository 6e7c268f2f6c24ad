package io.github.jobreporter.support;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import java.io.UncheckedIOException;

/** A completion event as JSON, valid or not. Pointers address its members. */
public final class EventJson {

    public static final String CLIENT_TOKEN = "canary-5b1fd0d9c2a94c4e8a37";
    public static final String CLIENT_ID = "0b7a3f52-9c1e-4d68-8f0a-2d5c6e7f8a91";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ObjectMapper ASCII_JSON =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    /** Jackson's trees cannot hold a name twice: this mark is removed when the text is written. */
    private static final String SECOND = "a second ";

    private final ObjectNode root;

    private EventJson(ObjectNode root) {
        this.root = root;
    }

    public static EventJson anEmptyEvent() {
        return new EventJson(JSON.createObjectNode());
    }

    public static EventJson aSuccess() {
        return anEmptyEvent().with("/jobId", "job-1").with("/clientToken", CLIENT_TOKEN);
    }

    public static EventJson aSuccessWithEverything() {
        return aSuccess()
                .with("/currentRevision/revision", "4f9c1f2")
                .with("/currentRevision/changeIdentifier", "build-1842")
                .with("/currentRevision/created", "2026-01-01T09:58:12.345Z")
                .with("/currentRevision/revisionSummary", "Scan of 4f9c1f2")
                .with("/continuationToken", "page-2")
                .with("/executionDetails/summary", "214 checks passed")
                .with("/executionDetails/externalExecutionId", "scan-1842")
                .with("/executionDetails/percentComplete", 100);
    }

    public static EventJson aFailure() {
        return aSuccess()
                .with("/failureDetails/type", "JobFailed")
                .with("/failureDetails/message", "3 of 214 checks failed");
    }

    public static EventJson aFailureWithEverything() {
        return aFailure().with("/failureDetails/externalExecutionId", "scan-1842");
    }

    public EventJson with(String pointer, String value) {
        return with(pointer, JSON.getNodeFactory().textNode(value));
    }

    public EventJson with(String pointer, int value) {
        return with(pointer, JSON.getNodeFactory().numberNode(value));
    }

    /** An object without members. */
    public EventJson withObject(String pointer) {
        return with(pointer, JSON.createObjectNode());
    }

    public EventJson withNull(String pointer) {
        return with(pointer, JSON.getNodeFactory().nullNode());
    }

    /** The literal is written as it is, even if it is not JSON. */
    public EventJson withLiteral(String pointer, String literal) {
        return with(pointer, JSON.getNodeFactory().rawValueNode(new RawValue(literal)));
    }

    /** The event with the member repeated, with the same value. */
    public EventJson withTwice(String pointer) {
        JsonPointer place = JsonPointer.compile(pointer);
        return with(
                place.head() + "/" + SECOND + place.last().getMatchingProperty(),
                root.at(place).deepCopy());
    }

    public boolean has(String pointer) {
        return !root.at(pointer).isMissingNode();
    }

    public EventJson without(String pointer) {
        JsonPointer place = JsonPointer.compile(pointer);
        ObjectNode copy = root.deepCopy();
        copy.withObject(place.head()).remove(place.last().getMatchingProperty());
        return new EventJson(copy);
    }

    private EventJson with(String pointer, JsonNode value) {
        JsonPointer place = JsonPointer.compile(pointer);
        ObjectNode copy = root.deepCopy();
        copy.withObject(place.head()).set(place.last().getMatchingProperty(), value);
        return new EventJson(copy);
    }

    /** As JSON; characters are escaped only where they must be. */
    public String text() {
        return write(JSON, root);
    }

    /** As JSON; characters beyond ASCII are escaped. */
    public String asciiText() {
        return write(ASCII_JSON, root);
    }

    @Override
    public String toString() {
        return text();
    }

    private static String write(ObjectMapper mapper, Object value) {
        try {
            return mapper.writeValueAsString(value).replace(SECOND, "");
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("a tree can always be written", e);
        }
    }

    /** The envelopes of an event. */
    public enum Wrapping {
        NONE(""),
        EVENT_BRIDGE("/detail"),
        NOTIFICATION("/Message"),
        EVENT_BRIDGE_IN_NOTIFICATION("/Message/detail");

        private final String pointer;

        Wrapping(String pointer) {
            this.pointer = pointer;
        }

        /** The pointer of the event. */
        public String pointer() {
            return pointer;
        }

        /** The event, which need not be JSON, in this envelope. */
        public String wrap(String event) {
            return switch (this) {
                case NONE -> event;
                case EVENT_BRIDGE -> inEventBridge(event);
                case NOTIFICATION -> inNotification(event);
                case EVENT_BRIDGE_IN_NOTIFICATION -> inNotification(inEventBridge(event));
            };
        }

        private static String inEventBridge(String event) {
            return """
            {
              "version": "0",
              "id": "5b5c51f2-ea60-5947-a601-e14b9652d1ba",
              "detail-type": "Job Completion",
              "source": "job-reporter.partner",
              "account": "123456789012",
              "time": "2026-01-01T10:00:00Z",
              "region": "eu-central-1",
              "resources": [],
              "detail": %s
            }"""
                    .formatted(event);
        }

        private static String inNotification(String event) {
            return """
            {
              "Type": "Notification",
              "MessageId": "6f3722bf-1592-5d18-836c-663b6a97aa20",
              "TopicArn": "arn:aws:sns:eu-central-1:123456789012:completions",
              "Message": %s,
              "Timestamp": "2026-01-01T11:00:00.000Z",
              "MessageAttributes": {"tenant": {"Type": "String", "Value": "blue"}}
            }"""
                    .formatted(write(JSON, event));
        }
    }
}

package io.github.jobreporter.local.bus;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.util.RawValue;
import io.github.jobreporter.local.http.AwsEndpoint;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** One entry of a {@code PutEvents} request; an absent or null member is empty. */
record PublishedEntry(
        String source,
        String detailType,
        String detail,
        String bus,
        Optional<Instant> time,
        List<String> resources) {

    /** Why EventBridge rejects an entry, in its own words. */
    record Rejection(String errorCode, String errorMessage) {}

    private static final ObjectMapper STRICT =
            JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

    /** The size that EventBridge counts for any time. */
    private static final int TIME_BYTES = 14;

    PublishedEntry {
        resources = List.copyOf(resources);
    }

    static PublishedEntry of(JsonNode entry) {
        return new PublishedEntry(
                text(entry, "Source"),
                text(entry, "DetailType"),
                text(entry, "Detail"),
                busName(text(entry, "EventBusName")),
                entry.path("Time").isNumber()
                        ? Optional.of(instant(entry.path("Time").asDouble()))
                        : Optional.empty(),
                entry.path("Resources").valueStream().map(JsonNode::asText).toList());
    }

    /** The entry that makes an event. */
    static PublishedEntry ofEvent(JsonNode event, String bus) {
        return new PublishedEntry(
                text(event, "source"),
                text(event, "detail-type"),
                event.path("detail").toString(),
                bus,
                Optional.empty(),
                event.path("resources").valueStream().map(JsonNode::asText).toList());
    }

    private static String text(JsonNode entry, String member) {
        return entry.path(member).asText("");
    }

    private static Instant instant(double epochSeconds) {
        return Instant.ofEpochMilli(Math.round(epochSeconds * 1000));
    }

    /** A bus is identified by its name or its ARN. */
    static String busName(String nameOrArn) {
        var name = nameOrArn.substring(nameOrArn.lastIndexOf('/') + 1);
        return name.isEmpty() ? EventRule.DEFAULT_BUS : name;
    }

    /** In bytes, calculated as AWS documents. */
    int size() {
        return time.map(_ -> TIME_BYTES).orElse(0)
                + bytes(source)
                + bytes(detailType)
                + bytes(detail)
                + resources.stream().mapToInt(PublishedEntry::bytes).sum();
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    Optional<Rejection> rejection() {
        if (source.isEmpty()) {
            return missing("Source");
        }
        if (detailType.isEmpty()) {
            return missing("DetailType");
        }
        if (detail.isEmpty()) {
            return missing("Detail");
        }
        if (source.startsWith("aws.")) {
            return rejection("NotAuthorizedForSourceException", "Not authorized for the source.");
        }
        return isObject(detail)
                ? Optional.empty()
                : rejection("MalformedDetail", "Detail is malformed.");
    }

    private static Optional<Rejection> missing(String member) {
        return rejection(
                "InvalidArgument",
                "Parameter %s is not valid. Reason: %s is a required argument."
                        .formatted(member, member));
    }

    private static Optional<Rejection> rejection(String errorCode, String errorMessage) {
        return Optional.of(new Rejection(errorCode, errorMessage));
    }

    private static boolean isObject(String text) {
        return json(text).isObject();
    }

    private static JsonNode json(String text) {
        try {
            return STRICT.readTree(text);
        } catch (JsonProcessingException _) {
            // Not JSON. The text may hold a token, so it is not repeated.
            return MissingNode.getInstance();
        }
    }

    /** The job that the detail names; empty if it names none. */
    String jobId() {
        return json(detail).path("jobId").asText();
    }

    /** The event that a target gets, with the detail as it was sent. */
    String event(String id, Instant now) {
        var event = JsonNodeFactory.instance.objectNode();
        event.put("version", "0")
                .put("id", id)
                .put("detail-type", detailType)
                .put("source", source)
                .put("account", AwsEndpoint.ACCOUNT)
                .put("time", time.orElse(now).truncatedTo(ChronoUnit.SECONDS).toString())
                .put("region", AwsEndpoint.REGION);
        resources.forEach(event.putArray("resources")::add);
        return event.putRawValue("detail", new RawValue(detail)).toString();
    }
}

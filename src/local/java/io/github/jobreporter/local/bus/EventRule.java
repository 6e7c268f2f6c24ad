package io.github.jobreporter.local.bus;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.jobreporter.local.http.AwsEndpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import software.amazon.event.ruler.Ruler;

/**
 * A rule of an event bus, with a function as its target.
 *
 * @param pattern the event pattern, as JSON
 * @param deadLetterQueue the logical id of the queue for events that cannot be delivered
 */
public record EventRule(
        String name,
        String bus,
        String functionLogicalId,
        String pattern,
        Optional<String> deadLetterQueue) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** The bus of events that name none. */
    public static final String DEFAULT_BUS = "default";

    /**
     * The members of an event that keep this rule from matching it, without the detail's values.
     */
    String mismatches(String event) {
        try {
            JsonNode eventJson = JSON.readTree(event);
            return JSON.readTree(pattern)
                    .propertyStream()
                    .filter(it -> !matches(event, it.getKey(), it.getValue()))
                    .map(it -> mismatch(it.getKey(), it.getValue(), eventJson))
                    .collect(joining(", "));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean matches(String event, String member, JsonNode wanted) {
        try {
            var rule = JSON.createObjectNode().set(member, wanted).toString();
            return Ruler.matchesRule(event, rule);
        } catch (Exception e) {
            throw new IllegalStateException("the event cannot be matched", e);
        }
    }

    private static String mismatch(String member, JsonNode wanted, JsonNode event) {
        var actual = event.path(member);
        var is = actual.isMissingNode() ? "there is none" : "it is " + actual;
        return "%s %s, %s".formatted(member, wanted, actual.isContainerNode() ? "it differs" : is);
    }

    String arn() {
        return arn(bus, name);
    }

    static String arn(String bus, String name) {
        var path = bus.equals(DEFAULT_BUS) ? name : bus + "/" + name;
        return "arn:aws:events:%s:%s:rule/%s"
                .formatted(AwsEndpoint.REGION, AwsEndpoint.ACCOUNT, path);
    }
}

package io.github.jobreporter.local.bus;

import io.github.jobreporter.local.http.AwsEndpoint;
import java.util.Optional;

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

    /** The bus of events that name none. */
    public static final String DEFAULT_BUS = "default";

    String arn() {
        var path = bus.equals(DEFAULT_BUS) ? name : bus + "/" + name;
        return "arn:aws:events:%s:%s:rule/%s"
                .formatted(AwsEndpoint.REGION, AwsEndpoint.ACCOUNT, path);
    }
}

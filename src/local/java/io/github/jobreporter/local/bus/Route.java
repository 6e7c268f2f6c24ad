package io.github.jobreporter.local.bus;

import java.util.List;

/** What becomes of an event that is published. */
public sealed interface Route {

    /** {@code PutEvents} refuses it. */
    record Refused(String errorCode, String errorMessage) implements Route {}

    /**
     * {@code PutEvents} accepts it, and it is delivered to nobody.
     *
     * @param reason in one line, without the detail
     */
    record Dropped(String reason) implements Route {}

    /** It is delivered to the targets of these rules. */
    record Matched(List<EventRule> rules) implements Route {

        public Matched {
            rules = List.copyOf(rules);
        }
    }
}

package io.github.jobreporter.completion;

import java.util.List;

/** Port: the event bus that tells producers what became of their events. */
public interface OutcomeEvents {

    /** Which outcomes are published. */
    enum Selection {
        NONE,
        REFUSED,
        ALL;

        /** Whether this outcome is published. */
        public boolean includes(ReportOutcome.Final outcome) {
            return switch (this) {
                case NONE -> false;
                case REFUSED -> outcome instanceof ReportOutcome.Refused;
                case ALL -> true;
            };
        }
    }

    /**
     * An event that is not known to be published.
     *
     * @param detail one line for people; holds no secret
     */
    record Unpublished(OutcomeEvent event, String detail) {}

    /**
     * Publishes at most ten events with one request.
     *
     * @return those that the bus did not confirm
     */
    List<Unpublished> publish(List<OutcomeEvent> events);
}

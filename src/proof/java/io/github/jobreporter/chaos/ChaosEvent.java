package io.github.jobreporter.chaos;

import java.util.Optional;
import java.util.Set;

/**
 * One completion event of the workload. Repeated events have the same meaning, but each text is
 * unique, because they differ in white space.
 *
 * @param text the body, or the detail of an event of the bus
 * @param ask empty if it is no valid completion event
 * @param refusals the reasons for which this event may be dead-lettered, besides service failures
 */
record ChaosEvent(String jobId, Way way, String text, Optional<Ask> ask, Set<String> refusals) {

    /** How it is sent. */
    enum Way {
        QUEUE,
        BUS
    }

    ChaosEvent {
        refusals = Set.copyOf(refusals);
    }

    /** Omits the text, because it holds a token. */
    @Override
    public String toString() {
        return "an event for %s by the %s that asks for %s"
                .formatted(jobId, way, ask.map(Ask::request));
    }
}

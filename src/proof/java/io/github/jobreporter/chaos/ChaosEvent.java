package io.github.jobreporter.chaos;

import java.util.Optional;
import java.util.Set;

/**
 * One completion event of the workload. Events that repeat each other ask for the same, but each
 * text is found only once: they differ in their blanks.
 *
 * @param text what is sent; by the bus it is the event's detail
 * @param ask empty when it is no valid completion event
 * @param refusals the reasons of this event's own with which it may be dead-lettered
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

    /** Without the text, which holds a token. */
    @Override
    public String toString() {
        return "an event for %s by the %s that asks for %s"
                .formatted(jobId, way, ask.map(Ask::request));
    }
}

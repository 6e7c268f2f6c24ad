package io.github.jobreporter.exploration;

import java.util.List;

/**
 * What is published, and how much may happen.
 *
 * @param deliveries of each event, before the faults stop
 * @param overlap how many deliveries of one message there may be at a time
 * @param maxReceiveCount after so many deliveries the queue moves a message to the dead-letter
 *     queue itself
 * @param faults in all
 */
record Scenario(
        String name,
        List<Event> events,
        Source source,
        int deliveries,
        int overlap,
        int maxReceiveCount,
        int faults) {

    /** Lambda's asynchronous invocation: the first and two retries. */
    static final int BUS_ATTEMPTS = 3;

    int maxDeliveries(Source by) {
        return by == Source.BUS ? BUS_ATTEMPTS : maxReceiveCount;
    }

    @Override
    public String toString() {
        return name;
    }
}

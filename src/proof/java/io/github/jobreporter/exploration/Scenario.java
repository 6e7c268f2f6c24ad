package io.github.jobreporter.exploration;

import java.util.List;
import java.util.Set;

/**
 * What is published, and how much may happen.
 *
 * @param deliveries of each event, before the faults stop
 * @param overlap how many deliveries of one message there may be at a time
 * @param maxReceiveCount after so many deliveries the queue moves a message to the dead-letter
 *     queue itself
 * @param faults in all
 * @param also what not every scenario has room for
 */
record Scenario(
        String name,
        List<Event> events,
        Source source,
        int deliveries,
        int overlap,
        int maxReceiveCount,
        int faults,
        Set<Also> also) {

    /** What may happen besides. */
    enum Also {
        /** A write to the ledger acts when nobody waits for it any more. */
        LATE_WRITES,
        /** CodePipeline refuses a result for other reasons than its token or the job's state. */
        EVERY_REFUSAL
    }

    /** Lambda's asynchronous invocation: the first and two retries. */
    static final int BUS_ATTEMPTS = 3;

    Scenario {
        also = Set.copyOf(also);
    }

    boolean also(Also what) {
        return also.contains(what);
    }

    int maxDeliveries(Source by) {
        return by == Source.BUS ? BUS_ATTEMPTS : maxReceiveCount;
    }

    @Override
    public String toString() {
        return name;
    }
}

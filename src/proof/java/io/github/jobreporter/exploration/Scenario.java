package io.github.jobreporter.exploration;

import java.util.List;
import java.util.Set;

/**
 * What is published, and how much may happen.
 *
 * @param deliveries of each event, before the faults stop
 * @param overlap how many deliveries of one message there may be at a time
 * @param mostDeliveries after so many a message is too old for every reason to retry it; the queue
 *     does not deliver it again
 * @param faults in all
 * @param also what not every scenario has room for
 */
record Scenario(
        String name,
        List<Event> events,
        Source source,
        int deliveries,
        int overlap,
        int mostDeliveries,
        int faults,
        Set<Also> also) {

    /** What may happen besides. */
    enum Also {
        /** A write to the ledger acts when nobody waits for it any more. */
        LATE_WRITES,
        /** The only faults are writes to the ledger that act late or are sent again. */
        NO_OTHER_FAULTS,
        /**
         * The job is acknowledged before any of its events is 15 minutes old, and nobody but the
         * function ends it.
         */
        ACKNOWLEDGED_IN_TIME,
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

    boolean allows(Step.Fate fault) {
        return !also(Also.NO_OTHER_FAULTS)
                || fault == Step.Fate.LATE
                || fault == Step.Fate.SENT_AGAIN;
    }

    int maxDeliveries(Source by) {
        return by == Source.BUS ? BUS_ATTEMPTS : mostDeliveries;
    }

    @Override
    public String toString() {
        return name;
    }
}

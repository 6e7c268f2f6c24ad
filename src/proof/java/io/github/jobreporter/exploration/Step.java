package io.github.jobreporter.exploration;

import java.util.Optional;

/**
 * Something that can happen next.
 *
 * @param who a delivery, the job or the network
 * @param what it asks for, or what becomes of it
 * @param fate how that ends
 */
record Step(Object who, Object what, Fate fate, State next, Optional<Violation> violation) {

    /** How a call ends. All after {@link #HAPPENS} are faults. */
    enum Fate {
        ANSWERED("is answered"),
        ANSWERED_LATE("is answered when the event is 15 minutes old"),
        ACCEPTED("is accepted"),
        CONDITION_FAILED("finds its condition false"),
        FINDS_THE_LEASE_OVER("finds its condition false, and the lease over"),
        TOO_OLD("finds the event too old"),
        HAPPENS("by itself"),
        REFUSED("is refused: not done"),
        TOKEN_REFUSED("is refused for its token"),
        LOST("gets no reply: not done"),
        REPLY_LOST("gets no reply: done"),
        REJECTED("is refused for its content"),
        JOB_NOT_FOUND("is refused: no such job"),
        DENIED("is denied"),
        IN_FLIGHT("gets no reply: it may arrive later"),
        SENT_AGAIN("gets no reply: done, and the SDK sends it again"),
        LATE("gets no reply: it may act later"),
        LATE_AND_SENT_AGAIN("gets no reply: it may act later, and the SDK sends it again"),
        CRASHES("crashes before it"),
        CRASHES_IN_FLIGHT("crashes: it may arrive later");

        private final String text;

        Fate(String text) {
            this.text = text;
        }

        boolean isFault() {
            return compareTo(HAPPENS) > 0;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    @Override
    public String toString() {
        return "%s: %s -> %s".formatted(who, what, fate);
    }
}

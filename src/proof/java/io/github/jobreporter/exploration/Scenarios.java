package io.github.jobreporter.exploration;

import static io.github.jobreporter.support.CompletionBuilder.aCompletion;

import io.github.jobreporter.exploration.Scenario.Also;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What is explored. */
final class Scenarios {

    private static final Event SUCCESS = new Event("A", aCompletion().succeeded());
    private static final Event SAME = new Event("B", aCompletion().succeeded());
    private static final Event FAILURE = new Event("B", aCompletion().failed());
    private static final Event BY_CLIENT_ID =
            new Event("B", aCompletion().byClientId().succeeded());

    private Scenarios() {}

    /** Two results for one job; an event's deliveries follow each other. */
    static Scenario twoResults(int deliveries, int faults) {
        return byTheQueue("two results", FAILURE, deliveries, 3, faults);
    }

    static Scenario theSameResultTwice(int deliveries, int faults) {
        return byTheQueue("the same result twice", SAME, deliveries, 3, faults);
    }

    static Scenario twoCredentials(int deliveries, int faults) {
        return byTheQueue("two credentials", BY_CLIENT_ID, deliveries, 2, faults);
    }

    /** The queue delivers a message while an earlier delivery of it is still under way. */
    static Scenario overlappingDeliveries(int deliveries, int faults) {
        return new Scenario(
                "overlapping deliveries",
                List.of(SUCCESS, FAILURE),
                Source.QUEUE,
                deliveries,
                2,
                2,
                faults,
                Set.of());
    }

    /** By the bus first, and by the queue once it is handed over. */
    static Scenario handOver(int deliveries, int faults) {
        return new Scenario(
                "hand-over",
                List.of(SUCCESS, FAILURE),
                Source.BUS,
                deliveries,
                1,
                2,
                faults,
                Set.of());
    }

    /** What is sent to the ledger acts at any later time. */
    static Scenario lateWrites(int deliveries, int faults) {
        return byTheQueue(
                "late writes to the ledger", FAILURE, deliveries, 2, faults, Also.LATE_WRITES);
    }

    /** Fewer states than {@link #lateWrites} with as many faults. */
    static Scenario lateWritesOnly(int deliveries, int faults) {
        return byTheQueue(
                "late writes to the ledger only",
                FAILURE,
                deliveries,
                2,
                faults,
                Also.LATE_WRITES,
                Also.NO_OTHER_FAULTS);
    }

    static Scenario everyRefusal(int deliveries, int faults) {
        return byTheQueue("every refusal", FAILURE, deliveries, 2, faults, Also.EVERY_REFUSAL);
    }

    /** The worker is slow, but not by 15 minutes. */
    static Scenario acknowledgedInTime(int deliveries, int faults) {
        return byTheQueue(
                "acknowledged in time", SAME, deliveries, 3, faults, Also.ACKNOWLEDGED_IN_TIME);
    }

    /** A success and a second event, whose deliveries follow each other. */
    private static Scenario byTheQueue(
            String name,
            Event second,
            int deliveries,
            int mostDeliveries,
            int faults,
            Also... also) {
        return new Scenario(
                name,
                List.of(SUCCESS, second),
                Source.QUEUE,
                deliveries,
                1,
                mostDeliveries,
                faults,
                Set.of(also));
    }

    /** Every build explores these. */
    static Stream<Scenario> small() {
        return Stream.of(
                twoResults(2, 2),
                theSameResultTwice(2, 1),
                overlappingDeliveries(2, 0),
                handOver(2, 1),
                lateWrites(2, 1),
                everyRefusal(2, 1),
                twoCredentials(2, 1),
                acknowledgedInTime(2, 1));
    }
}

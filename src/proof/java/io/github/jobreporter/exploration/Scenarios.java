package io.github.jobreporter.exploration;

import static io.github.jobreporter.support.CompletionBuilder.aCompletion;

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
        return new Scenario(
                "two results",
                List.of(SUCCESS, FAILURE),
                Source.QUEUE,
                deliveries,
                1,
                3,
                faults,
                Set.of());
    }

    static Scenario theSameResultTwice(int deliveries, int faults) {
        return new Scenario(
                "the same result twice",
                List.of(SUCCESS, SAME),
                Source.QUEUE,
                deliveries,
                1,
                3,
                faults,
                Set.of());
    }

    static Scenario twoCredentials(int deliveries, int faults) {
        return new Scenario(
                "two credentials",
                List.of(SUCCESS, BY_CLIENT_ID),
                Source.QUEUE,
                deliveries,
                1,
                2,
                faults,
                Set.of());
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
        return new Scenario(
                "late writes to the ledger",
                List.of(SUCCESS, FAILURE),
                Source.QUEUE,
                deliveries,
                1,
                2,
                faults,
                Set.of(Scenario.Also.LATE_WRITES));
    }

    static Scenario everyRefusal(int deliveries, int faults) {
        return new Scenario(
                "every refusal",
                List.of(SUCCESS, FAILURE),
                Source.QUEUE,
                deliveries,
                1,
                2,
                faults,
                Set.of(Scenario.Also.EVERY_REFUSAL));
    }

    /** The worker is slow, but not by 15 minutes. */
    static Scenario acknowledgedInTime(int deliveries, int faults) {
        return new Scenario(
                "acknowledged in time",
                List.of(SUCCESS, SAME),
                Source.QUEUE,
                deliveries,
                1,
                3,
                faults,
                Set.of(Scenario.Also.ACKNOWLEDGED_IN_TIME));
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

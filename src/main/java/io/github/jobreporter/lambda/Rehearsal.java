package io.github.jobreporter.lambda;

import io.github.jobreporter.completion.Delivery;
import io.github.jobreporter.completion.Disposition;
import io.github.jobreporter.completion.FailureReason;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Handles a made-up delivery while Lambda initialises the function, so that the classes of a report
 * are loaded before the first invocation, or are in the snapshot of SnapStart.
 *
 * <p>No request leaves the function, see {@link
 * io.github.jobreporter.bootstrap.Wiring#rehearsal()}; only a log line is written. A failure is
 * logged and changes nothing: only the first report takes longer.
 */
final class Rehearsal {

    private static final Logger LOG = LoggerFactory.getLogger(Rehearsal.class);

    /** Longer than a report may take. */
    private static final Duration INVOCATION = Duration.ofMinutes(1);

    private static final String WITH_A_TOKEN =
            """
            {"jobId": "rehearsal", "clientToken": "rehearsal", "currentRevision": {"revision": "1",
             "changeIdentifier": "1", "created": "2026-01-01T00:00:00Z"}, "executionDetails":
             {"summary": "rehearsal", "percentComplete": 100}}
            """;

    private static final String WITH_A_CLIENT_ID =
            """
            {"jobId": "rehearsal", "clientId": "00000000-0000-0000-0000-000000000000"}
            """;

    private final Supplier<DeliveryHandling> handling;
    private final Supplier<OutcomePublication> publication;
    private final InstantSource clock;

    /**
     * Rehearses with the given handling and publication, which are made for each rehearsal. Their
     * services must have no effect.
     */
    Rehearsal(
            Supplier<DeliveryHandling> handling,
            Supplier<OutcomePublication> publication,
            InstantSource clock) {
        this.handling = handling;
        this.publication = publication;
        this.clock = clock;
    }

    /** Loads what every invocation needs. */
    void reportWithToken() {
        rehearse(WITH_A_TOKEN);
    }

    /** Loads what few invocations need: worth its time only before a snapshot. */
    void reportWithClientId() {
        rehearse(WITH_A_CLIENT_ID);
    }

    private void rehearse(String body) {
        try {
            Arrival arrival = arrival(body);
            Handled handled = deliver(arrival);
            DeliveryLog.rehearse(arrival, handled);
            ReportingMetrics.rehearse(handled);
            publication
                    .get()
                    .publishUnlogged(
                            List.of(arrival),
                            Map.of(arrival.delivery().messageId(), refused(handled)),
                            clock.instant().plus(INVOCATION));
        } catch (RuntimeException | LinkageError | AssertionError | StackOverflowError e) {
            LOG.warn("The rehearsal failed; the first report may take longer", e);
        }
    }

    private static Arrival arrival(String body) {
        return new Arrival(
                new Delivery(
                        "rehearsal",
                        body,
                        1,
                        "rehearsal",
                        Optional.empty(),
                        Optional.of("rehearsal")),
                new EventParser().parseMessage(body));
    }

    /** An outcome that is published unless none is. */
    private static Handled refused(Handled handled) {
        return new Handled(
                handled.outcome(),
                new Disposition.DeadLettered(FailureReason.MALFORMED_EVENT, "rehearsal"),
                handled.took(),
                handled.age(),
                handled.sinceSent(),
                handled.settledAt());
    }

    private Handled deliver(Arrival arrival) {
        return new ConcurrentHandling(handling.get()::handleUnlogged, clock)
                .handleAll(List.of(arrival), clock.instant().plus(INVOCATION))
                .values()
                .iterator()
                .next();
    }
}

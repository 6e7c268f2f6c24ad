package io.github.jobreporter.lambda;

import io.github.jobreporter.completion.CompletionReporter;
import io.github.jobreporter.completion.DeliverySettlement;
import io.github.jobreporter.completion.Disposition;
import io.github.jobreporter.completion.FailureReason;
import io.github.jobreporter.completion.ReportOutcome;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.crac.Context;
import org.crac.Core;
import org.crac.Resource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports one delivery, settles it and logs one line about it.
 *
 * <p>Where SnapStart is on, it rehearses a report before Lambda takes the snapshot, so that the
 * snapshot holds the classes that the first report needs.
 */
final class DeliveryHandling implements Resource {

    private static final Logger LOG = LoggerFactory.getLogger(DeliveryHandling.class);

    private static final String REHEARSAL =
            """
            {"jobId": "rehearsal", "clientToken": "none", "currentRevision": {"revision": "1",
             "changeIdentifier": "1", "created": "2026-01-01T00:00:00Z"}, "executionDetails": {}}
            """;

    private final CompletionReporter reporter;
    private final DeliverySettlement settlement;
    private final InstantSource clock;

    DeliveryHandling(
            CompletionReporter reporter, DeliverySettlement settlement, InstantSource clock) {
        this.reporter = reporter;
        this.settlement = settlement;
        this.clock = clock;
    }

    /** The same, known to CRaC, which does not keep it from being collected. */
    DeliveryHandling readyForSnapshots() {
        Core.getGlobalContext().register(this);
        return this;
    }

    /**
     * Sends nothing, for there is no time left; and whatever goes wrong, a version is published.
     */
    @Override
    public void beforeCheckpoint(Context<? extends Resource> context) {
        try {
            report(new EventParser().parseMessage(REHEARSAL), Instant.EPOCH);
            LOG.info("A report is rehearsed for the snapshot");
        } catch (RuntimeException | LinkageError e) {
            LOG.warn("The rehearsal failed; the snapshot is taken without it", e);
        }
    }

    /** Nothing to do: the clients connect and look for credentials when they are used. */
    @Override
    public void afterRestore(Context<? extends Resource> context) {}

    /**
     * Handles a delivery.
     *
     * @param deadline when the invocation ends
     */
    Handled handle(Arrival arrival, Instant deadline) {
        Instant begin = clock.instant();
        ReportOutcome outcome = report(arrival.event(), deadline);
        Instant end = clock.instant();
        Disposition disposition =
                settlement.settle(arrival.delivery(), arrival.event().knownJobId(), outcome);
        Handled handled =
                new Handled(
                        outcome,
                        disposition,
                        Duration.between(begin, end),
                        arrival.publishedAt().map(it -> Duration.between(it, end)));
        DeliveryLog.write(arrival, handled);
        return handled;
    }

    private ReportOutcome report(ParsedEvent event, Instant deadline) {
        return switch (event) {
            case ParsedEvent.Valid valid -> reporter.report(valid.completion(), deadline);
            case ParsedEvent.Malformed malformed ->
                    new ReportOutcome.Refused(FailureReason.MALFORMED_EVENT, malformed.detail());
        };
    }
}

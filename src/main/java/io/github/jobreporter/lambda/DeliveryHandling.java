package io.github.jobreporter.lambda;

import io.github.jobreporter.completion.CompletionReporter;
import io.github.jobreporter.completion.DeliverySettlement;
import io.github.jobreporter.completion.Disposition;
import io.github.jobreporter.completion.FailureReason;
import io.github.jobreporter.completion.Invocation;
import io.github.jobreporter.completion.ReportOutcome;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/** Reports one delivery, settles it and logs one line about it. */
final class DeliveryHandling {

    private final CompletionReporter reporter;
    private final DeliverySettlement settlement;
    private final InstantSource clock;

    DeliveryHandling(
            CompletionReporter reporter, DeliverySettlement settlement, InstantSource clock) {
        this.reporter = reporter;
        this.settlement = settlement;
        this.clock = clock;
    }

    /** Called once before the deliveries of an invocation. */
    void prepare(List<Arrival> arrivals) {
        settlement.prepare(arrivals.stream().map(Arrival::delivery).toList());
    }

    /** Handles a delivery. */
    Handled handle(Arrival arrival, Invocation invocation) {
        Handled handled = handleUnlogged(arrival, invocation);
        DeliveryLog.write(arrival, handled);
        return handled;
    }

    /** The same without a log line. */
    Handled handleUnlogged(Arrival arrival, Invocation invocation) {
        Instant begin = clock.instant();
        ReportOutcome outcome = report(arrival, invocation);
        Instant end = clock.instant();
        Disposition disposition =
                settlement.settle(arrival.delivery(), arrival.event().knownJobId(), outcome);
        return new Handled(
                outcome,
                disposition,
                Duration.between(begin, end),
                arrival.publishedAt().map(publishedAt -> Duration.between(publishedAt, end)),
                arrival.delivery().sentAt().map(sentAt -> Duration.between(sentAt, end)),
                clock.instant());
    }

    private ReportOutcome report(Arrival arrival, Invocation invocation) {
        return switch (arrival.event()) {
            case ParsedEvent.Valid valid ->
                    reporter.report(valid.completion(), arrival.delivery().sentAt(), invocation);
            case ParsedEvent.Malformed malformed ->
                    new ReportOutcome.Refused(FailureReason.MALFORMED_EVENT, malformed.detail());
        };
    }
}

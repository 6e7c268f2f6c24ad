package io.github.jobreporter.completion;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Settles deliveries of the event bus. What cannot be reported now is handed over to the completion
 * queue, so that the queue is the one place of retries.
 */
public final class BusSettlement implements DeliverySettlement {

    private final CompletionQueue queue;
    private final DeadLetters deadLetters;
    private final Backoff backoff;
    private final InstantSource clock;

    public BusSettlement(
            CompletionQueue queue, DeadLetters deadLetters, Backoff backoff, InstantSource clock) {
        this.queue = queue;
        this.deadLetters = deadLetters;
        this.backoff = backoff;
        this.clock = clock;
    }

    /** Lambda retries each event on its own. */
    @Override
    public void prepare(List<Delivery> deliveries) {}

    /**
     * If nothing could be stored, returns {@link Disposition.Retried}: the invocation must fail.
     */
    @Override
    public Disposition settle(Delivery delivery, Optional<JobId> jobId, ReportOutcome outcome) {
        return switch (outcome) {
            case ReportOutcome.Reported _, ReportOutcome.AlreadyReported _ ->
                    new Disposition.Done();
            case ReportOutcome.Refused(var reason, var detail) ->
                    deadLetters.send(
                                    new DeadLetter(
                                            delivery, reason, detail, jobId, clock.instant()))
                            ? new Disposition.DeadLettered(reason, detail)
                            : new Disposition.Retried(reason);
            case ReportOutcome.Unavailable unavailable ->
                    queue.handOver(
                                    delivery.body(),
                                    backoff.before(delivery, unavailable, clock.instant()))
                            ? new Disposition.HandedOver(unavailable.reason())
                            : new Disposition.Retried(unavailable.reason());
        };
    }
}

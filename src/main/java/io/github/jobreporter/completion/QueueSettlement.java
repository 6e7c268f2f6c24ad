package io.github.jobreporter.completion;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Settles deliveries of the completion queue. A message is acknowledged only if its result is
 * reported or its successor is stored.
 */
public final class QueueSettlement implements DeliverySettlement {

    private final CompletionQueue queue;
    private final DeadLetters deadLetters;
    private final int maxReceiveCount;
    private final Backoff backoff;
    private final InstantSource clock;

    public QueueSettlement(
            CompletionQueue queue,
            DeadLetters deadLetters,
            int maxReceiveCount,
            Backoff backoff,
            InstantSource clock) {
        this.queue = queue;
        this.deadLetters = deadLetters;
        this.maxReceiveCount = maxReceiveCount;
        this.backoff = backoff;
        this.clock = clock;
    }

    @Override
    public Disposition settle(Delivery delivery, Optional<JobId> jobId, ReportOutcome outcome) {
        return switch (outcome) {
            case ReportOutcome.Reported _, ReportOutcome.AlreadyReported _ ->
                    new Disposition.Done();
            case ReportOutcome.Refused(var reason, var detail) ->
                    deadLetter(new DeadLetter(delivery, reason, detail, jobId, clock.instant()));
            case ReportOutcome.Unavailable unavailable ->
                    delivery.receiveCount() < maxReceiveCount
                            ? retry(delivery, unavailable)
                            : settleLastDelivery(delivery, jobId, unavailable);
        };
    }

    private Disposition retry(Delivery delivery, ReportOutcome.Unavailable unavailable) {
        return retry(delivery, unavailable.reason(), delay(delivery, unavailable));
    }

    private Disposition retry(Delivery delivery, FailureReason reason, Duration delay) {
        delivery.receiptHandle().ifPresent(handle -> queue.retryAfter(handle, delay));
        return new Disposition.Retried(reason);
    }

    /** After this one the queue itself would move the message, without a reason. */
    private Disposition settleLastDelivery(
            Delivery delivery, Optional<JobId> jobId, ReportOutcome.Unavailable unavailable) {
        FailureReason reason = unavailable.reasonAtLastDelivery();
        if (reason.allowsDeadLetter()) {
            String detail =
                    "%s, at the last of %d deliveries: %s"
                            .formatted(
                                    unavailable.reason(),
                                    delivery.receiveCount(),
                                    unavailable.detail());
            return deadLetter(new DeadLetter(delivery, reason, detail, jobId, clock.instant()));
        }
        return queue.handOver(delivery.body(), delay(delivery, unavailable))
                ? new Disposition.HandedOver(reason)
                : new Disposition.Retried(reason);
    }

    private Disposition deadLetter(DeadLetter letter) {
        if (deadLetters.send(letter)) {
            return new Disposition.DeadLettered(letter.reason());
        }
        Delivery delivery = letter.delivery();
        return retry(delivery, letter.reason(), backoff.after(delivery.receiveCount()));
    }

    private Duration delay(Delivery delivery, ReportOutcome.Unavailable unavailable) {
        return backoff.before(delivery, unavailable, clock.instant());
    }
}

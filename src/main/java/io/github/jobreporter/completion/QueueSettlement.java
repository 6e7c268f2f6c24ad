package io.github.jobreporter.completion;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Settles deliveries of the completion queue. A message is acknowledged only if its result is
 * reported or its successor is stored.
 */
public final class QueueSettlement implements DeliverySettlement {

    private static final int DELIVERIES_TOGETHER = 3;

    private final CompletionQueue queue;
    private final DeadLetters deadLetters;
    private final Patience patience;
    private final Backoff backoff;
    private final InstantSource clock;

    public QueueSettlement(
            CompletionQueue queue,
            DeadLetters deadLetters,
            Patience patience,
            Backoff backoff,
            InstantSource clock) {
        this.queue = queue;
        this.deadLetters = deadLetters;
        this.patience = patience;
        this.backoff = backoff;
        this.clock = clock;
    }

    /**
     * Keeps a message that crashes the function from holding others up. After a crash all messages
     * of the invocation come back at the same time, and would be handled together again. So those
     * that were delivered several times already come back at different times.
     */
    @Override
    public void prepare(List<Delivery> deliveries) {
        Map<String, Duration> delays = new LinkedHashMap<>();
        deliveries.stream()
                .filter(delivery -> delivery.receiveCount() > DELIVERIES_TOGETHER)
                .flatMap(delivery -> delivery.receiptHandle().stream())
                .forEach(handle -> delays.put(handle, backoff.afterCrash()));
        if (!delays.isEmpty()) {
            queue.retryAfter(delays);
        }
    }

    @Override
    public Disposition settle(Delivery delivery, Optional<JobId> jobId, ReportOutcome outcome) {
        return switch (outcome) {
            case ReportOutcome.Reported _, ReportOutcome.AlreadyReported _ ->
                    new Disposition.Done();
            case ReportOutcome.Refused(var reason, var detail) ->
                    deadLetter(new DeadLetter(delivery, reason, detail, jobId, clock.instant()));
            case ReportOutcome.Unavailable unavailable -> settle(delivery, jobId, unavailable);
        };
    }

    private Disposition settle(
            Delivery delivery, Optional<JobId> jobId, ReportOutcome.Unavailable unavailable) {
        Instant now = clock.instant();
        Duration age = delivery.age(now);
        if (patience.retries(unavailable.reason(), age)) {
            return retry(
                    delivery, unavailable.reason(), backoff.before(delivery, unavailable, now));
        }
        String detail =
                "%s, after %d deliveries in %d minutes: %s"
                        .formatted(
                                unavailable.reason(),
                                delivery.receiveCount(),
                                age.toMinutes(),
                                unavailable.detail());
        return deadLetter(
                new DeadLetter(delivery, unavailable.reasonOfDeadLetter(), detail, jobId, now));
    }

    private Disposition retry(Delivery delivery, FailureReason reason, Duration delay) {
        delivery.receiptHandle().ifPresent(handle -> queue.retryAfter(handle, delay));
        return new Disposition.Retried(reason);
    }

    private Disposition deadLetter(DeadLetter letter) {
        if (deadLetters.send(letter)) {
            return new Disposition.DeadLettered(letter.reason(), letter.detail());
        }
        Delivery delivery = letter.delivery();
        return retry(delivery, letter.reason(), backoff.after(delivery.receiveCount()));
    }
}

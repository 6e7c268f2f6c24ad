package io.github.jobreporter.completion;

import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;

/**
 * Exponential back-off with full jitter, in whole seconds and at least one.
 *
 * @param base the longest delay after the first delivery
 * @param cap the longest delay of all
 * @param random thread-safe
 */
public record Backoff(Duration base, Duration cap, RandomGenerator random) {

    /** How long to wait before the next delivery: until nobody else holds the job, else a while. */
    Duration before(Delivery delivery, ReportOutcome.Unavailable unavailable, Instant now) {
        return unavailable
                .heldUntil()
                .map(until -> Duration.between(now, until))
                .filter(Duration::isPositive)
                // Rounded up: back before the lease is over would be one delivery for nothing.
                .map(remaining -> Duration.ofSeconds(remaining.toSeconds() + 1))
                .orElseGet(() -> after(delivery.receiveCount()));
    }

    /** How long to wait after so many deliveries. */
    public Duration after(int receiveCount) {
        int doublings = Math.clamp(receiveCount - 1L, 0, 30);
        long longest = Math.min(base.toSeconds() << doublings, cap.toSeconds());
        return Duration.ofSeconds(1 + random.nextLong(longest));
    }
}

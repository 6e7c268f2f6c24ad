package io.github.jobreporter.completion;

import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;

/**
 * Exponential back-off with full jitter, in whole seconds, at least one.
 *
 * @param base the longest delay after the first delivery
 * @param cap the longest delay after any delivery
 * @param random must be thread-safe
 */
public record Backoff(Duration base, Duration cap, RandomGenerator random) {

    /** Longer than any invocation, so that no message comes back while it is handled. */
    private static final Duration LEAST_AFTER_CRASH = Duration.ofSeconds(90);

    /** The queue's visibility timeout. */
    private static final Duration MOST_AFTER_CRASH = Duration.ofMinutes(6);

    /** The delay of a message, from the beginning of its delivery, if the function crashes. */
    Duration afterCrash() {
        long range = MOST_AFTER_CRASH.minus(LEAST_AFTER_CRASH).toSeconds();
        return LEAST_AFTER_CRASH.plusSeconds(random.nextLong(range + 1));
    }

    /**
     * The delay before the next delivery: a back-off, but no longer than another's lease. Most
     * holders end their lease long before, and say so to nobody.
     */
    Duration before(Delivery delivery, ReportOutcome.Unavailable unavailable, Instant now) {
        Duration delay = after(delivery.receiveCount());
        return unavailable
                .heldUntil()
                .map(until -> Duration.between(now, until))
                .filter(Duration::isPositive)
                // Rounded up: a delivery just before the lease ends would achieve nothing.
                .map(remaining -> Duration.ofSeconds(remaining.toSeconds() + 1))
                .filter(remaining -> remaining.compareTo(delay) < 0)
                .orElse(delay);
    }

    /** The delay after this many deliveries. */
    public Duration after(int receiveCount) {
        int doublings = Math.clamp(receiveCount - 1L, 0, 30);
        long longest = Math.min(base.toSeconds() << doublings, cap.toSeconds());
        return Duration.ofSeconds(1 + random.nextLong(longest));
    }
}

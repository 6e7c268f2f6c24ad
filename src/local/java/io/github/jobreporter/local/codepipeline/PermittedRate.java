package io.github.jobreporter.local.codepipeline;

import java.util.function.LongSupplier;

/**
 * How many results a second are permitted: a token bucket that holds the results of one second, at
 * least one, and is full at the beginning. Safe for use by several threads.
 */
final class PermittedRate {

    private static final double NANOS_PER_SECOND = 1e9;

    private final double resultsPerSecond;
    private final double capacity;
    private final LongSupplier nanoTime;

    private double tokens;
    private long filledAtNanos;

    /**
     * @param nanoTime a monotonic clock, such as {@link System#nanoTime()}
     * @throws IllegalArgumentException if the rate is not positive and finite
     */
    PermittedRate(double resultsPerSecond, LongSupplier nanoTime) {
        if (!(resultsPerSecond > 0 && Double.isFinite(resultsPerSecond))) {
            throw new IllegalArgumentException(
                    "resultsPerSecond must be positive and finite, was " + resultsPerSecond);
        }
        this.resultsPerSecond = resultsPerSecond;
        this.nanoTime = nanoTime;
        capacity = Math.max(1, resultsPerSecond);
        tokens = capacity;
        filledAtNanos = nanoTime.getAsLong();
    }

    double resultsPerSecond() {
        return resultsPerSecond;
    }

    /** Whether one more result is permitted now; if so, it is counted. */
    synchronized boolean permitsOne() {
        var now = nanoTime.getAsLong();
        var added = (now - filledAtNanos) / NANOS_PER_SECOND * resultsPerSecond;
        tokens = Math.min(capacity, tokens + added);
        filledAtNanos = now;
        if (tokens < 1) {
            return false;
        }
        tokens--;
        return true;
    }
}

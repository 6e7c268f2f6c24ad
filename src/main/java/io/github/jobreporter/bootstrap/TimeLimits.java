package io.github.jobreporter.bootstrap;

import java.time.Duration;

/**
 * How long one call to a service may take.
 *
 * @param attempt one attempt within the call
 */
record TimeLimits(Duration attempt, Duration call) {

    static TimeLimits ofSeconds(int attempt, int call) {
        return new TimeLimits(Duration.ofSeconds(attempt), Duration.ofSeconds(call));
    }
}

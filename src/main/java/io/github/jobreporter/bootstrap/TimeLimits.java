package io.github.jobreporter.bootstrap;

import java.time.Duration;

/**
 * Time limits of a call to a service.
 *
 * @param attempt one attempt within the call
 * @param call all attempts together
 */
record TimeLimits(Duration attempt, Duration call) {

    static TimeLimits ofSeconds(int attempt, int call) {
        return new TimeLimits(Duration.ofSeconds(attempt), Duration.ofSeconds(call));
    }
}

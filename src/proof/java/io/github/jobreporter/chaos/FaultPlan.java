package io.github.jobreporter.chaos;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * Decides which request to a service meets which fault. With the same seed and without outages, the
 * n-th request always meets the same fault. Which request is the n-th depends on the functions and
 * is not reproducible.
 */
final class FaultPlan {

    private static final List<WireFault> ALL =
            Stream.of(WireFault.values())
                    .flatMap(it -> Collections.nCopies(it.weight(), it).stream())
                    .toList();

    private static final List<WireFault> OUTAGE =
            List.of(WireFault.RESET_BEFORE, WireFault.THROTTLED, WireFault.FAILED);

    private final SplittableRandom random;
    private final double share;
    private final List<WireFault> kinds;
    private final Map<WireFault, Integer> met = new EnumMap<>(WireFault.class);
    private boolean outage;
    private boolean over;

    /**
     * Makes a plan.
     *
     * @param share the share of the requests that meet a fault, 0 to 1
     */
    FaultPlan(long seed, double share) {
        this(seed, share, ALL);
    }

    FaultPlan(long seed, double share, List<WireFault> kinds) {
        this.random = new SplittableRandom(seed);
        this.share = share;
        this.kinds = List.copyOf(kinds);
    }

    /** The fault of the next request, if any. */
    synchronized Optional<WireFault> next() {
        if (over) {
            return Optional.empty();
        }
        if (outage) {
            return Optional.of(met(OUTAGE.get(random.nextInt(OUTAGE.size()))));
        }
        return random.nextDouble() < share
                ? Optional.of(met(kinds.get(random.nextInt(kinds.size()))))
                : Optional.empty();
    }

    private WireFault met(WireFault fault) {
        met.merge(fault, 1, Integer::sum);
        return fault;
    }

    /** From now on every request fails, or none more than planned. */
    synchronized void outage(boolean begins) {
        outage = begins;
    }

    /** Ends the faults. */
    synchronized void end() {
        over = true;
    }

    /** How many requests met each fault. */
    synchronized Map<WireFault, Integer> met() {
        return Map.copyOf(met);
    }
}

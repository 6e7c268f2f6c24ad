package io.github.jobreporter.local.codepipeline;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A clock that runs with another one and can be advanced. */
public final class AdjustableClock implements InstantSource {

    private record Advance(Instant at, Duration by) {}

    private final InstantSource base;
    private final List<Advance> advances = new CopyOnWriteArrayList<>();

    public AdjustableClock(InstantSource base) {
        this.base = base;
    }

    @Override
    public Instant instant() {
        return base.instant().plus(ahead());
    }

    /** How far it was advanced. */
    public Duration ahead() {
        return aheadSince(Instant.MIN);
    }

    /** How far it was advanced since an instant of the other clock. */
    public Duration aheadSince(Instant instant) {
        return advances.stream()
                .filter(it -> !it.at.isBefore(instant))
                .map(Advance::by)
                .reduce(Duration.ZERO, Duration::plus);
    }

    public void advance(Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException("time does not go back: " + duration);
        }
        advances.add(new Advance(base.instant(), duration));
    }
}

package io.github.jobreporter.completion;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * A pace that is learned from CodePipeline's answers, because AWS does not publish the rate that it
 * permits. There is no limit until a result is throttled. Then the rate falls a little with each
 * throttled result and rises a little with each other one, so it stays near what is permitted. Each
 * environment learns for itself; together they share the rate in this way.
 *
 * <p>The numbers are chosen by simulation and benchmark (docs/decisions/0015). Thread-safe.
 */
public final class LearnedPace implements Pace {

    /** Waits, and says how much time has passed. Both in nanoseconds. */
    public interface Time {
        /** The time since some moment in the past. */
        long nanos();

        void sleep(long nanos) throws InterruptedException;
    }

    private static final double SECOND = 1e9;

    /** Results a second. The slowest pace still tries once a minute. */
    private static final double SLOWEST = 1.0 / 60;

    private static final double FALL = 0.9;
    private static final double RISE = 0.005;

    /** Results that are under way together are throttled together, for one reason. */
    private static final long ONE_FALL = Duration.ofMillis(100).toNanos();

    /** An environment may catch up on what it did not use in this time. */
    private static final long CATCH_UP = Duration.ofMillis(200).toNanos();

    /** After so long without throttling, the rate doubles with each result. */
    private static final long RECOVERY = Duration.ofMinutes(2).toNanos();

    /** After so long without throttling, there is no limit any more. */
    private static final long FORGOTTEN = Duration.ofMinutes(15).toNanos();

    private final Time time;

    /** First come, first served. */
    private final Semaphore turnstile = new Semaphore(1, true);

    private final RecentCount notThrottled = new RecentCount();

    private boolean limited;
    private double rate;
    private long nextTurn;
    private long lastThrottled;
    private long lastFall;

    public LearnedPace(Time time) {
        this.time = time;
    }

    /** In the time of this machine. */
    public static LearnedPace inRealTime() {
        return new LearnedPace(
                new Time() {
                    @Override
                    public long nanos() {
                        return System.nanoTime();
                    }

                    @Override
                    public void sleep(long nanos) throws InterruptedException {
                        TimeUnit.NANOSECONDS.sleep(nanos);
                    }
                });
    }

    @Override
    public boolean awaitTurn(Duration atMost) {
        if (atMost.isNegative()) {
            return false;
        }
        long end = time.nanos() + atMost.toNanos();
        try {
            if (!turnstile.tryAcquire(atMost.toNanos(), TimeUnit.NANOSECONDS)) {
                return false;
            }
            try {
                return sleepUntilTurn(end);
            } finally {
                turnstile.release();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private boolean sleepUntilTurn(long end) throws InterruptedException {
        for (long wait = turnOrWait(); wait > 0; wait = turnOrWait()) {
            if (time.nanos() + wait - end > 0) {
                return false;
            }
            time.sleep(wait);
        }
        return true;
    }

    /** Takes the next turn, or says how long it is until then: more than nothing. */
    private synchronized long turnOrWait() {
        long now = time.nanos();
        limited = limited && now - lastThrottled <= FORGOTTEN;
        if (!limited) {
            return 0;
        }
        long wait = nextTurn - now;
        if (wait <= 0) {
            nextTurn = now - Math.min(-wait, CATCH_UP) + interval();
        }
        return wait;
    }

    @Override
    public synchronized void learn(PipelineAnswer answer) {
        long now = time.nanos();
        switch (answer) {
            case PipelineAnswer.Throttled _ -> slowDown(now);
            // CodePipeline may never have seen the call.
            case PipelineAnswer.UnknownOutcome _, PipelineAnswer.Faulted _ -> {}
            default -> speedUp(now);
        }
    }

    private void slowDown(long now) {
        lastThrottled = now;
        if (!limited) {
            limited = true;
            rate = Math.max(1, notThrottled.inLastSecond(now));
            nextTurn = now + interval();
            lastFall = now;
        } else if (now - lastFall > ONE_FALL) {
            rate = Math.max(SLOWEST, rate * FALL);
            lastFall = now;
        }
    }

    private void speedUp(long now) {
        notThrottled.add(now);
        if (limited) {
            rate = now - lastThrottled > RECOVERY ? 2 * rate : rate + RISE * Math.sqrt(rate);
            nextTurn = now + Math.min(nextTurn - now, interval());
        }
    }

    private long interval() {
        return (long) (SECOND / rate);
    }

    /** Counts events by the second: cheap, and exact enough for a first guess. */
    private static final class RecentCount {

        private long second;
        private int count;
        private int countBefore;

        void add(long nanos) {
            turnTo(nanos);
            count++;
        }

        int inLastSecond(long nanos) {
            turnTo(nanos);
            return Math.max(count, countBefore);
        }

        private void turnTo(long nanos) {
            long now = Math.floorDiv(nanos, (long) SECOND);
            if (now != second) {
                countBefore = now == second + 1 ? count : 0;
                count = 0;
                second = now;
            }
        }
    }
}

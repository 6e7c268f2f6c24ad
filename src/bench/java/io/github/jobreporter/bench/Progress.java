package io.github.jobreporter.bench;

import java.io.PrintStream;
import java.time.Duration;

/** Tells how far a run is, a line for each round. */
final class Progress {

    private final PrintStream out;
    private final long begin = System.nanoTime();
    private long phaseBegin = begin;

    Progress(PrintStream out) {
        this.out = out;
    }

    void phase(String what) {
        phaseBegin = System.nanoTime();
        out.printf("%s  %s%n", since(begin), what);
    }

    void round(int done, int all) {
        var left = (System.nanoTime() - phaseBegin) / done * (all - done);
        out.printf(
                "%s  round %d of %d, about %s left of them%n", since(begin), done, all, text(left));
    }

    private static String since(long nanoTime) {
        return text(System.nanoTime() - nanoTime);
    }

    private static String text(long nanos) {
        var duration = Duration.ofNanos(nanos);
        return "%d:%02d".formatted(duration.toMinutes(), duration.toSecondsPart());
    }
}

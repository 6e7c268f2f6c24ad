package io.github.jobreporter.bench;

import java.io.PrintStream;
import java.time.Duration;

/** Prints the progress of a run: one line for each phase and each round. */
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
        out.printf("%s  round %d of %d, about %s left%n", since(begin), done, all, text(left));
    }

    private static String since(long nanoTime) {
        return text(System.nanoTime() - nanoTime);
    }

    private static String text(long nanos) {
        var duration = Duration.ofNanos(nanos);
        return "%d:%02d".formatted(duration.toMinutes(), duration.toSecondsPart());
    }
}

package io.github.jobreporter.bench;

import java.io.PrintStream;
import java.time.Duration;

/** Prints the progress of a run: a line for each phase, each round and each tenth of a backlog. */
final class Progress {

    private final PrintStream out;
    private final long begin = System.nanoTime();
    private long phaseBegin = begin;
    private int tenthsDone;

    Progress(PrintStream out) {
        this.out = out;
    }

    void phase(String what) {
        phaseBegin = System.nanoTime();
        tenthsDone = 0;
        out.printf("%s  %s%n", since(begin), what);
    }

    void round(int done, int all) {
        var left = (System.nanoTime() - phaseBegin) / done * (all - done);
        out.printf("%s  %d of %d, about %s left%n", since(begin), done, all, text(left));
    }

    /** A line when another tenth is done. */
    void part(int done, int all) {
        var tenths = 10 * done / all;
        if (tenths > tenthsDone) {
            tenthsDone = tenths;
            round(done, all);
        }
    }

    private static String since(long nanoTime) {
        return text(System.nanoTime() - nanoTime);
    }

    private static String text(long nanos) {
        var duration = Duration.ofNanos(nanos);
        return "%d:%02d".formatted(duration.toMinutes(), duration.toSecondsPart());
    }
}

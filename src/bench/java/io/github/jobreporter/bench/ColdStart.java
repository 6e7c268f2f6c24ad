package io.github.jobreporter.bench;

import java.io.IOException;
import java.time.Duration;

/** One cold start of a contender, and the warm invocations of the same process. */
record ColdStart(Contender contender, Surroundings surroundings, Results results) {

    private static final int WARM_AT = 20;
    private static final Duration SLOW_REPORT = Duration.ofMillis(50);
    private static final int BATCH = 10;

    void run() throws IOException, InterruptedException {
        try (var execution = ContenderProcess.start(contender, surroundings);
                var _ = surroundings.share().limit(execution.pid())) {
            var init = execution.initNanos();
            var first = execution.invoke(Messages.batch(1));
            if (surroundings.tls()) {
                results.addNanos(contender, Row.TLS_INIT, init);
                results.addNanos(contender, Row.TLS_FIRST, first);
                results.addNanos(contender, Row.TLS_INIT_AND_FIRST, init + first);
                execution.verified(1);
                return;
            }
            results.addNanos(contender, Row.INIT, init);
            results.addNanos(contender, Row.FIRST, first);
            results.addNanos(contender, Row.INIT_AND_FIRST, init + first);
            measureWarm(execution);
            results.add(contender, Row.PEAK_MEMORY, execution.peakKibibytes() / 1024.0);
            var counts = execution.verified(WARM_AT + 1 + BATCH);
            results.add(contender, Row.CONNECTIONS, (double) counts.connections());
        }
    }

    private void measureWarm(ContenderProcess execution) throws InterruptedException {
        for (var i = 2; i < WARM_AT; i++) {
            execution.invoke(Messages.batch(1));
        }
        results.addNanos(contender, Row.TWENTIETH, execution.invoke(Messages.batch(1)));
        surroundings.services().letReportsTake(SLOW_REPORT);
        try {
            results.addNanos(contender, Row.BATCH_OF_1, execution.invoke(Messages.batch(1)));
            results.addNanos(contender, Row.BATCH_OF_10, execution.invoke(Messages.batch(BATCH)));
        } finally {
            surroundings.services().letReportsTake(Duration.ZERO);
        }
    }
}

package io.github.jobreporter.bench;

import java.io.IOException;

/**
 * Sends batches of ten, one after the other, and measures their processor time.
 *
 * @param messages how many to measure, after a warm-up
 */
record SteadyLoad(Contender contender, Surroundings surroundings, int messages) {

    private static final int BATCH = 10;
    private static final int WARM_UP_BATCHES = 50;

    void run(Results results) throws IOException, InterruptedException {
        var batches = Math.max(1, messages / BATCH);
        try (var execution = ContenderProcess.start(contender, surroundings)) {
            invoke(execution, WARM_UP_BATCHES);
            var before = execution.cpu();
            invoke(execution, batches);
            var nanos = execution.cpu().minus(before).toNanos();
            results.addNanos(contender, Row.CPU_PER_MESSAGE, nanos / ((long) batches * BATCH));
            execution.verified((WARM_UP_BATCHES + batches) * BATCH);
        }
    }

    private static void invoke(ContenderProcess execution, int batches)
            throws InterruptedException {
        for (var i = 0; i < batches; i++) {
            execution.invoke(Messages.batch(BATCH));
        }
    }
}

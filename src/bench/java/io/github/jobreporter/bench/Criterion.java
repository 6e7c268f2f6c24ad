package io.github.jobreporter.bench;

import io.github.jobreporter.bench.Results.Cell;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A requirement on the function, and what was measured.
 *
 * @param limit the highest allowed value
 * @param measured empty if a contender that it needs was not measured
 */
record Criterion(String claim, double limit, Optional<Double> measured) {

    static List<Criterion> of(Results results) {
        var all = new ArrayList<Criterion>();
        all.addAll(ofColdStart(results, "", Row.FIRST, Row.INIT_AND_FIRST));
        all.addAll(ofColdStart(results, ", with TLS", Row.TLS_FIRST, Row.TLS_INIT_AND_FIRST));
        all.add(
                new Criterion(
                        "a batch of 10 with 50 ms reports, as a multiple of a batch of 1",
                        1.5,
                        results.ratio(ours(Row.BATCH_OF_10), ours(Row.BATCH_OF_1))));
        all.add(
                new Criterion(
                        "CPU per message when warm, as a multiple of three bare SDK calls",
                        1.25,
                        against(results, Row.CPU_PER_MESSAGE, Contenders.THREE_CALLS)));
        all.add(
                new Criterion(
                        "peak memory, as a share of the straightforward Java Lambda's",
                        1.0,
                        against(results, Row.PEAK_MEMORY, Contenders.STRAIGHTFORWARD)));
        all.add(
                new Criterion(
                        "artifact, MB zipped", 14, results.median(Contenders.OURS, Row.ARTIFACT)));
        return all;
    }

    private static List<Criterion> ofColdStart(
            Results results, String how, Row first, Row initAndFirst) {
        return List.of(
                new Criterion(
                        "first invocation, as a share of the straightforward Java Lambda's" + how,
                        0.25,
                        against(results, first, Contenders.STRAIGHTFORWARD)),
                new Criterion(
                        "first invocation, ms above the floor's" + how,
                        60,
                        aboveFloor(results, first)),
                new Criterion(
                        "init + first, as a share of the straightforward Java Lambda's" + how,
                        0.85,
                        against(results, initAndFirst, Contenders.STRAIGHTFORWARD)));
    }

    /** One row of the table of criteria: claim, limit, measured value and verdict. */
    List<String> cells() {
        return List.of(
                claim,
                "at most " + number(limit),
                measured.map(Criterion::number).orElse("–"),
                measured.map(it -> it <= limit ? "met" : "MISSED").orElse("not measured"));
    }

    private static String number(double number) {
        return String.format(Locale.ROOT, "%.2f", number);
    }

    private static Optional<Double> against(Results results, Row row, String other) {
        return results.ratio(ours(row), new Cell(other, row));
    }

    private static Optional<Double> aboveFloor(Results results, Row row) {
        return results.median(Contenders.OURS, row)
                .flatMap(it -> results.median(Contenders.FLOOR, row).map(by -> it - by));
    }

    private static Cell ours(Row row) {
        return new Cell(Contenders.OURS, row);
    }
}

package io.github.jobreporter.differential;

import io.github.jobreporter.differential.RandomRequests.Request;
import io.github.jobreporter.differential.Side.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counts comparisons by feature and result. Thread-safe. */
final class Tally {

    private static final int ENOUGH = 10;

    /** Counts by feature and error. No error is "". */
    private final Map<String, Map<String, Integer>> errorsByFeature = new TreeMap<>();

    private final Map<Difference, Integer> differences = new TreeMap<>();
    private final List<String> unexplained = new ArrayList<>();
    private int conditions;

    synchronized void count(Request request, Answer store, Answer dynoxide) {
        conditions += request.isConditional() ? 1 : 0;
        count("", store.error());
        request.features().forEach(it -> count(it, store.error()));
        if (!store.sameAs(dynoxide)) {
            Difference.between(store, dynoxide)
                    .ifPresentOrElse(
                            it -> differences.merge(it, 1, Integer::sum),
                            () -> complain(request, store, dynoxide));
        }
    }

    private void count(String feature, String error) {
        errorsByFeature
                .computeIfAbsent(feature, _ -> new TreeMap<>())
                .merge(error, 1, Integer::sum);
    }

    private void complain(Request request, Answer store, Answer dynoxide) {
        if (unexplained.size() < ENOUGH) {
            unexplained.add(
                    "%s %s%n  the store answers %s%n  dynoxide answers  %s%n"
                            .formatted(request.operation(), request.json(), store, dynoxide));
        }
    }

    synchronized List<String> unexplained() {
        return List.copyOf(unexplained);
    }

    synchronized Map<Difference, Integer> differences() {
        return Map.copyOf(differences);
    }

    /** Counts by error for requests with this feature. No error is "". */
    synchronized Map<String, Integer> errors(String feature) {
        return Map.copyOf(errorsByFeature.getOrDefault(feature, Map.of()));
    }

    synchronized int conditions() {
        return conditions;
    }

    @Override
    public synchronized String toString() {
        return errorsByFeature + "\n" + differences;
    }
}

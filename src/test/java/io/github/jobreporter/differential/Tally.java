package io.github.jobreporter.differential;

import io.github.jobreporter.differential.Exchange.Answer;
import io.github.jobreporter.differential.RandomRequests.Request;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What was compared, how often, and with what result. May be shared by threads. */
final class Tally {

    private static final int ENOUGH = 10;

    private final Map<Feature, Integer> features = new EnumMap<>(Feature.class);
    private final Map<Difference, Integer> differences = new EnumMap<>(Difference.class);
    private final Map<String, Integer> errors = new TreeMap<>();
    private final List<String> unexplained = new ArrayList<>();
    private int conditions;
    private int conditionsThatHeld;

    synchronized void count(Request request, Answer store, Answer dynoxide) {
        request.features().forEach(it -> features.merge(it, 1, Integer::sum));
        errors.merge(store.error(), 1, Integer::sum);
        if (request.isConditional()) {
            conditions++;
            conditionsThatHeld += store.error().isEmpty() ? 1 : 0;
        }
        if (!store.equals(dynoxide)) {
            Difference.between(request, store, dynoxide)
                    .ifPresentOrElse(
                            it -> differences.merge(it, 1, Integer::sum),
                            () -> complain(request, store, dynoxide));
        }
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

    synchronized Map<Feature, Integer> features() {
        return Map.copyOf(features);
    }

    synchronized Map<Difference, Integer> differences() {
        return Map.copyOf(differences);
    }

    /** By type; empty for none. */
    synchronized Map<String, Integer> errors() {
        return Map.copyOf(errors);
    }

    synchronized int conditions() {
        return conditions;
    }

    synchronized int conditionsThatHeld() {
        return conditionsThatHeld;
    }
}

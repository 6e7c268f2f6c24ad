package io.github.jobreporter.chaos;

import io.github.jobreporter.local.TextTable;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What an audit found: figures, and every violation, by invariant. */
final class AuditReport {

    private final Map<Invariant, Map<String, Integer>> figures = new EnumMap<>(Invariant.class);
    private final Map<Invariant, List<String>> violations = new EnumMap<>(Invariant.class);

    AuditReport() {
        for (Invariant it : Invariant.values()) {
            figures.put(it, new TreeMap<>());
            violations.put(it, new ArrayList<>());
        }
    }

    void count(Invariant invariant, String what, int more) {
        figures(invariant).merge(what, more, Integer::sum);
    }

    void violates(Invariant invariant, String how) {
        violations(invariant).add(how);
    }

    Map<String, Integer> figures(Invariant invariant) {
        return figures.getOrDefault(invariant, Map.of());
    }

    List<String> violations(Invariant invariant) {
        return violations.getOrDefault(invariant, List.of());
    }

    boolean holds() {
        return violations.values().stream().allMatch(List::isEmpty);
    }

    /** As a table, the violations below it. */
    @Override
    public String toString() {
        List<List<String>> rows =
                Stream.of(Invariant.values()).flatMap(it -> rows(it).stream()).toList();
        String broken =
                String.join(
                        System.lineSeparator(),
                        Stream.of(Invariant.values())
                                .flatMap(
                                        it ->
                                                violations(it).stream()
                                                        .map(how -> it + " violated: " + how))
                                .toList());
        return new TextTable(List.of("", "invariant", "violations", "", ""), rows) + broken;
    }

    private List<List<String>> rows(Invariant invariant) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(
                List.of(
                        invariant.name(),
                        invariant.claim(),
                        Integer.toString(violations(invariant).size()),
                        "",
                        ""));
        figures(invariant)
                .forEach(
                        (what, count) ->
                                rows.add(List.of("", "", "", "%6d".formatted(count), what)));
        return rows;
    }
}

package io.github.jobreporter.chaos;

import io.github.jobreporter.local.play.TextTable;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The result of an audit: figures and violations by invariant. */
final class AuditReport {

    private final Map<AuditInvariant, Map<String, Integer>> figures =
            new EnumMap<>(AuditInvariant.class);
    private final Map<AuditInvariant, List<String>> violations =
            new EnumMap<>(AuditInvariant.class);

    AuditReport() {
        for (AuditInvariant it : AuditInvariant.values()) {
            figures.put(it, new TreeMap<>());
            violations.put(it, new ArrayList<>());
        }
    }

    void count(AuditInvariant invariant, String what, int more) {
        figures(invariant).merge(what, more, Integer::sum);
    }

    void violates(AuditInvariant invariant, String how) {
        violations(invariant).add(how);
    }

    Map<String, Integer> figures(AuditInvariant invariant) {
        return figures.getOrDefault(invariant, Map.of());
    }

    List<String> violations(AuditInvariant invariant) {
        return violations.getOrDefault(invariant, List.of());
    }

    boolean holds() {
        return violations.values().stream().allMatch(List::isEmpty);
    }

    /** A table of the figures, followed by the violations. */
    @Override
    public String toString() {
        List<List<String>> rows =
                Stream.of(AuditInvariant.values()).flatMap(it -> rows(it).stream()).toList();
        String broken =
                String.join(
                        System.lineSeparator(),
                        Stream.of(AuditInvariant.values())
                                .flatMap(
                                        it ->
                                                violations(it).stream()
                                                        .map(how -> it + " violated: " + how))
                                .toList());
        return new TextTable(List.of("", "invariant", "violations", "", ""), rows) + broken;
    }

    private List<List<String>> rows(AuditInvariant invariant) {
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

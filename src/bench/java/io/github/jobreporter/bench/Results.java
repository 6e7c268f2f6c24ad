package io.github.jobreporter.bench;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All figures of a run. */
final class Results {

    private final Map<String, Map<Row, List<Double>>> figures = new LinkedHashMap<>();

    Results(List<Contender> contenders) {
        contenders.forEach(it -> figures.put(it.name(), new EnumMap<>(Row.class)));
    }

    void add(Contender contender, Row row, double figure) {
        figures.computeIfAbsent(contender.name(), _ -> new EnumMap<>(Row.class))
                .computeIfAbsent(row, _ -> new ArrayList<>())
                .add(figure);
    }

    void addNanos(Contender contender, Row row, long nanos) {
        add(contender, row, nanos / 1e6);
    }

    List<String> contenders() {
        return List.copyOf(figures.keySet());
    }

    List<Double> figures(String contender, Row row) {
        return figures.getOrDefault(contender, Map.of()).getOrDefault(row, List.of());
    }

    Optional<Sample> sample(String contender, Row row) {
        return Optional.of(figures(contender, row)).filter(it -> !it.isEmpty()).map(Sample::of);
    }

    Optional<Double> median(String contender, Row row) {
        return sample(contender, row).map(Sample::median);
    }

    /** One median divided by another. */
    Optional<Double> ratio(Cell cell, Cell base) {
        return median(cell.contender, cell.row)
                .flatMap(it -> median(base.contender, base.row).map(by -> it / by));
    }

    /** The place of a figure in the tables. */
    record Cell(String contender, Row row) {}
}

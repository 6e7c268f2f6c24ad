package io.github.jobreporter.chaos;

import io.github.jobreporter.local.play.TextTable;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Stream;

/**
 * How many requests met each fault.
 *
 * @param met the counts by service and fault
 */
record FaultTable(SortedMap<String, Map<WireFault, Integer>> met) {

    @Override
    public String toString() {
        List<List<String>> rows = Stream.of(WireFault.values()).map(this::row).toList();
        return new TextTable(cells("fault", met.keySet().stream()), rows).toString();
    }

    private List<String> row(WireFault fault) {
        return cells(
                fault.description(),
                met.values().stream().map(it -> String.valueOf(it.getOrDefault(fault, 0))));
    }

    private static List<String> cells(String first, Stream<String> others) {
        return Stream.concat(Stream.of(first), others).toList();
    }
}

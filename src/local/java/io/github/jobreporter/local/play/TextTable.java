package io.github.jobreporter.local.play;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Lays rows out in columns. */
public record TextTable(List<String> header, List<List<String>> rows) {

    private static final String GAP = "  ";
    private static final int LONGEST_RULE = 100;

    @Override
    public String toString() {
        return line(header) + rule() + rows.stream().map(this::line).collect(Collectors.joining());
    }

    private String line(List<String> cells) {
        return IntStream.range(0, cells.size())
                        .mapToObj(
                                it ->
                                        cells.get(it)
                                                + " ".repeat(width(it) - cells.get(it).length()))
                        .collect(Collectors.joining(GAP))
                        .stripTrailing()
                + System.lineSeparator();
    }

    private String rule() {
        return IntStream.range(0, header.size())
                        .mapToObj(it -> "─".repeat(Math.min(width(it), LONGEST_RULE)))
                        .collect(Collectors.joining(GAP))
                        .stripTrailing()
                + System.lineSeparator();
    }

    private int width(int column) {
        return IntStream.concat(
                        IntStream.of(header.get(column).length()),
                        rows.stream().mapToInt(it -> it.get(column).length()))
                .max()
                .orElse(0);
    }
}

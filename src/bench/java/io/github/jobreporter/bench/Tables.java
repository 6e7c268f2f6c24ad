package io.github.jobreporter.bench;

import io.github.jobreporter.bench.Results.Cell;
import io.github.jobreporter.local.play.TextTable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The results as tables, one for each part: the median, the middle half of the runs in brackets,
 * and the median as a multiple of the straightforward Java Lambda's.
 */
record Tables(Results results) {

    private static final List<String> CRITERIA =
            List.of("criterion", "required", "measured", "verdict");

    String text() {
        return titled().entrySet().stream()
                .map(it -> "%n%s%n%n%s".formatted(it.getKey(), it.getValue()))
                .collect(Collectors.joining());
    }

    String markdown() {
        return titled().entrySet().stream()
                .map(it -> "### %s%n%n%s".formatted(it.getKey(), markdown(it.getValue())))
                .collect(Collectors.joining(System.lineSeparator()));
    }

    private Map<String, TextTable> titled() {
        var titled = new LinkedHashMap<String, TextTable>();
        for (var part : Row.Part.values()) {
            var rows = part.rows().stream().filter(this::measured).toList();
            if (!rows.isEmpty()) {
                titled.put(part.title(), table(rows));
            }
        }
        var criteria = Criterion.of(results).stream().map(Criterion::cells).toList();
        titled.put("Criteria", new TextTable(CRITERIA, criteria));
        return titled;
    }

    private boolean measured(Row row) {
        return results.contenders().stream().anyMatch(it -> results.sample(it, row).isPresent());
    }

    private TextTable table(List<Row> rows) {
        var header = new ArrayList<>(List.of(""));
        rows.forEach(it -> header.add(it.title()));
        return new TextTable(
                header, results.contenders().stream().map(it -> line(it, rows)).toList());
    }

    private List<String> line(String contender, List<Row> rows) {
        return Stream.concat(
                        Stream.of(contender),
                        rows.stream().map(it -> cell(new Cell(contender, it))))
                .toList();
    }

    private String cell(Cell cell) {
        return results.sample(cell.contender(), cell.row())
                .map(it -> figure(it, cell.row()) + ratio(cell))
                .orElse("–");
    }

    private static String figure(Sample sample, Row row) {
        if (row.unit().isEmpty()) {
            return String.format(Locale.ROOT, "%.0f", sample.median());
        }
        var median = number(sample.median());
        return row == Row.ARTIFACT
                ? median
                : "%s (%s–%s)"
                        .formatted(
                                median,
                                number(sample.lowerQuartile()),
                                number(sample.upperQuartile()));
    }

    private String ratio(Cell cell) {
        if (cell.contender().equals(Contenders.STRAIGHTFORWARD)) {
            return "";
        }
        return results.ratio(cell, new Cell(Contenders.STRAIGHTFORWARD, cell.row()))
                .map(it -> String.format(Locale.ROOT, " ×%.2f", it))
                .orElse("");
    }

    /** The measurements are not precise enough for more than three digits. */
    private static String number(double number) {
        var format = number < 10 ? "%.2f" : number < 100 ? "%.1f" : "%.0f";
        return String.format(Locale.ROOT, format, number);
    }

    static String markdown(TextTable table) {
        var rule = Collections.nCopies(table.header().size(), "---");
        return Stream.concat(Stream.of(table.header(), rule), table.rows().stream())
                .map(it -> "| " + String.join(" | ", it) + " |" + System.lineSeparator())
                .collect(Collectors.joining());
    }
}

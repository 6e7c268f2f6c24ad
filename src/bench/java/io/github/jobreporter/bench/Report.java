package io.github.jobreporter.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * The files that a run writes: {@code results.json}, {@code results.md} and {@code
 * performance.svg}.
 *
 * @param setting where and how it was measured, in one line
 */
record Report(Results results, Options options, String setting) {

    private static final ObjectMapper JSON =
            new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    void write(Path folder) throws IOException {
        Files.writeString(folder.resolve("results.json"), JSON.writeValueAsString(json()));
        Files.writeString(
                folder.resolve("results.md"),
                "%s%n%n%s".formatted(setting, new Tables(results).markdown()));
        Files.writeString(folder.resolve("performance.svg"), new Chart(results).svg());
    }

    private ObjectNode json() {
        var root = JSON.createObjectNode();
        root.put("setting", setting);
        root.put("runs", options.runs()).put("messages", options.messages());
        root.put("cpuShare", options.cpu());
        var contenders = root.putObject("contenders");
        for (var contender : results.contenders()) {
            var figures = contenders.putObject(contender);
            for (var row : Row.values()) {
                results.sample(contender, row)
                        .ifPresent(it -> write(it, contender, row, figures.putObject(key(row))));
            }
        }
        var criteria = root.putArray("criteria");
        for (var criterion : Criterion.of(results)) {
            var one = criteria.addObject();
            one.put("claim", criterion.claim()).put("atMost", criterion.limit());
            criterion.measured().ifPresent(it -> one.put("measured", it));
        }
        return root;
    }

    private void write(Sample sample, String contender, Row row, ObjectNode to) {
        to.put("median", sample.median());
        to.put("lowerQuartile", sample.lowerQuartile());
        to.put("upperQuartile", sample.upperQuartile());
        var runs = to.putArray("runs");
        results.figures(contender, row).forEach(runs::add);
    }

    private static String key(Row row) {
        return row.name().toLowerCase(Locale.ROOT);
    }
}

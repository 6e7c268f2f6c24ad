package io.github.jobreporter.bench;

import io.github.jobreporter.bench.Backlog.Drained;
import io.github.jobreporter.local.play.TextTable;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Backlogs at every permitted rate, with every number of environments. */
final class Backlogs {

    /** More take long to fill in, and show no more. */
    private static final int MOST_EVENTS = 10_000;

    private static final List<String> HEADER =
            List.of(
                    "permitted/s",
                    "environments",
                    "contender",
                    "events",
                    "of the rate",
                    "calls",
                    "ledger writes",
                    "billed, ms",
                    "deliveries",
                    "lost",
                    "dead letters");

    private final Options options;
    private final ManagedRuntime runtime;
    private final Progress progress;

    Backlogs(Options options, ManagedRuntime runtime, Progress progress) {
        this.options = options;
        this.runtime = runtime;
        this.progress = progress;
    }

    /** Measures one after the other, writes the table after each and returns the last one. */
    TextTable measure(List<Contender> contenders) throws IOException, InterruptedException {
        var rows = new ArrayList<List<String>>();
        for (var rate : options.rates()) {
            for (var environments : options.environments()) {
                for (var contender : contenders) {
                    var events = Math.min(MOST_EVENTS, rate * options.backlogSeconds());
                    var backlog = new Backlog(contender, rate, environments, events);
                    rows.add(row(backlog, drain(backlog)));
                    Files.writeString(
                            options.build().resolve("backlog.md"), Tables.markdown(table(rows)));
                }
            }
        }
        return table(rows);
    }

    private Drained drain(Backlog backlog) throws InterruptedException {
        progress.phase(
                "%s drains %d events at %d permitted a second with %d environments"
                        .formatted(
                                backlog.contender().name(),
                                backlog.events(),
                                backlog.permitted(),
                                backlog.environments()));
        return backlog.drain(runtime, done -> progress.part(done, backlog.events()));
    }

    private static TextTable table(List<List<String>> rows) {
        return new TextTable(HEADER, rows);
    }

    private static List<String> row(Backlog backlog, Drained drained) {
        return List.of(
                "" + backlog.permitted(),
                "" + backlog.environments(),
                backlog.contender().name(),
                "" + backlog.events(),
                decimal(drained.used()),
                decimal(drained.calls()),
                decimal(drained.ledgerWrites()),
                "" + drained.billed().toMillis(),
                decimal(drained.deliveries()),
                "" + drained.lost(),
                "" + drained.deadLetters());
    }

    private static String decimal(double number) {
        return String.format(Locale.ROOT, "%.2f", number);
    }
}

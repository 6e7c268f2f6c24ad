package io.github.jobreporter.local.play;

import io.github.jobreporter.local.queue.DeadLetterQueue;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Shows how deliveries ended, and the dead-letter queue.
 *
 * @param isAbbreviated whether long details are cut, so that the lines fit on a terminal
 */
public record EndingsReport(
        List<PlayedDelivery> played,
        List<DeadLetterQueue.Letter> deadLetters,
        boolean isAbbreviated) {

    private static final int LONGEST_DETAIL = 100;
    private static final List<String> HEADER =
            List.of("", "event", "outcome", "reason", "job in CodePipeline", "message", "");

    public void print(PrintStream out) {
        out.println();
        out.print(new TextTable(HEADER, rows()));
        out.println();
        for (int i = 0; i < played.size(); i++) {
            printNotes(out, i);
        }
        out.println("The dead-letter queue" + (deadLetters.isEmpty() ? " is empty" : ""));
        if (!deadLetters.isEmpty()) {
            out.println();
            out.print(
                    new TextTable(
                            List.of("FailureReason", "JobId", "FailureDetail"),
                            deadLetters.stream().map(this::row).toList()));
        }
        out.println();
    }

    private void printNotes(PrintStream out, int index) {
        PlayedDelivery delivery = played.get(index);
        if (delivery.notes().isEmpty()) {
            return;
        }
        String which = played.size() == 1 ? "" : ", delivery " + (index + 1);
        out.println(delivery.event() + which + ": " + delivery.verdict());
        delivery.notes().forEach(it -> out.println("  " + it));
        out.println();
    }

    /** How many did not end as expected. */
    public long wrong() {
        return played.stream().filter(PlayedDelivery::isWrong).count();
    }

    /** A summary in one phrase. */
    public String verdict() {
        String deliveries = played.size() == 1 ? "1 delivery" : played.size() + " deliveries";
        boolean expected = played.stream().allMatch(it -> it.expected().isPresent());
        if (wrong() > 0) {
            return "%s, %d %s"
                    .formatted(
                            deliveries,
                            wrong(),
                            expected ? "not as expected" : "without an outcome");
        }
        return expected ? deliveries + ", every one as expected" : deliveries;
    }

    private List<List<String>> rows() {
        List<List<String>> rows = new ArrayList<>();
        String previous = "";
        for (PlayedDelivery it : played) {
            rows.add(
                    List.of(
                            it.mark(),
                            it.event().equals(previous) ? "" : it.event(),
                            it.outcomeOrNone(),
                            it.reason(),
                            it.job(),
                            it.whereabouts(),
                            it.isWrong() ? it.expected().map("expected "::concat).orElse("") : ""));
            previous = it.event();
        }
        return rows;
    }

    private List<String> row(DeadLetterQueue.Letter letter) {
        return List.of(letter.reason(), letter.jobId(), abbreviated(letter.detail()));
    }

    private String abbreviated(String detail) {
        return !isAbbreviated || detail.length() <= LONGEST_DETAIL
                ? detail
                : detail.substring(0, LONGEST_DETAIL - 1) + "…";
    }
}

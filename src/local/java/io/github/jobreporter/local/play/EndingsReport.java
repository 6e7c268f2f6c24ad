package io.github.jobreporter.local.play;

import io.github.jobreporter.local.queue.DeadLetterQueue;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** Shows how deliveries ended, and the dead-letter queue. */
public record EndingsReport(List<PlayedDelivery> played, List<DeadLetterQueue.Letter> deadLetters) {

    private static final int LONGEST_DETAIL = 100;
    private static final List<String> HEADER =
            List.of("", "event", "outcome", "reason", "job in CodePipeline", "message", "");

    public void print(PrintStream out) {
        out.println();
        out.print(new TextTable(HEADER, rows()));
        out.println();
        out.println("The dead-letter queue" + (deadLetters.isEmpty() ? " is empty" : ""));
        if (!deadLetters.isEmpty()) {
            out.println();
            out.print(
                    new TextTable(
                            List.of("FailureReason", "JobId", "FailureDetail"),
                            deadLetters.stream().map(EndingsReport::row).toList()));
        }
        out.println();
    }

    /** How many did not end as expected. */
    public long wrong() {
        return played.stream().filter(PlayedDelivery::isWrong).count();
    }

    /** A summary in one phrase. */
    public String verdict() {
        String deliveries = played.size() == 1 ? "1 delivery" : played.size() + " deliveries";
        if (wrong() > 0) {
            return "%s, %d not as expected".formatted(deliveries, wrong());
        }
        boolean expected = played.stream().allMatch(it -> it.expected().isPresent());
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
                            it.outcome().isEmpty() ? "no outcome" : it.outcome(),
                            it.reason(),
                            it.job(),
                            it.whereabouts(),
                            it.isWrong() ? it.expected().map("expected "::concat).orElse("") : ""));
            previous = it.event();
        }
        return rows;
    }

    private static List<String> row(DeadLetterQueue.Letter letter) {
        return List.of(letter.reason(), letter.jobId(), abbreviated(letter.detail()));
    }

    private static String abbreviated(String detail) {
        return detail.length() <= LONGEST_DETAIL
                ? detail
                : detail.substring(0, LONGEST_DETAIL - 1) + "…";
    }
}

package io.github.jobreporter.local.play;

import java.util.List;
import java.util.Optional;

/**
 * How one delivery ended.
 *
 * @param outcome as in the outcome table, for example {@code Reported}; empty if the function did
 *     not log one
 * @param reason empty where there is none
 * @param job the job's state in CodePipeline
 * @param whereabouts of the message or event
 * @param expected the ending; empty if no ending is expected
 * @param notes what else is known, line by line
 */
public record PlayedDelivery(
        String event,
        String outcome,
        String reason,
        String job,
        String whereabouts,
        Optional<String> expected,
        List<String> notes) {

    public PlayedDelivery {
        notes = List.copyOf(notes);
    }

    String outcomeOrNone() {
        return outcome.isEmpty() ? "no outcome" : outcome;
    }

    /** Outcome and reason. */
    String verdict() {
        return (outcomeOrNone() + " " + reason).strip();
    }

    /** The ending in one line. */
    String ending() {
        return "%s; %s; %s".formatted((outcome + " " + reason).strip(), job, whereabouts);
    }

    /** A delivery without a known outcome counts as unexpected. */
    boolean isWrong() {
        return outcome.isEmpty() || !expected.map(ending()::equals).orElse(true);
    }

    public String mark() {
        if (isWrong()) {
            return "✗";
        }
        return expected.isPresent() ? "✓" : "–";
    }
}

package io.github.jobreporter.local.play;

import java.util.Optional;

/**
 * How one delivery ended.
 *
 * @param outcome as in the outcome table, for example {@code Reported}; empty when the function
 *     said nothing of it
 * @param reason empty where there is none
 * @param job the job's state in CodePipeline
 * @param whereabouts of the message or event
 * @param expected the ending; empty when nobody says how it should end
 */
public record PlayedDelivery(
        String event,
        String outcome,
        String reason,
        String job,
        String whereabouts,
        Optional<String> expected) {

    /** Everything about the end on one line. */
    String ending() {
        return "%s; %s; %s".formatted((outcome + " " + reason).strip(), job, whereabouts);
    }

    /** An event of which nothing is known has not ended well, whoever's it is. */
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

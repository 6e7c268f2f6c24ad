package io.github.jobreporter.local;

import java.util.Optional;

/**
 * How one delivery ended.
 *
 * @param outcome as in the outcome table, for example {@code Reported}
 * @param reason empty where there is none
 * @param job the job's state in CodePipeline
 * @param whereabouts of the message or event
 * @param expected outcome and reason; empty when nothing special is expected
 */
record PlayedDelivery(
        String event,
        String outcome,
        String reason,
        String job,
        String whereabouts,
        Optional<String> expected) {

    boolean asExpected() {
        return expected.map(it -> it.equals((outcome + " " + reason).strip())).orElse(true);
    }
}

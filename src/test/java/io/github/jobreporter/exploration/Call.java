package io.github.jobreporter.exploration;

import io.github.jobreporter.completion.ClientId;
import io.github.jobreporter.completion.ClientToken;
import io.github.jobreporter.completion.DeadLetter;
import io.github.jobreporter.completion.JobResult;
import io.github.jobreporter.completion.ReportOutcome;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** What the function asks of a service: one step of the exploration. */
sealed interface Call {

    /**
     * A conditional write to the ledger's table, transmitted once.
     *
     * @param item to be stored
     */
    record Write(Item item, Condition condition) implements Call {

        /** The same write without its condition. */
        Write unconditional() {
            return new Write(item, new Condition(false, Map.of()));
        }

        @Override
        public String toString() {
            return "write " + item + condition;
        }
    }

    /** What must be true of the stored item: that there is none, or these of its attributes. */
    record Condition(boolean isNew, Map<String, AttributeValue> attributes) {

        /** Those of a filing ask for the owner only. */
        boolean isOfAClaim() {
            return isNew || attributes.containsKey("leaseUntilEpochMillis");
        }

        boolean holds(Optional<Item> stored) {
            return isNew
                    ? stored.isEmpty()
                    : attributes.isEmpty()
                            || stored.stream()
                                    .anyMatch(
                                            it ->
                                                    it.attributes()
                                                            .entrySet()
                                                            .containsAll(attributes.entrySet()));
        }

        @Override
        public String toString() {
            if (isNew) {
                return " if there is none";
            }
            AttributeValue owner = attributes.get("owner");
            return owner == null ? "" : " if it is by " + owner.s();
        }
    }

    /** A result on its way to CodePipeline. */
    record Put(ClientToken token, JobResult result) implements Call {

        @Override
        public String toString() {
            return "put the " + result.getClass().getSimpleName();
        }
    }

    /** A client token is looked up. */
    record LookUp(ClientId clientId, boolean afresh) implements Call {

        @Override
        public String toString() {
            return afresh ? "look the token up afresh" : "look the token up";
        }
    }

    /** A dead letter is sent. */
    record Bury(DeadLetter letter) implements Call {

        @Override
        public String toString() {
            return "dead-letter as " + letter.reason();
        }
    }

    /** A fresh message is sent to the completion queue. */
    record HandOver(String body) implements Call {

        @Override
        public String toString() {
            return "hand over";
        }
    }

    /** The reply to the event source: this delivery is done. */
    record Acknowledge(ReportOutcome outcome) implements Call {

        @Override
        public String toString() {
            return "let go as " + outcome;
        }
    }
}

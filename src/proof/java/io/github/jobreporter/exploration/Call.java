package io.github.jobreporter.exploration;

import io.github.jobreporter.completion.ClientId;
import io.github.jobreporter.completion.ClientToken;
import io.github.jobreporter.completion.DeadLetter;
import io.github.jobreporter.completion.JobResult;
import io.github.jobreporter.completion.ReportOutcome;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
            return on(List.of(Map.of()), true);
        }

        /** The same write, whatever one attribute of the stored item is. */
        Write without(String attribute) {
            return on(
                    condition.alternatives().stream()
                            .map(
                                    it -> {
                                        Map<String, AttributeValue> rest = new HashMap<>(it);
                                        rest.remove(attribute);
                                        return Map.copyOf(rest);
                                    })
                            .toList(),
                    condition.ifNew());
        }

        /** The same write, but on what this owner stored before, and on nothing else. */
        Write onlyOnItsOwn() {
            return on(
                    condition.alternatives().stream()
                            .filter(
                                    it ->
                                            AttributeValue.fromS(item.owner())
                                                    .equals(it.get("owner")))
                            .toList(),
                    false);
        }

        private Write on(List<Map<String, AttributeValue>> alternatives, boolean ifNew) {
            return new Write(item, new Condition(ifNew, alternatives));
        }

        /** Whether it begins an attempt, and does not end one. */
        boolean isClaim() {
            return item.isLeased();
        }

        @Override
        public String toString() {
            return "write " + item + condition;
        }
    }

    /**
     * What must be true of the stored item.
     *
     * @param ifNew it may be missing
     * @param alternatives it may have all attributes of one of these
     */
    record Condition(boolean ifNew, List<Map<String, AttributeValue>> alternatives) {

        boolean isThatItIsNew() {
            return ifNew && alternatives.isEmpty();
        }

        /**
         * Whether it can hold of what becomes of an item that is there now: that stays, and is
         * never again what it was before a claim; and once it says what was reported, it stays so.
         */
        boolean mayHoldAfter(Item now) {
            return alternatives.stream().anyMatch(it -> it.isEmpty() || mayHoldAfter(now, it));
        }

        private static boolean mayHoldAfter(Item now, Map<String, AttributeValue> wanted) {
            if (now.isReported()) {
                return false;
            }
            return !wanted.containsKey("attempts") || now.has("attempts", wanted);
        }

        boolean holds(Optional<Item> stored) {
            return stored.map(it -> alternatives.stream().anyMatch(it::has)).orElse(ifNew);
        }

        @Override
        public String toString() {
            return Stream.concat(
                            ifNew ? Stream.of("there is none") : Stream.empty(),
                            alternatives.stream()
                                    .map(it -> it.get("owner"))
                                    .filter(Objects::nonNull)
                                    .map(it -> "it is by " + it.s()))
                    .collect(Collectors.joining(" or ", " if ", ""));
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

    /** The age of an event that could not be reported is looked at. */
    record LookAtTheAge() implements Call {

        @Override
        public String toString() {
            return "look at the age";
        }
    }

    /**
     * A dead letter is sent.
     *
     * @param curable whether a retry may help
     */
    record Bury(DeadLetter letter, boolean curable) implements Call {

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

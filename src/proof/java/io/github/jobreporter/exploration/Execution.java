package io.github.jobreporter.exploration;

import io.github.jobreporter.support.CompletionBuilder;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The function at work on one delivery, stopped at its next call. It is all in the answers that it
 * got, so the same answers are the same object, and the function runs once for each.
 */
final class Execution {

    private final Start start;
    private final List<Answer> answers;
    private final Set<String> owners;
    private final Optional<Call> call;
    private final Map<Answer, Execution> successors = new HashMap<>();

    Execution(Start start) {
        this(start, List.of(), Set.of(start.owner()));
    }

    private Execution(Start start, List<Answer> answers, Set<String> owners) {
        this.start = start;
        this.answers = answers;
        this.owners = owners;
        this.call = start.replay(answers);
    }

    Execution after(Answer answer) {
        return successors.computeIfAbsent(answer, this::replayWith);
    }

    private Execution replayWith(Answer answer) {
        Set<String> known = new HashSet<>(owners);
        if (answer instanceof Answer.ConditionFailed(var stored, _)) {
            stored.map(Item::owner).ifPresent(known::add);
        }
        return new Execution(
                start, Stream.concat(answers.stream(), Stream.of(answer)).toList(), known);
    }

    Event event() {
        return start.event();
    }

    boolean isLast() {
        return start.isLast();
    }

    /** Whether it found its event too old to be retried. */
    boolean isTooOld() {
        return answers.contains(new Answer.Age(true));
    }

    String owner() {
        return start.owner();
    }

    /** Its own name and those that it saw in the ledger. */
    Set<String> owners() {
        return owners;
    }

    /** What it asks next; empty when it is finished. */
    Optional<Call> call() {
        return call;
    }

    /** Whether its next call takes the client token to where it must not go. */
    boolean leaksTheToken() {
        return call.filter(
                        it ->
                                switch (it) {
                                    case Call.Put _, Call.LookAtTheAge _ -> false;
                                    // The event itself, which names the token, goes where events
                                    // go.
                                    case Call.Bury(var letter, _) ->
                                            holdsToken(
                                                    "%s %s"
                                                            .formatted(
                                                                    letter.detail(),
                                                                    letter.delivery()));
                                    case Call.Write(var item, _) ->
                                            holdsToken(item.attributes().toString());
                                    case Call.LookUp(var clientId, _) ->
                                            holdsToken(clientId.value());
                                    case Call.HandOver(var body) -> holdsToken(body);
                                    case Call.Acknowledge(var outcome) ->
                                            holdsToken(outcome.toString());
                                })
                .isPresent();
    }

    private static boolean holdsToken(String text) {
        return text.contains(CompletionBuilder.TOKEN);
    }
}

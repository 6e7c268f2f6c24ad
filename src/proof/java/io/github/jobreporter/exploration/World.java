package io.github.jobreporter.exploration;

import io.github.jobreporter.completion.ClientToken;
import io.github.jobreporter.completion.FailureReason;
import io.github.jobreporter.completion.PipelineAnswer;
import io.github.jobreporter.completion.ReportOutcome;
import io.github.jobreporter.completion.TokenLookup;
import io.github.jobreporter.exploration.State.Active;
import io.github.jobreporter.exploration.State.Attempt;
import io.github.jobreporter.exploration.State.Late;
import io.github.jobreporter.exploration.State.Message;
import io.github.jobreporter.exploration.Step.Fate;
import io.github.jobreporter.support.CompletionBuilder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The services around the function: what can happen next in a state, and whether it may.
 *
 * <p>Left out is what nobody could tell from what is in. A delivery begins with its first call. One
 * that wants its message back ends with its last call: the message may come back at any time
 * anyway. A job is acknowledged just before it takes a result: until then it refuses every result,
 * as does one that is never acknowledged, or that the customer or the time ended.
 */
final class World {

    private static final String ROTATED_TOKEN = CompletionBuilder.TOKEN + "-rotated";

    private static final ReportOutcome PRESUMED = new ReportOutcome.AlreadyReported(true);

    /** What else CodePipeline may say, of a result that it does not accept. */
    private static final Map<Fate, PipelineAnswer> OTHER_REFUSALS =
            Map.of(
                    Fate.REJECTED, new PipelineAnswer.RejectedByValidation("too long"),
                    Fate.JOB_NOT_FOUND, new PipelineAnswer.JobNotFound(),
                    Fate.DENIED, new PipelineAnswer.Faulted("access denied"));

    private final Scenario scenario;
    private final Protocol protocol;
    private final Map<Start, Execution> executions = new HashMap<>();

    World(Scenario scenario, Protocol protocol) {
        this.scenario = scenario;
        this.protocol = protocol;
    }

    /** Nothing is delivered yet, and the job is not even acknowledged. */
    State beginning() {
        State state =
                new State(
                        scenario.faults(),
                        Collections.nCopies(scenario.events().size(), scenario.deliveries()),
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        List.of(),
                        Set.of(),
                        Set.of(),
                        Set.of(),
                        Set.of());
        for (Event event : scenario.events()) {
            state = state.published(event, scenario.source());
        }
        return state;
    }

    /** All that can happen next. */
    List<Step> steps(State state) {
        List<Step> steps = new ArrayList<>();
        Optional<Active> apart = state.active().stream().filter(it -> isApart(it, state)).findAny();
        if (apart.isPresent()) {
            new Calls(state, apart.get(), steps).addAll();
            return steps;
        }
        state.inFlight().forEach(it -> steps.add(arrival(state, it)));
        state.late().stream()
                .filter(it -> it.write().condition().holds(state.item()))
                .forEach(it -> steps.add(arrival(state, it)));
        state.active().forEach(it -> new Calls(state, it, steps).addAll());
        for (Message message : state.messages()) {
            if (mayBegin(message, state)) {
                begin(state.withOneDeliveryLess(index(message)), message, steps);
            }
        }
        return steps;
    }

    /**
     * Whether the next call of a delivery commutes with everything that anybody else can do: it
     * neither sees nor changes what others see or change. Then no order but "at once" need be
     * looked at: each schedule has the same end as the one in which this call, with the same fate,
     * comes first. (Faults are paid from one purse, but the sum is the same in any order.)
     */
    private boolean isApart(Active delivery, State state) {
        return switch (delivery.call()) {
            case Call.LookUp _, Call.LookAtTheAge _, Call.Bury _, Call.HandOver _ -> true;
            // A job that is over stays as it is.
            case Call.Put _ -> state.accepted().isPresent();
            // So does an item that says what was reported: all conditions exclude it.
            case Call.Write _ -> state.item().filter(Item::isReported).isPresent();
            // Unless the message can be delivered again before this.
            case Call.Acknowledge _ ->
                    state.messages().stream()
                            .filter(it -> it.id() == delivery.message())
                            .noneMatch(it -> mayBegin(it, state));
        };
    }

    private boolean mayBegin(Message message, State state) {
        return mayBeDelivered(message)
                && state.deliveriesLeft().get(index(message)) > 0
                && state.active().stream().filter(it -> it.message() == message.id()).count()
                        < scenario.overlap();
    }

    private int index(Message message) {
        return scenario.events().indexOf(message.event());
    }

    private static Step arrival(State state, Event sent) {
        return new Step(
                "the network",
                "brings the result of " + sent,
                Fate.HAPPENS,
                state.withAccepted(sent),
                Optional.empty());
    }

    /** A write whose condition does not hold changes nothing, and is not waited for. */
    private Step arrival(State state, Late late) {
        State then = state.withoutLate(late).withItem(late.write().item());
        return new Step(
                "the network",
                "brings a late " + late.write(),
                Fate.HAPPENS,
                late.write().isClaim() ? withBegun(then, late) : withConcluded(then, late),
                Optional.empty());
    }

    private State withBegun(State then, Late claim) {
        String owner = claim.write().item().owner();
        if (then.active().stream().anyMatch(it -> it.isBy(owner))) {
            return then.withActive(
                    then.active().stream()
                            .map(it -> it.isBy(owner) ? it.with(it.attempt().begun()) : it));
        }
        return claim.withdrawn() ? then : withBegunOnly(then, owner, eventOf(claim.write().item()));
    }

    /** A delivery that ended before its last word was stored. */
    private static State withBegunOnly(State ended, String owner, Event event) {
        return ended.isLastWordLate(owner) ? ended.withDisturbed(event) : ended.withOpen(event);
    }

    private static State withConcluded(State then, Late lastWord) {
        String owner = lastWord.write().item().owner();
        return then.withActive(
                then.active().stream()
                        .map(it -> it.isBy(owner) ? it.with(it.attempt().concluded()) : it));
    }

    private Event eventOf(Item item) {
        return scenario.events().stream()
                .filter(it -> item.isOf(it.fingerprint()))
                .findFirst()
                .orElseThrow();
    }

    private boolean mayBeDelivered(Message message) {
        return message.receives() < scenario.maxDeliveries(message.source());
    }

    private void begin(State state, Message message, List<Step> steps) {
        for (Start.TimeLeft timeLeft : Start.TimeLeft.values()) {
            if (timeLeft == Start.TimeLeft.IN_TIME) {
                calls(state, message, timeLeft, steps).forEach(Calls::addAll);
            } else if (state.faults() > 0 && !scenario.also(Scenario.Also.NO_OTHER_FAULTS)) {
                calls(state.withFault(), message, timeLeft, steps).forEach(Calls::addAll);
            }
        }
    }

    /** The calls of a delivery that begins; none when it has none. */
    private Stream<Calls> calls(
            State state, Message message, Start.TimeLeft timeLeft, List<Step> steps) {
        int count = message.receives() + 1;
        Start start =
                new Start(
                        protocol,
                        message.event(),
                        message.source(),
                        count >= scenario.mostDeliveries(),
                        state.newOwner(message.event()),
                        timeLeft);
        Execution execution = executions.computeIfAbsent(start, Execution::new);
        if (execution.call().isEmpty()) {
            return Stream.empty();
        }
        Active delivery = new Active(message.id(), execution, Attempt.NONE, false, false);
        return Stream.of(new Calls(state.received(message).with(delivery), delivery, steps));
    }

    /** The messages that would be delivered if nothing else happened. */
    List<Message> deliverable(State state) {
        return state.messages().stream().filter(this::mayBeDelivered).toList();
    }

    /** Whether a message is not delivered again, although the function wants it back. */
    boolean isGivenUpByTheQueue(State state, Message message) {
        return state.messages().stream()
                .anyMatch(it -> it.id() == message.id() && !mayBeDelivered(it));
    }

    /**
     * A delivery from beginning to end on its own: nothing fails, and whoever held the job is gone.
     */
    Stream<Step> undisturbed(State state, Message message) {
        List<Step> steps = new ArrayList<>();
        calls(state, message, Start.TimeLeft.IN_TIME, steps).forEach(Calls::addAll);
        return Stream.iterate(
                        undisturbed(steps),
                        Optional::isPresent,
                        it -> undisturbed(callsOfTheOnlyOne(it.orElseThrow().next())))
                .map(Optional::orElseThrow);
    }

    private List<Step> callsOfTheOnlyOne(State state) {
        List<Step> steps = new ArrayList<>();
        state.active().forEach(it -> new Calls(state, it, steps).addAll());
        return steps;
    }

    private static Optional<Step> undisturbed(List<Step> steps) {
        return steps.stream().filter(it -> !it.fate().isFault()).reduce((_, last) -> last);
    }

    /** At how many deliveries all will be at rest, at the latest. */
    int deliveriesToRest(State state) {
        return deliverable(state).stream().mapToInt(this::deliveriesToRest).sum();
    }

    private int deliveriesToRest(Message message) {
        int own = scenario.maxDeliveries(message.source()) - message.receives();
        return message.source() == Source.BUS ? own + scenario.mostDeliveries() : own;
    }

    /** All events that are alike are one here: nothing tells them apart. */
    private Event kind(Event event) {
        return scenario.events().stream().filter(event::isLike).findFirst().orElseThrow();
    }

    /** The ways in which the next call of one delivery can end. */
    private final class Calls {

        private final State state;
        private final Active delivery;
        private final List<Step> steps;

        Calls(State state, Active delivery, List<Step> steps) {
            this.state = state;
            this.delivery = delivery;
            this.steps = steps;
        }

        void addAll() {
            switch (delivery.call()) {
                case Call.Write write -> write(write);
                case Call.Put put -> put(put);
                case Call.LookUp lookUp -> lookUp(lookUp);
                case Call.LookAtTheAge _ -> lookAtTheAge();
                case Call.Bury _ -> store(state);
                case Call.HandOver _ -> store(state.published(delivery.event(), Source.QUEUE));
                case Call.Acknowledge(var outcome) -> acknowledge(outcome);
            }
            crash(Fate.CRASHES, state);
        }

        private void write(Call.Write write) {
            Attempt attempt = delivery.attempt();
            if (write.condition().holds(state.item())) {
                State written = state.withItem(write.item());
                Active mine = delivery.with(write.isClaim() ? Attempt.BEGUN : attempt.concluded());
                add(Fate.ANSWERED, written, mine, new Answer.Done());
                add(Fate.REPLY_LOST, written, mine, new Answer.NoReply());
                add(Fate.SENT_AGAIN, written, mine, new Answer.SentAgain());
            } else {
                Active mine = write.isClaim() ? delivery : delivery.with(attempt.withdrawn());
                conditionFailed(Fate.CONDITION_FAILED, mine, false);
                // Read only once, before the claim's first write.
                if (write.condition().isThatItIsNew()
                        && state.item().filter(this::isLeased).isPresent()) {
                    conditionFailed(Fate.FINDS_THE_LEASE_OVER, mine, true);
                }
            }
            add(Fate.REFUSED, state, delivery, new Answer.Refused());
            add(Fate.LOST, state, delivery, new Answer.NoReply());
            if (scenario.also(Scenario.Also.LATE_WRITES)) {
                late(write);
            }
        }

        /** It may act at any time, or never: its condition is looked at when it does. */
        private void late(Call.Write write) {
            State mayAct = state.withLate(write);
            add(Fate.LATE, mayAct, delivery, new Answer.NoReply());
            add(Fate.LATE_AND_SENT_AGAIN, mayAct, delivery, new Answer.SentAgain());
            crash(Fate.CRASHES_IN_FLIGHT, mayAct);
        }

        /**
         * Whether somebody else reports the job whose lease a clock may be past. A lease outlasts
         * its claim by far more than clocks differ: it is not over while the claim is sent again.
         */
        private boolean isLeased(Item item) {
            return item.isLeased()
                    && state.active().stream()
                            .filter(it -> it.isBy(item.owner()))
                            .noneMatch(it -> it.equals(delivery) || it.isClaiming());
        }

        private void conditionFailed(Fate fate, Active mine, boolean late) {
            add(fate, state, mine, new Answer.ConditionFailed(state.item(), late));
        }

        private void put(Call.Put put) {
            Event sent = kind(delivery.event());
            if (!isAskedFor(put)) {
                violated(Invariant.I1, "a result is sent that no event asked for");
            }
            notInProgress();
            State mayArrive = state;
            if (state.accepted().isEmpty()) {
                mayArrive = state.withInFlight(sent);
                crash(Fate.CRASHES_IN_FLIGHT, mayArrive);
                add(
                        Fate.ACCEPTED,
                        state.withAccepted(sent),
                        delivery,
                        new Answer.Said(new PipelineAnswer.Accepted()));
                if (delivery.denied()) {
                    violated(Invariant.I3, "a dead letter says that this result was not accepted");
                }
            }
            add(Fate.REFUSED, state, delivery, new Answer.Refused());
            add(
                    Fate.TOKEN_REFUSED,
                    state,
                    delivery,
                    new Answer.Said(new PipelineAnswer.InvalidClientToken()));
            if (scenario.also(Scenario.Also.EVERY_REFUSAL)) {
                OTHER_REFUSALS.forEach(
                        (fate, answer) -> add(fate, state, delivery, new Answer.Said(answer)));
            }
            add(Fate.IN_FLIGHT, mayArrive, delivery.with(Attempt.UNCERTAIN), new Answer.NoReply());
        }

        /**
         * The job may be over, or not acknowledged yet. The event's age matters only if the
         * function goes on differently.
         */
        private void notInProgress() {
            Answer young = new Answer.NotInProgress(false);
            Answer oldEnough = new Answer.NotInProgress(true);
            add(Fate.ANSWERED, state, delivery, young);
            boolean isOver = state.accepted().isPresent();
            if ((isOver || !scenario.also(Scenario.Also.ACKNOWLEDGED_IN_TIME))
                    && !nextCalls(young).equals(nextCalls(oldEnough))) {
                add(Fate.ANSWERED_LATE, state, delivery, oldEnough);
            }
        }

        /** To the ledger, and what comes of it if that is answered. */
        private List<Optional<Call>> nextCalls(Answer answer) {
            Execution next = delivery.execution().after(answer);
            return List.of(next.call(), next.after(new Answer.Done()).call());
        }

        /** Patience may end at any delivery, and has ended at the last. */
        private void lookAtTheAge() {
            add(Fate.TOO_OLD, state, delivery, new Answer.Age(true));
            if (isKept(steps.getLast().next())) {
                violated(Invariant.I4, "retried, though it is too old");
            }
            if (!delivery.execution().isLast()) {
                add(Fate.ANSWERED, state, delivery, new Answer.Age(false));
            }
        }

        /** Whether this delivery has ended there, and its message was not stored elsewhere. */
        private boolean isKept(State then) {
            return then.active().stream().noneMatch(it -> it.isBy(delivery.execution().owner()));
        }

        private boolean isAskedFor(Call.Put put) {
            return delivery.event().completion().result().equals(put.result())
                    && Set.of(CompletionBuilder.TOKEN, ROTATED_TOKEN).contains(put.token().value());
        }

        private void lookUp(Call.LookUp lookUp) {
            String token = lookUp.afresh() ? ROTATED_TOKEN : CompletionBuilder.TOKEN;
            add(
                    Fate.ANSWERED,
                    state,
                    delivery,
                    new Answer.Found(new TokenLookup.Found(new ClientToken(token))));
            add(Fate.REFUSED, state, delivery, new Answer.Refused());
        }

        private void store(State stored) {
            add(Fate.ANSWERED, stored, delivery.withSuccessor(), new Answer.Done());
            add(Fate.REPLY_LOST, stored, delivery.withSuccessor(), new Answer.NoReply());
            add(Fate.REFUSED, state, delivery, new Answer.Refused());
        }

        private void acknowledge(ReportOutcome outcome) {
            add(Fate.ANSWERED, state.acknowledged(delivery.message()), delivery, new Answer.Done());
            if (delivery.stored() || state.hasAccepted(delivery.event())) {
                return;
            }
            if (!outcome.equals(PRESUMED)) {
                violated(Invariant.I2, "let go of, though neither accepted nor stored");
            } else if (scenario.also(Scenario.Also.ACKNOWLEDGED_IN_TIME)) {
                violated(Invariant.I6, "presumed, though its job was only acknowledged later");
            }
        }

        /** What the latest step must not do. */
        private void violated(Invariant invariant, String what) {
            Step step = steps.removeLast();
            steps.add(
                    new Step(
                            step.who(),
                            step.what(),
                            step.fate(),
                            step.next(),
                            Optional.of(new Violation(invariant, what))));
        }

        private void crash(Fate fate, State then) {
            if (mayHappen(fate)) {
                steps.add(
                        new Step(
                                delivery,
                                delivery.call(),
                                fate,
                                ended(then.without(delivery).withFault(), delivery),
                                Optional.empty()));
            }
        }

        private void add(Fate fate, State then, Active moved, Answer answer) {
            if (!mayHappen(fate)) {
                return;
            }
            Active next = moved.at(delivery.execution().after(answer));
            State others = then.without(delivery);
            State paid = fate.isFault() ? others.withFault() : others;
            steps.add(
                    next.execution().call().isEmpty()
                            ? step(fate, ended(paid, next), Optional.empty())
                            : going(fate, paid, next));
        }

        private boolean mayHappen(Fate fate) {
            return !fate.isFault() || (state.faults() > 0 && scenario.allows(fate));
        }

        private Step going(Fate fate, State others, Active next) {
            if (next.execution().leaksTheToken()) {
                return step(
                        fate,
                        others.with(next),
                        Optional.of(new Violation(Invariant.I5, "the token leaves: " + next)));
            }
            return switch (next.call()) {
                case Call.Bury(_, var curable) when curable && !next.execution().isTooOld() ->
                        step(
                                fate,
                                others.with(next),
                                violation(Invariant.I7, "given up, though a retry may help"));
                case Call.Bury(var letter, _)
                        when letter.reason() != FailureReason.OUTCOME_UNKNOWN ->
                        verdict(fate, others, next, letter.reason());
                case Call.Acknowledge(var outcome) when outcome.equals(PRESUMED) ->
                        step(fate, others.with(next), presumption(others, next.event()));
                default -> step(fate, others.with(next), Optional.empty());
            };
        }

        /**
         * Right only while attempts with this result, and no other, are open in fact. Its own
         * attempt, which found the job not in progress, is none of them.
         */
        private static Optional<Violation> presumption(State others, Event event) {
            List<Event> attempts =
                    Stream.of(
                                    others.open().stream(),
                                    others.accepted().stream(),
                                    others.active().stream()
                                            .filter(it -> it.attempt().isOpen())
                                            .map(Active::event))
                            .flatMap(Function.identity())
                            .toList();
            if (attempts.isEmpty() && others.disturbed().stream().noneMatch(event::isLike)) {
                return violation(Invariant.I2, "presumed, though no attempt was made");
            }
            return attempts.stream().allMatch(event::isLike)
                    ? Optional.empty()
                    : violation(Invariant.I2, "presumed, though another attempt is open");
        }

        private static Optional<Violation> violation(Invariant invariant, String what) {
            return Optional.of(new Violation(invariant, what));
        }

        /**
         * From here on this delivery says that its result was not accepted. That must be true now,
         * and no attempt that was begun before may make it untrue.
         */
        private Step verdict(Fate fate, State others, Active next, FailureReason reason) {
            boolean mayBeFalse =
                    others.hasAccepted(next.event())
                            || others.inFlight().contains(kind(next.event()));
            State denied =
                    others.withActive(
                            others.active().stream()
                                    .map(
                                            it ->
                                                    it.attempt().isOpen()
                                                                    && it.event()
                                                                            .isLike(next.event())
                                                            ? it.withDenial()
                                                            : it));
            return step(
                    fate,
                    denied.with(next),
                    mayBeFalse
                            ? Optional.of(
                                    new Violation(
                                            Invariant.I3,
                                            reason
                                                    + " is the reason, though the result was or"
                                                    + " may be accepted"))
                            : Optional.empty());
        }

        private State ended(State others, Active last) {
            return concluded(others, last).atRest();
        }

        private State concluded(State others, Active last) {
            return switch (last.attempt()) {
                case NONE -> others;
                case BEGUN -> withBegunOnly(others, last.execution().owner(), kind(last.event()));
                case UNCERTAIN -> others.withOpen(kind(last.event()));
                case CONCLUDED -> others.late().isEmpty() ? others : others.withdrawn(last);
            };
        }

        private Step step(Fate fate, State next, Optional<Violation> violation) {
            return new Step(delivery, delivery.call(), fate, next, violation);
        }
    }
}

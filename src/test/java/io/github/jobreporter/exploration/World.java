package io.github.jobreporter.exploration;

import io.github.jobreporter.completion.ClientToken;
import io.github.jobreporter.completion.FailureReason;
import io.github.jobreporter.completion.PipelineAnswer;
import io.github.jobreporter.completion.ReportOutcome;
import io.github.jobreporter.completion.TokenLookup;
import io.github.jobreporter.exploration.State.Active;
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
            case Call.LookUp _, Call.Bury _, Call.HandOver _ -> true;
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

    private boolean mayBeDelivered(Message message) {
        return message.receives() < scenario.maxDeliveries(message.source());
    }

    private void begin(State state, Message message, List<Step> steps) {
        for (Start.Pace pace : Start.Pace.values()) {
            if (pace == Start.Pace.IN_TIME) {
                calls(state, message, pace, steps).forEach(Calls::addAll);
            } else if (state.faults() > 0) {
                calls(state.withFault(), message, pace, steps).forEach(Calls::addAll);
            }
        }
    }

    /** The calls of a delivery that begins; none when it has none. */
    private Stream<Calls> calls(State state, Message message, Start.Pace pace, List<Step> steps) {
        int count = message.receives() + 1;
        Start start =
                new Start(
                        protocol,
                        message.event(),
                        message.source(),
                        count < scenario.maxReceiveCount() ? 1 : count,
                        scenario.maxReceiveCount(),
                        state.newOwner(message.event()),
                        pace);
        Execution execution = executions.computeIfAbsent(start, Execution::new);
        if (execution.call().isEmpty()) {
            return Stream.empty();
        }
        Active delivery = new Active(message.id(), execution, false, false, false);
        return Stream.of(new Calls(state.received(message).with(delivery), delivery, steps));
    }

    /** The messages that would be delivered if nothing else happened. */
    List<Message> deliverable(State state) {
        return state.messages().stream().filter(this::mayBeDelivered).toList();
    }

    /**
     * A delivery from beginning to end on its own: nothing fails, and whoever held the job is gone.
     */
    Stream<Step> undisturbed(State state, Message message) {
        List<Step> steps = new ArrayList<>();
        calls(state, message, Start.Pace.IN_TIME, steps).forEach(Calls::addAll);
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
        return message.source() == Source.BUS ? own + scenario.maxReceiveCount() : own;
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
                case Call.Bury _ -> store(state);
                case Call.HandOver _ -> store(state.published(delivery.event(), Source.QUEUE));
                case Call.Acknowledge(var outcome) -> acknowledge(outcome);
            }
            crash(Fate.CRASHES, state);
        }

        private void write(Call.Write write) {
            if (write.condition().holds(state.item())) {
                State written = state.withItem(Optional.of(write.item()));
                Active mine = delivery.withClaim(write.item().hasAttempt());
                add(Fate.ANSWERED, written, mine, new Answer.Done());
                add(Fate.REPLY_LOST, written, mine, new Answer.NoReply());
                add(Fate.SENT_AGAIN, written, mine, new Answer.SentAgain());
            } else {
                conditionFailed(Fate.CONDITION_FAILED, false);
                // Read only once, before the claim's first write.
                if (write.condition().isNew() && state.item().filter(this::isLeased).isPresent()) {
                    conditionFailed(Fate.FINDS_THE_LEASE_OVER, true);
                }
            }
            add(Fate.REFUSED, state, delivery, new Answer.Refused());
            add(Fate.LOST, state, delivery, new Answer.NoReply());
        }

        /**
         * Whether somebody else reports the job whose lease a clock may be past. A lease outlasts
         * its claim by far more than clocks differ: it is not over while the claim is sent again.
         */
        private boolean isLeased(Item item) {
            return item.isLeased()
                    && state.active().stream()
                            .filter(it -> it.execution().owner().equals(item.owner()))
                            .noneMatch(it -> it.equals(delivery) || it.isClaiming());
        }

        private void conditionFailed(Fate fate, boolean late) {
            add(fate, state, delivery, new Answer.ConditionFailed(state.item(), late));
        }

        private void put(Call.Put put) {
            Event sent = kind(delivery.event());
            if (!isAskedFor(put)) {
                violated(Invariant.I1, "a result is sent that no event asked for");
            }
            add(
                    Fate.ANSWERED,
                    state,
                    delivery,
                    new Answer.Said(new PipelineAnswer.InvalidJobState()));
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
            add(Fate.IN_FLIGHT, mayArrive, delivery, new Answer.NoReply());
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
            if (state.faults() > 0) {
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
            if (fate.isFault() && state.faults() == 0) {
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

        private Step going(Fate fate, State others, Active next) {
            if (next.execution().leaksTheToken()) {
                return step(
                        fate,
                        others.with(next),
                        Optional.of(new Violation(Invariant.I5, "the token leaves: " + next)));
            }
            return switch (next.call()) {
                case Call.Bury(var letter) when letter.reason() != FailureReason.OUTCOME_UNKNOWN ->
                        verdict(fate, others, next, letter.reason());
                case Call.Acknowledge(var outcome) when outcome.equals(PRESUMED) ->
                        step(fate, others.with(next), presumption(others, next.event()));
                default -> step(fate, others.with(next), Optional.empty());
            };
        }

        /** Right only while attempts with this result, and no other, are in question. */
        private static Optional<Violation> presumption(State others, Event event) {
            List<Event> attempts =
                    Stream.concat(
                                    others.open().stream(),
                                    others.active().stream()
                                            .filter(Active::claimed)
                                            .map(Active::event))
                            .toList();
            if (attempts.isEmpty()) {
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
                                                    it.claimed() && it.event().isLike(next.event())
                                                            ? it.withDenial()
                                                            : it));
            return step(
                    fate,
                    denied.with(next),
                    mayBeFalse
                            ? Optional.of(
                                    new Violation(
                                            Invariant.I3,
                                            "%s is the reason, though the result was or may be accepted"
                                                    .formatted(reason)))
                            : Optional.empty());
        }

        private State ended(State others, Active last) {
            return last.claimed() ? others.withOpen(kind(last.event())) : others;
        }

        private Step step(Fate fate, State next, Optional<Violation> violation) {
            return new Step(delivery, delivery.call(), fate, next, violation);
        }
    }
}

package io.github.jobreporter.exploration;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Every state that a scenario can reach, breadth first, up to the first violation. */
final class Exploration {

    /**
     * What there is to see.
     *
     * @param schedules ways from the beginning to an end
     */
    record Findings(
            int states, long steps, double schedules, Optional<Counterexample> counterexample) {

        @Override
        public String toString() {
            return "%,d states, %,d steps, %.2g schedules".formatted(states, steps, schedules)
                    + counterexample.map(it -> "%n%s".formatted(it)).orElse("");
        }
    }

    /** The shortest way to a violation. */
    record Counterexample(Scenario scenario, Violation violation, List<Step> steps) {

        @Override
        public String toString() {
            StringBuilder text = new StringBuilder();
            text.append(violation.invariant()).append(" does not hold: ").append(violation.what());
            for (int i = 0; i < steps.size(); i++) {
                text.append("%n%3d. %s".formatted(i + 1, steps.get(i)));
            }
            return scenario.events().reversed().stream()
                    .reduce(
                            text.toString(),
                            (it, event) -> it.replace(event.fingerprint(), event.toString()),
                            String::concat);
        }
    }

    private final Scenario scenario;
    private final World world;
    private final List<State> states = new ArrayList<>();
    private final Map<State, Integer> numbers = new HashMap<>();
    private final Set<State> calm = new HashSet<>();
    private final Edges edges = new Edges();
    private int[] cameFrom = new int[1024];

    Exploration(Scenario scenario, Protocol protocol) {
        this.scenario = scenario;
        this.world = new World(scenario, protocol);
    }

    Findings explore() {
        number(world.beginning(), 0);
        for (int i = 0; i < states.size(); i++) {
            Optional<Counterexample> counterexample = expand(i);
            if (counterexample.isPresent()) {
                return new Findings(states.size(), edges.count(), 0, counterexample);
            }
        }
        return new Findings(
                states.size(), edges.count(), edges.paths(states.size()), Optional.empty());
    }

    private Optional<Counterexample> expand(int from) {
        State state = states.get(from);
        for (Step step : world.steps(state)) {
            if (step.violation().isPresent()) {
                return Optional.of(counterexample(step.violation().get(), from, List.of(step)));
            }
            edges.add(from, number(step.next(), from));
        }
        return state.active().isEmpty() ? comesToRest(from, state, List.of()) : Optional.empty();
    }

    /**
     * When the faults stop here, each delivery brings the end nearer, and the function settles each
     * message before the queue gives it up. Only states in which nothing is under way need be
     * looked at: the others come to one without another delivery.
     */
    private Optional<Counterexample> comesToRest(int from, State state, List<Step> before) {
        if (!calm.add(state.withFaults(0))) {
            return Optional.empty();
        }
        for (State.Message message : world.deliverable(state)) {
            List<Step> steps = new ArrayList<>(before);
            steps.addAll(world.undisturbed(state, message).toList());
            State next = steps.isEmpty() ? state : steps.getLast().next();
            if (world.deliveriesToRest(next) >= world.deliveriesToRest(state)) {
                return Optional.of(
                        counterexample(
                                new Violation(Invariant.I4, "no end of deliveries"), from, steps));
            }
            if (world.isGivenUpByTheQueue(next, message)) {
                return Optional.of(
                        counterexample(
                                new Violation(Invariant.I4, "no end but by the queue"),
                                from,
                                steps));
            }
            Optional<Counterexample> later = comesToRest(from, next, steps);
            if (later.isPresent()) {
                return later;
            }
        }
        return Optional.empty();
    }

    private int number(State state, int from) {
        Integer known = numbers.putIfAbsent(state, states.size());
        if (known != null) {
            return known;
        }
        int number = states.size();
        states.add(state);
        if (number == cameFrom.length) {
            cameFrom = Arrays.copyOf(cameFrom, 2 * number);
        }
        cameFrom[number] = from;
        return number;
    }

    private Counterexample counterexample(Violation violation, int from, List<Step> last) {
        List<Step> steps = new ArrayList<>(last.reversed());
        for (int i = from; i != 0; i = cameFrom[i]) {
            State next = states.get(i);
            steps.add(
                    world.steps(states.get(cameFrom[i])).stream()
                            .filter(it -> it.next().equals(next))
                            .findFirst()
                            .orElseThrow());
        }
        Collections.reverse(steps);
        return new Counterexample(scenario, violation, steps);
    }
}

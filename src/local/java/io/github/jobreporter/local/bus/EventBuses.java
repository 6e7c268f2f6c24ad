package io.github.jobreporter.local.bus;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import software.amazon.event.ruler.GenericMachine;

/** The event buses and their rules. An account always has a default bus. */
final class EventBuses {

    /** A bus's rules, as the matcher has them and as a list. */
    private record Rules(GenericMachine<EventRule> matcher, List<EventRule> all) {

        static Rules none() {
            return new Rules(
                    GenericMachine.<EventRule>builder().build(), new CopyOnWriteArrayList<>());
        }
    }

    private final Set<String> names = new ConcurrentSkipListSet<>(Set.of(EventRule.DEFAULT_BUS));
    private final Map<String, Rules> rulesByBus = new ConcurrentHashMap<>();

    void add(String bus) {
        names.add(bus);
    }

    void add(EventRule rule) {
        names.add(rule.bus());
        try {
            var rules = rulesByBus.computeIfAbsent(rule.bus(), _ -> Rules.none());
            rules.matcher.addRule(rule, rule.pattern());
            rules.all.add(rule);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "the pattern of the rule %s is not valid: %s"
                            .formatted(rule.name(), e.getMessage()),
                    e);
        }
    }

    Route route(String bus, String event) {
        if (!names.contains(bus)) {
            return new Route.Dropped(
                    "there is no event bus %s (there are: %s)"
                            .formatted(bus, String.join(", ", names)));
        }
        var rules = rulesByBus.getOrDefault(bus, Rules.none());
        var matching = matching(rules, event);
        return matching.isEmpty()
                ? new Route.Dropped(noneMatches(bus, rules.all, event))
                : new Route.Matched(matching);
    }

    private static List<EventRule> matching(Rules rules, String event) {
        try {
            return rules.matcher.rulesForJSONEvent(event);
        } catch (Exception e) {
            throw new IllegalStateException("the event cannot be matched", e);
        }
    }

    private static String noneMatches(String bus, List<EventRule> rules, String event) {
        return rules.isEmpty()
                ? "the event bus %s has no rule".formatted(bus)
                : "no rule of the event bus %s matches: %s"
                        .formatted(
                                bus,
                                rules.stream()
                                        .map(it -> it.name() + " wants " + it.mismatches(event))
                                        .collect(joining("; ")));
    }
}

package io.github.jobreporter.local.bus;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
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

    private final Map<String, Rules> rulesByBus =
            new ConcurrentSkipListMap<>(Map.of(EventRule.DEFAULT_BUS, Rules.none()));

    void add(String bus) {
        rulesOf(bus);
    }

    private Rules rulesOf(String bus) {
        return rulesByBus.computeIfAbsent(bus, _ -> Rules.none());
    }

    void add(EventRule rule) {
        try {
            var rules = rulesOf(rule.bus());
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
        var rules = rulesByBus.get(bus);
        if (rules == null) {
            return new Route.Dropped(
                    "there is no event bus %s (there are: %s)"
                            .formatted(bus, String.join(", ", rulesByBus.keySet())));
        }
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

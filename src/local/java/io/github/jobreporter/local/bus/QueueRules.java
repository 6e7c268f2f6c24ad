package io.github.jobreporter.local.bus;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.jobreporter.local.http.AwsJsonServer.Answer;
import io.github.jobreporter.local.http.Shape.ListOf;
import io.github.jobreporter.local.http.Shape.Structure;
import io.github.jobreporter.local.http.Shape.Text;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import software.amazon.event.ruler.Ruler;

/** The rules that somebody puts on a bus while the stack runs, with queues as their targets. */
final class QueueRules {

    private static final Text NAME = Text.matching("[.\\-_A-Za-z0-9]{1,64}");
    private static final Text ANY = Text.ANY;

    private static final Structure PUT_RULE =
            new Structure(
                    List.of("Name", "EventPattern"),
                    Map.of("Name", NAME, "EventPattern", ANY, "EventBusName", ANY));

    private static final Structure PUT_TARGETS =
            new Structure(
                    List.of("Rule", "Targets"),
                    Map.of(
                            "Rule",
                            NAME,
                            "EventBusName",
                            ANY,
                            "Targets",
                            new ListOf(
                                    new Structure(
                                            List.of("Id", "Arn"),
                                            Map.of("Id", NAME, "Arn", ANY)))));

    private static final String QUEUE_ARN_PREFIX = "arn:aws:sqs:";

    /** A rule's name and bus. */
    private record Key(String bus, String name) {

        String arn() {
            return EventRule.arn(bus, name);
        }
    }

    private record Rule(String pattern, Map<String, String> queuesByTarget) {}

    private final Map<Key, Rule> rules = new LinkedHashMap<>();
    private volatile Consumer<String> ruleListener = _ -> {};

    void onRule(Consumer<String> listener) {
        ruleListener = listener;
    }

    synchronized Answer putRule(ObjectNode request) {
        return Answer.misfit(PUT_RULE, request).orElseGet(() -> put(request));
    }

    private Answer put(ObjectNode request) {
        var pattern = request.path("EventPattern").asText();
        try {
            Ruler.matchesRule("{}", pattern);
        } catch (Exception e) {
            return Answer.refusal(
                    "InvalidEventPatternException",
                    "Event pattern is not valid. Reason: " + e.getMessage());
        }
        var key = new Key(bus(request), request.path("Name").asText());
        var targets = Optional.ofNullable(rules.get(key)).map(Rule::queuesByTarget);
        rules.put(key, new Rule(pattern, targets.orElseGet(TreeMap::new)));
        ruleListener.accept(pattern);
        return Answer.success(JsonNodeFactory.instance.objectNode().put("RuleArn", key.arn()));
    }

    synchronized Answer putTargets(ObjectNode request) {
        return Answer.misfit(PUT_TARGETS, request).orElseGet(() -> aim(request));
    }

    private Answer aim(ObjectNode request) {
        var key = new Key(bus(request), request.path("Rule").asText());
        var rule = rules.get(key);
        if (rule == null) {
            return Answer.refusal(
                    "ResourceNotFoundException",
                    "Rule %s does not exist on EventBus %s.".formatted(key.name, key.bus));
        }
        for (var target : request.path("Targets")) {
            var arn = target.path("Arn").asText();
            if (!arn.startsWith(QUEUE_ARN_PREFIX)) {
                return Answer.refusal(
                        "ValidationException",
                        "The local stack delivers to queues only, not to " + arn);
            }
            rule.queuesByTarget.put(
                    target.path("Id").asText(), arn.substring(arn.lastIndexOf(':') + 1));
        }
        var done = JsonNodeFactory.instance.objectNode().put("FailedEntryCount", 0);
        done.putArray("FailedEntries");
        return Answer.success(done);
    }

    private static String bus(JsonNode request) {
        return PublishedEntry.busName(request.path("EventBusName").asText());
    }

    /** The names of the queues that get an event. */
    synchronized List<String> queuesFor(String bus, String event) {
        return rules.entrySet().stream()
                .filter(it -> it.getKey().bus.equals(bus))
                .map(Map.Entry::getValue)
                .filter(it -> matches(event, it.pattern))
                .flatMap(it -> it.queuesByTarget.values().stream())
                .toList();
    }

    private static boolean matches(String event, String pattern) {
        try {
            return Ruler.matchesRule(event, pattern);
        } catch (Exception e) {
            throw new IllegalStateException("the event cannot be matched", e);
        }
    }
}

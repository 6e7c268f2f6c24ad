package io.github.jobreporter.local.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * A SAM template, as far as the local stack needs it.
 *
 * <p>Intrinsics are resolved through <em>references</em>, a map that the caller fills: {@code
 * CompletionQueue} for {@code !Ref CompletionQueue}, {@code CompletionQueue.Arn} for {@code !GetAtt
 * CompletionQueue.Arn}, {@code AWS::Region} for the pseudo parameter; {@code !Sub} looks in the
 * same map. A parameter that is not in it resolves to its default. Anything missing or unexpected
 * causes a {@link TemplateException} that names file, resource and property.
 */
public final class Template {

    /**
     * What Lambda needs to run a function; what the function does not set comes from the template's
     * Globals, then from Lambda's own defaults.
     *
     * @param logFormat of its LoggingConfig, {@code Text} or {@code JSON}
     * @param logLevel the ApplicationLogLevel of its LoggingConfig
     */
    public record FunctionDefinition(
            String logicalId,
            String runtime,
            String handler,
            int memoryMegabytes,
            Duration timeout,
            Optional<String> logFormat,
            Optional<String> logLevel,
            Map<String, String> environment) {

        public FunctionDefinition {
            environment = Map.copyOf(environment);
        }
    }

    /** A function's SQS event: the configuration of its event source mapping. */
    public record QueueEvent(
            String queueLogicalId,
            int batchSize,
            Duration batchingWindow,
            Optional<Integer> maximumConcurrency,
            boolean reportsBatchItemFailures) {}

    /**
     * A function's event rule.
     *
     * @param name the rule's logical id, as SAM makes it from the function's and the event's
     * @param pattern the event pattern, as EventBridge takes it
     * @param busLogicalId absent: the account's default bus, or one that this template does not
     *     make
     * @param deadLetterQueueLogicalId for events that the bus cannot deliver
     */
    public record RuleEvent(
            String name,
            JsonNode pattern,
            Optional<String> busLogicalId,
            Optional<String> deadLetterQueueLogicalId) {}

    /** A queue; absent properties have the defaults of SQS. */
    public record QueueDefinition(
            String logicalId,
            Duration visibilityTimeout,
            Duration retention,
            Optional<RedrivePolicy> redrivePolicy) {}

    public record RedrivePolicy(String targetLogicalId, int maxReceiveCount) {}

    /**
     * A table.
     *
     * @param keys in the template's order, partition key first
     * @param attributeTypes {@code S}, {@code N} or {@code B} by attribute name
     */
    public record TableDefinition(
            String logicalId,
            List<TableKey> keys,
            Map<String, String> attributeTypes,
            Optional<String> timeToLiveAttribute) {

        public TableDefinition {
            keys = List.copyOf(keys);
            attributeTypes = Map.copyOf(attributeTypes);
        }
    }

    /**
     * One part of a table's key.
     *
     * @param type {@code HASH} or {@code RANGE}
     */
    public record TableKey(String attribute, String type) {}

    private static final Pattern SUBSTITUTION = Pattern.compile("\\$\\{(!?)([^}]+)}");

    private final Path file;
    private final JsonNode root;

    private Template(Path file, JsonNode root) {
        this.file = file;
        this.root = root;
    }

    public static Template read(Path file) {
        var root = CloudFormationYaml.read(file);
        if (!root.path("Resources").isObject()) {
            throw new TemplateException(file, "Resources", "is missing");
        }
        return new Template(file, root);
    }

    /** The whole template as JSON, short intrinsics in their long form. */
    public JsonNode document() {
        return root.deepCopy();
    }

    /** The logical ids of all resources of a type, in the template's order. */
    public List<String> logicalIds(String type) {
        return root.path("Resources").properties().stream()
                .filter(it -> it.getValue().path("Type").asText().equals(type))
                .map(Map.Entry::getKey)
                .toList();
    }

    public List<FunctionDefinition> functions(Map<String, String> references) {
        return logicalIds("AWS::Serverless::Function").stream()
                .map(it -> function(it, references))
                .toList();
    }

    /** A problem of one property of a resource, for what only the caller can check. */
    public TemplateException problem(String logicalId, String property, String problem) {
        return new TemplateException(file, logicalId + "." + property, problem);
    }

    public FunctionDefinition function(String logicalId, Map<String, String> references) {
        var function = properties(logicalId, "AWS::Serverless::Function");
        var globals = new Section("Globals", "Function", root.at("/Globals/Function"));
        Function<String, Section> setting =
                name -> function.has(name) ? function.at(name) : globals.at(name, function);
        var logging = setting.apply("LoggingConfig");
        return new FunctionDefinition(
                logicalId,
                setting.apply("Runtime").text(references),
                setting.apply("Handler").text(references),
                setting.apply("MemorySize").orDefault(128).integer(128, 10_240, references),
                setting.apply("Timeout").orDefault(3).seconds(1, 900, references),
                logging.at("LogFormat").optional().map(it -> it.text(references)),
                logging.at("ApplicationLogLevel").optional().map(it -> it.text(references)),
                environment(globals, function, references));
    }

    private static Map<String, String> environment(
            Section globals, Section function, Map<String, String> references) {
        var variables = new LinkedHashMap<String, String>();
        for (var section : List.of(globals, function)) {
            var map = section.at("Environment").at("Variables");
            map.names().forEach(it -> variables.put(it, map.at(it).text(references)));
        }
        return variables;
    }

    /** The one SQS event of a function. */
    public QueueEvent queueEvent(String functionLogicalId) {
        var events = events(functionLogicalId, "SQS");
        if (events.size() != 1) {
            throw new TemplateException(
                    file,
                    functionLogicalId + ".Events",
                    "must hold one SQS event, holds " + events.size());
        }
        var event = events.getFirst();
        return new QueueEvent(
                event.at("Queue").logicalId(),
                event.at("BatchSize").orDefault(10).integer(1, 10_000, Map.of()),
                event.at("MaximumBatchingWindowInSeconds").orDefault(0).seconds(0, 300, Map.of()),
                event.at("ScalingConfig")
                        .at("MaximumConcurrency")
                        .optional()
                        .map(it -> it.integer(2, 1_000, Map.of())),
                event.at("FunctionResponseTypes").items().stream()
                        .anyMatch(it -> it.text(Map.of()).equals("ReportBatchItemFailures")));
    }

    /** The logical ids of the functions that a queue feeds. */
    public List<String> functionsFedByQueue() {
        return logicalIds("AWS::Serverless::Function").stream()
                .filter(it -> !events(it, "SQS").isEmpty())
                .toList();
    }

    /** The event rules of a function, in the template's order, intrinsics left in the patterns. */
    public List<RuleEvent> ruleEvents(String functionLogicalId) {
        return ruleEvents(functionLogicalId, UnaryOperator.identity());
    }

    /** The same with the patterns resolved. */
    public List<RuleEvent> ruleEvents(String functionLogicalId, Map<String, String> references) {
        var section = new Section(functionLogicalId, ".Events", root);
        return ruleEvents(functionLogicalId, it -> resolvedWithin(it, section, references));
    }

    private List<RuleEvent> ruleEvents(String functionLogicalId, UnaryOperator<JsonNode> patterns) {
        return events(functionLogicalId, "EventBridgeRule").stream()
                .map(
                        it ->
                                new RuleEvent(
                                        functionLogicalId + it.eventName(),
                                        patterns.apply(it.at("Pattern").required().node.deepCopy()),
                                        it.at("EventBusName")
                                                .optional()
                                                .flatMap(Section::logicalIdIfAny),
                                        it.at("DeadLetterConfig")
                                                .at("Arn")
                                                .optional()
                                                .flatMap(Section::logicalIdIfAny)))
                .toList();
    }

    /** The dead-letter queue of a function's asynchronous invocations. */
    public Optional<String> functionDeadLetterQueue(String functionLogicalId) {
        return properties(functionLogicalId, "AWS::Serverless::Function")
                .at("DeadLetterQueue")
                .at("TargetArn")
                .optional()
                .flatMap(Section::logicalIdIfAny);
    }

    /** A bus's name; its logical id when the template gives it none. */
    public String eventBusName(String logicalId, Map<String, String> references) {
        return properties(logicalId, "AWS::Events::EventBus")
                .at("Name")
                .optional()
                .map(it -> it.text(references))
                .orElse(logicalId);
    }

    private List<Section> events(String functionLogicalId, String type) {
        var events = properties(functionLogicalId, "AWS::Serverless::Function").at("Events");
        return events.names().stream()
                .map(events::at)
                .filter(it -> it.at("Type").text(Map.of()).equals(type))
                .map(it -> it.at("Properties"))
                .toList();
    }

    public List<QueueDefinition> queues() {
        return logicalIds("AWS::SQS::Queue").stream().map(this::queue).toList();
    }

    public QueueDefinition queue(String logicalId) {
        var queue = properties(logicalId, "AWS::SQS::Queue");
        return new QueueDefinition(
                logicalId,
                queue.at("VisibilityTimeout").orDefault(30).seconds(0, 43_200, Map.of()),
                queue.at("MessageRetentionPeriod")
                        .orDefault(345_600)
                        .seconds(60, 1_209_600, Map.of()),
                queue.at("RedrivePolicy")
                        .optional()
                        .map(
                                it ->
                                        new RedrivePolicy(
                                                it.at("deadLetterTargetArn").logicalId(),
                                                it.at("maxReceiveCount")
                                                        .integer(1, 1_000, Map.of()))));
    }

    public List<TableDefinition> tables() {
        return logicalIds("AWS::DynamoDB::Table").stream().map(this::table).toList();
    }

    public TableDefinition table(String logicalId) {
        var table = properties(logicalId, "AWS::DynamoDB::Table");
        var timeToLive = table.at("TimeToLiveSpecification");
        return new TableDefinition(
                logicalId,
                table.at("KeySchema").required().items().stream()
                        .map(
                                it ->
                                        new TableKey(
                                                it.at("AttributeName").text(Map.of()),
                                                it.at("KeyType").text(Map.of())))
                        .toList(),
                table.at("AttributeDefinitions").required().items().stream()
                        .collect(
                                Collectors.toMap(
                                        it -> it.at("AttributeName").text(Map.of()),
                                        it -> it.at("AttributeType").text(Map.of()))),
                timeToLive
                        .optional()
                        .filter(it -> it.at("Enabled").text(Map.of()).equals("true"))
                        .map(it -> it.at("AttributeName").text(Map.of())));
    }

    private Section properties(String logicalId, String type) {
        var resource = root.path("Resources").path(logicalId);
        if (resource.isMissingNode()) {
            throw new TemplateException(file, logicalId, "there is no such resource");
        }
        var actual = resource.path("Type").asText();
        if (!actual.equals(type)) {
            throw new TemplateException(file, logicalId, "must be a " + type + ", is a " + actual);
        }
        return new Section(logicalId, "", resource.path("Properties"));
    }

    /** A copy with a text for each intrinsic in it, however deep. */
    private JsonNode resolvedWithin(
            JsonNode value, Section section, Map<String, String> references) {
        if (isIntrinsic(value)) {
            return JsonNodeFactory.instance.textNode(resolved(value, section, references));
        }
        UnaryOperator<JsonNode> within = it -> resolvedWithin(it, section, references);
        return switch (value) {
            case ObjectNode object -> {
                var copy = JsonNodeFactory.instance.objectNode();
                object.properties()
                        .forEach(it -> copy.set(it.getKey(), within.apply(it.getValue())));
                yield copy;
            }
            case ArrayNode array -> {
                var copy = JsonNodeFactory.instance.arrayNode();
                array.forEach(it -> copy.add(within.apply(it)));
                yield copy;
            }
            default -> value;
        };
    }

    private static boolean isIntrinsic(JsonNode value) {
        return value.isObject()
                && value.size() == 1
                && value.properties().stream()
                        .map(Map.Entry::getKey)
                        .allMatch(it -> it.equals("Ref") || it.startsWith("Fn::"));
    }

    private String resolved(JsonNode value, Section section, Map<String, String> references) {
        if (value.isValueNode() && !value.isNull()) {
            return value.asText();
        }
        if (value.has("Fn::If")) {
            return resolved(chosen(value, section), section, references);
        }
        if (value.size() != 1) {
            throw section.problem("must be text, a number or an intrinsic function");
        }
        var intrinsic = value.properties().iterator().next();
        var argument = intrinsic.getValue();
        return switch (intrinsic.getKey()) {
            case "Ref" -> reference(argument.asText(), section, references);
            case "Fn::GetAtt" -> reference(dotted(argument), section, references);
            case "Fn::Sub" -> substituted(argument, section, references);
            case "Fn::Join" -> joined(argument, section, references);
            case "Fn::FindInMap" -> mapped(argument, section, references);
            default ->
                    throw section.problem(intrinsic.getKey() + " is not known to the local stack");
        };
    }

    /** The value of an {@code !If} if every parameter has its default. */
    private JsonNode chosen(JsonNode value, Section section) {
        var choice = value.path("Fn::If");
        if (choice.isMissingNode()) {
            return value;
        }
        var name = choice.path(0).asText();
        var condition = root.path("Conditions").path(name);
        if (condition.isMissingNode()) {
            throw section.problem("there is no condition " + name);
        }
        return chosen(choice.path(holds(condition, section) ? 1 : 2), section);
    }

    private boolean holds(JsonNode condition, Section section) {
        var equals = condition.path("Fn::Equals");
        if (equals.size() != 2) {
            throw section.problem("only conditions of !Equals are known to the local stack");
        }
        return resolved(equals.path(0), section, Map.of())
                .equals(resolved(equals.path(1), section, Map.of()));
    }

    private String reference(String name, Section section, Map<String, String> references) {
        var given = references.get(name);
        if (given != null) {
            return given;
        }
        var standard = root.path("Parameters").path(name).path("Default");
        if (standard.isMissingNode()) {
            throw section.problem("nothing is known of " + name);
        }
        return standard.asText();
    }

    private String mapped(JsonNode argument, Section section, Map<String, String> references) {
        var mapped = root.path("Mappings");
        for (var key : argument) {
            mapped = mapped.path(resolved(key, section, references));
        }
        if (!mapped.isValueNode()) {
            throw section.problem("no mapping has a value for " + argument);
        }
        return mapped.asText();
    }

    private static String dotted(JsonNode argument) {
        return argument.isTextual()
                ? argument.asText()
                : argument.valueStream().map(JsonNode::asText).collect(Collectors.joining("."));
    }

    private String substituted(JsonNode argument, Section section, Map<String, String> references) {
        var known = new LinkedHashMap<>(references);
        argument.path(1)
                .properties()
                .forEach(
                        it -> known.put(it.getKey(), resolved(it.getValue(), section, references)));
        Function<MatchResult, String> replacement =
                it ->
                        it.group(1).isEmpty()
                                ? reference(it.group(2), section, known)
                                : "${" + it.group(2) + "}";
        var text = argument.isArray() ? argument.path(0).asText() : argument.asText();
        return SUBSTITUTION
                .matcher(text)
                .replaceAll(it -> Matcher.quoteReplacement(replacement.apply(it)));
    }

    private String joined(JsonNode argument, Section section, Map<String, String> references) {
        return argument.path(1)
                .valueStream()
                .map(it -> resolved(it, section, references))
                .collect(Collectors.joining(argument.path(0).asText()));
    }

    /** A place in the template that knows where it is. */
    private final class Section {

        private final String resource;
        private final String path;
        private final JsonNode node;

        Section(String resource, String path, JsonNode node) {
            this.resource = resource;
            this.path = path;
            this.node = chosen(node, this);
        }

        boolean has(String name) {
            return node.has(name);
        }

        Section at(String name) {
            return new Section(resource, path + "." + name, node.path(name));
        }

        /** What is missing in the Globals is reported for the function. */
        Section at(String name, Section missedIn) {
            return has(name) ? at(name) : missedIn.at(name);
        }

        /** The name of the event whose properties these are: {@code .Events.<name>.Properties}. */
        String eventName() {
            return path.split("\\.", -1)[2];
        }

        List<String> names() {
            return node.properties().stream().map(Map.Entry::getKey).toList();
        }

        List<Section> items() {
            var items = new ArrayList<Section>();
            StreamSupport.stream(node.spliterator(), false)
                    .forEach(
                            it ->
                                    items.add(
                                            new Section(
                                                    resource,
                                                    path + "[" + items.size() + "]",
                                                    it)));
            return items;
        }

        Optional<Section> optional() {
            return node.isMissingNode() || node.isNull() ? Optional.empty() : Optional.of(this);
        }

        Section required() {
            return optional().orElseThrow(() -> problem("is missing"));
        }

        Section orDefault(int value) {
            return node instanceof MissingNode
                    ? new Section(resource, path, JsonNodeFactory.instance.numberNode(value))
                    : this;
        }

        String text(Map<String, String> references) {
            return resolved(required().node, this, references);
        }

        /** A number within AWS's quota. */
        int integer(int least, int most, Map<String, String> references) {
            int number = integer(text(references));
            if (number < least || number > most) {
                throw problem("must be %d to %d, is %d".formatted(least, most, number));
            }
            return number;
        }

        private int integer(String text) {
            try {
                return Integer.parseInt(text);
            } catch (NumberFormatException e) {
                throw problem("must be a whole number, is " + text);
            }
        }

        Duration seconds(int least, int most, Map<String, String> references) {
            return Duration.ofSeconds(integer(least, most, references));
        }

        String logicalId() {
            required();
            return logicalIdIfAny()
                    .orElseThrow(() -> problem("must refer to a resource of this template"));
        }

        Optional<String> logicalIdIfAny() {
            var named = node.has("Fn::GetAtt") ? node.path("Fn::GetAtt").path(0) : node.path("Ref");
            var name = named.asText().split("\\.", 2)[0];
            return Optional.of(name).filter(root.path("Resources")::has);
        }

        TemplateException problem(String problem) {
            return new TemplateException(file, resource + path, problem);
        }
    }
}

package io.github.jobreporter.differential;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.jobreporter.support.Choices;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Makes random condition expressions for an item, and records their features. */
final class RandomConditions {

    /** The kinds of simple conditions. */
    static final Map<String, Function<RandomConditions, String>> KINDS =
            Map.ofEntries(
                    kind("=", it -> it.comparison("=")),
                    kind("<>", it -> it.comparison("<>")),
                    kind("<", it -> it.comparison("<")),
                    kind("<=", it -> it.comparison("<=")),
                    kind(">", it -> it.comparison(">")),
                    kind(">=", it -> it.comparison(">=")),
                    kind("BETWEEN", RandomConditions::between),
                    kind("IN", RandomConditions::in),
                    kind("size", RandomConditions::sizes),
                    kind("attribute_exists", it -> it.existence("attribute_exists")),
                    kind("attribute_not_exists", it -> it.existence("attribute_not_exists")),
                    kind("attribute_type", RandomConditions::attributeType),
                    kind("begins_with", RandomConditions::beginsWith),
                    kind("contains", RandomConditions::contains));

    /** Mistakes that replace a condition. */
    static final Map<String, List<String>> MISTAKES =
            Map.ofEntries(
                    mistake("an undefined name", "#undefined = a", "attribute_exists(#undefined)"),
                    mistake("an undefined value", "a = :undefined", "a IN (b, :undefined)"),
                    mistake("a reserved word", "status = a", "a > Owner", "attribute_exists(NAME)"),
                    mistake("redundant parentheses", "((a = b))", "NOT ((a = b OR b = c))"),
                    mistake(
                            "a syntax error",
                            "a == b",
                            "a = b AND",
                            "a",
                            "a = 4",
                            "a IN b",
                            "a IN ()",
                            "a BETWEEN b",
                            "a BETWEEN b OR c",
                            "(a = b",
                            "a = b)",
                            "a-b = c",
                            "a = \"b\"",
                            "AND a = b",
                            "NOT",
                            "a NOT = b",
                            "a = b = c",
                            "ü = a",
                            "# = a",
                            "a,b = c",
                            "attribute_exists a",
                            "attribute_exists()"),
                    mistake("a name with an underscore first", "_a = b", "attribute_exists(_a)"),
                    mistake("white space of another kind", "a\f= b", "a =\u000bb", "a\u00a0= b"),
                    mistake("too many operators", "a = b" + " OR a = b".repeat(150)),
                    mistake("a long expression", "a = b" + " ".repeat(4096)),
                    mistake("an unknown function", "exists(a)", "length(a) = b"),
                    mistake("a function in upper case", "ATTRIBUTE_EXISTS(a)", "Contains(a, b)"),
                    mistake(
                            "a wrong number of operands",
                            "attribute_exists(a, b)",
                            "contains(a)",
                            "size(a, b) = c"),
                    mistake(
                            "a misused function",
                            "size(a)",
                            "attribute_exists(a) = b",
                            "a = contains(b, c)"),
                    mistake("a type's name that is no string", "attribute_type(a, :n)"),
                    mistake("an unknown type's name", "attribute_type(a, :s)"),
                    mistake("a prefix that is a number", "begins_with(a, :n)"),
                    mistake("an order of what has none", "a < :ss", ":null >= a", "a > :list"),
                    mistake("bounds of two types", "a BETWEEN :n AND :s"),
                    mistake("bounds in the wrong order", "a BETWEEN :n AND :m"),
                    mistake("an attribute compared to itself", "a = a", "b <> b", "a <= a"),
                    mistake("an attribute that contains itself", "contains(a, a)"),
                    mistake("no path", "attribute_exists(:s)", "attribute_not_exists(:n)"));

    /** Mistakes in a request with a valid condition. */
    static final Map<String, Consumer<ObjectNode>> PLACEHOLDER_MISTAKES =
            Map.of(
                    "an unused name", it -> names(it).put("#unused", "x"),
                    "an unused value", it -> values(it).set(":unused", RandomValues.value("S", "")),
                    "a name without #", it -> names(it).put("unused", "x"),
                    "a value without :", it -> values(it).set("v", RandomValues.value("S", "")),
                    "an empty expression", it -> it.put("ConditionExpression", " "),
                    "no expression", it -> names(it.without("ConditionExpression")).put("#a", "a"),
                    "no names", it -> it.set("ExpressionAttributeNames", RandomValues.json("{}")),
                    "no values",
                            it -> it.set("ExpressionAttributeValues", RandomValues.json("{}")));

    private static final Map<String, JsonNode> CONSTANTS =
            Map.of(
                    ":n", RandomValues.value("N", "2"),
                    ":m", RandomValues.value("N", "1.5"),
                    ":s", RandomValues.value("S", "STRING"),
                    ":ss", RandomValues.json("{'SS':['a']}"),
                    ":null", RandomValues.json("{'NULL':true}"),
                    ":list", RandomValues.json("{'L':[]}"));

    private final Choices choices;
    private final RandomValues values;
    private final Set<String> made;
    private final ObjectNode item;
    private final ObjectNode request;

    /**
     * @param item the item of the table, so that some conditions are true
     * @param request the request that gets the condition
     */
    RandomConditions(Choices choices, Set<String> made, ObjectNode item, ObjectNode request) {
        this.choices = choices;
        this.made = made;
        this.item = item;
        this.request = request;
        values = new RandomValues(choices);
    }

    private static Map.Entry<String, Function<RandomConditions, String>> kind(
            String name, Function<RandomConditions, String> expression) {
        return Map.entry(name, expression);
    }

    private static Map.Entry<String, List<String>> mistake(String name, String... examples) {
        return Map.entry(name, List.of(examples));
    }

    private static ObjectNode names(ObjectNode request) {
        return request.withObject("/ExpressionAttributeNames");
    }

    private static ObjectNode values(ObjectNode request) {
        return request.withObject("/ExpressionAttributeValues");
    }

    void add() {
        request.put("ConditionExpression", condition(choices.of(0, 0, 1, 2)));
    }

    /** Adds a condition with this mistake. */
    void addWith(String mistake) {
        made.add(mistake);
        if (MISTAKES.containsKey(mistake)) {
            var wrong = choices.of(RandomValues.of(MISTAKES, mistake));
            request.put("ConditionExpression", wrong + choices.of("", " AND a = b", " OR a = b"));
            CONSTANTS.keySet().stream()
                    .filter(it -> wrong.matches(".*%s\\b.*".formatted(it)))
                    .forEach(it -> values(request).set(it, RandomValues.of(CONSTANTS, it)));
        } else if (RandomValues.FLAWED.containsKey(mistake)) {
            request.put("ConditionExpression", "a = :flawed");
            values(request).set(":flawed", values.flawed(mistake));
        } else {
            add();
            RandomValues.of(PLACEHOLDER_MISTAKES, mistake).accept(request);
        }
    }

    private String condition(int depth) {
        if (depth == 0) {
            return simple();
        }
        var left = condition(depth - 1);
        return switch (choices.of("AND", "OR", "NOT", "()", "")) {
            case "AND" -> noted("AND", left + choices.of(" AND ", " and ") + condition(depth - 1));
            case "OR" -> noted("OR", left + choices.of(" OR ", " oR ") + condition(depth - 1));
            case "NOT" -> noted("NOT", choices.of("NOT ", "not ", "NOT\t") + left);
            case "()" -> left.startsWith("(") ? left : noted("()", "(%s)".formatted(left));
            default -> left;
        };
    }

    private String noted(String what, String expression) {
        made.add(what);
        return expression;
    }

    private String simple() {
        var kind =
                choices.once(3)
                        ? choices.of("contains", "begins_with", "size")
                        : values.nameOf(KINDS);
        return noted(kind, RandomValues.of(KINDS, kind).apply(this));
    }

    private String comparison(String operator) {
        var equality = operator.equals("=") || operator.equals("<>");
        var name = stored(equality ? RandomValues.TYPES : RandomValues.SORTABLE);
        var left = path(name);
        var right = other(name, equality ? RandomValues.TYPES : RandomValues.SORTABLE);
        if (choices.once(60)) {
            return noted(
                    "an operand in parentheses", "(%s) %s %s".formatted(left, operator, right));
        }
        return choices.of(left + operator + right, right + " " + operator + " " + left);
    }

    /** A constant close to the value in the item, or another attribute, stored or not. */
    private String other(String name, List<String> types) {
        if (choices.once(5)) {
            var attribute = choices.once(2) ? choices.of(RandomRequests.ATTRIBUTES) : stored(types);
            if (!attribute.equals(name)) {
                return path(attribute);
            }
        }
        return constant(near(name, types));
    }

    private ObjectNode near(String name, List<String> types) {
        var known = item.path(name);
        return known.isObject() && types.contains(RandomValues.type(known)) && !choices.once(8)
                ? values.near(known)
                : values.ofType(choices.of(types));
    }

    private String between() {
        var name = stored(RandomValues.SORTABLE);
        if (choices.once(3)) {
            return "%s BETWEEN %s AND %s"
                    .formatted(
                            path(name),
                            path(stored(RandomValues.SORTABLE)),
                            constant(near(name, RandomValues.SORTABLE)));
        }
        var low = near(name, RandomValues.SORTABLE);
        var bounds =
                Stream.of(low, values.near(low), item.path(name))
                        .filter(it -> it.has(RandomValues.type(low)))
                        .sorted(RandomValues.BY_CONTENT)
                        .toList();
        return "%s between %s AND %s"
                .formatted(
                        path(name),
                        constant(bounds.getFirst()),
                        constant(bounds.get(choices.of(0, bounds.size() - 1, bounds.size() - 1))));
    }

    private String in() {
        var name = stored(RandomValues.TYPES);
        var candidates =
                Stream.generate(() -> other(name, RandomValues.TYPES))
                        .limit(choices.of(1, 2, 3))
                        .collect(Collectors.joining(", "));
        return "%s IN (%s)".formatted(path(name), candidates);
    }

    private String sizes() {
        var name = stored(choices.once(2) ? List.of("S") : RandomValues.TYPES);
        int size = item.has(name) ? RandomValues.size(item.path(name)) : 1;
        var other = RandomValues.value("N", Integer.toString(size + choices.of(0, 0, 0, -1, 1)));
        return "size(%s) %s %s"
                .formatted(path(name), choices.of("=", "<>", "<", ">="), constant(other));
    }

    private String attributeType() {
        var name = stored(RandomValues.TYPES);
        var type = item.has(name) ? RandomValues.type(item.path(name)) : "S";
        var others = RandomValues.TYPES.stream().filter(type::startsWith).toList();
        var asked = choices.of(type, choices.of(others), choices.of(RandomValues.TYPES));
        return "attribute_type(%s, %s)"
                .formatted(path(name), constant(RandomValues.value("S", asked)));
    }

    private String beginsWith() {
        var name = stored(choices.once(8) ? RandomValues.TYPES : List.of("S", "B"));
        var other = stored(List.of("S"));
        var prefix =
                choices.once(8) && !other.equals(name)
                        ? path(other)
                        : constant(values.prefix(item.path(name)));
        return "begins_with(%s, %s)".formatted(path(name), prefix);
    }

    private String contains() {
        var name =
                stored(
                        choices.once(8)
                                ? RandomValues.TYPES
                                : List.of("S", "B", "SS", "NS", "BS", "L"));
        var other = stored(List.of("S"));
        var part =
                choices.once(8) && !other.equals(name)
                        ? choices.of(path(other), "size(%s)".formatted(path(other)))
                        : constant(item.has(name) ? values.part(item.path(name)) : values.any());
        return "contains(%s, %s)".formatted(path(name), part);
    }

    /** Mostly an attribute of the item that has one of these types. */
    private String stored(List<String> types) {
        var names =
                RandomRequests.ATTRIBUTES.stream()
                        .filter(
                                it ->
                                        item.has(it)
                                                && types.contains(RandomValues.type(item.get(it))))
                        .toList();
        return names.isEmpty() || choices.once(12)
                ? choices.of(RandomRequests.ATTRIBUTES)
                : choices.of(names);
    }

    private String existence(String function) {
        return "%s(%s)".formatted(function, path(choices.of(RandomRequests.ATTRIBUTES)));
    }

    private String path(String name) {
        if (name.matches("[a-z]|e_1") && !choices.once(6)) {
            return name;
        }
        var key = "#" + name.replaceAll("\\W", "_");
        names(request).put(key, name);
        return noted("#", key);
    }

    private String constant(JsonNode value) {
        var key = ":v" + values(request).size();
        values(request).set(key, value);
        return noted(":", key);
    }
}

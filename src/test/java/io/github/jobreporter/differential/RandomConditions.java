package io.github.jobreporter.differential;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.random.RandomGenerator;

/** A condition expression with its placeholders. Notes what it made. */
final class RandomConditions {

    static final List<Feature> MISTAKES =
            List.of(
                    Feature.UNUSED_NAME,
                    Feature.UNUSED_VALUE,
                    Feature.UNDEFINED_NAME,
                    Feature.UNDEFINED_VALUE,
                    Feature.PLACEHOLDERS_WITHOUT_EXPRESSION,
                    Feature.RESERVED_WORD,
                    Feature.REDUNDANT_PARENTHESES,
                    Feature.SYNTAX_ERROR,
                    Feature.EMPTY_EXPRESSION,
                    Feature.LONG_EXPRESSION,
                    Feature.UNKNOWN_FUNCTION,
                    Feature.FUNCTION_IN_UPPER_CASE,
                    Feature.WRONG_NUMBER_OF_OPERANDS,
                    Feature.MISUSED_FUNCTION,
                    Feature.WRONG_OPERAND_TYPE,
                    Feature.BOUNDS_OF_TWO_TYPES,
                    Feature.BOUNDS_IN_WRONG_ORDER,
                    Feature.SAME_OPERAND_COMPARED,
                    Feature.SAME_OPERAND_CONTAINED,
                    Feature.UNKNOWN_TYPE_NAME,
                    Feature.NO_PATH);

    private static final List<String> TYPE_NAMES =
            RandomValues.TYPES.stream().map(Feature::name).toList();

    private record Comparator(String symbol, Feature feature) {}

    private static final List<Comparator> COMPARATORS =
            List.of(
                    new Comparator("=", Feature.EQUAL),
                    new Comparator("<>", Feature.NOT_EQUAL),
                    new Comparator("<", Feature.LESS),
                    new Comparator("<=", Feature.LESS_OR_EQUAL),
                    new Comparator(">", Feature.GREATER),
                    new Comparator(">=", Feature.GREATER_OR_EQUAL));

    private static final List<String> SYNTAX_ERRORS =
            List.of(
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
                    "attribute_exists()");

    private final RandomGenerator random;
    private final RandomValues values;
    private final Set<Feature> made;
    private final ObjectNode stored;
    private final ObjectNode names = JsonNodeFactory.instance.objectNode();
    private final ObjectNode constants = JsonNodeFactory.instance.objectNode();

    /**
     * @param stored what the table may hold, so that conditions come true
     */
    RandomConditions(RandomGenerator random, Set<Feature> made, ObjectNode stored) {
        this.random = random;
        this.made = made;
        this.stored = stored;
        values = new RandomValues(random, made);
    }

    /** Puts an expression and its placeholders into a request. */
    void into(ObjectNode request) {
        finish(request, condition(3));
    }

    private void finish(ObjectNode request, String expression) {
        request.put("ConditionExpression", expression);
        if (!names.isEmpty()) {
            request.set("ExpressionAttributeNames", names);
        }
        if (!constants.isEmpty()) {
            request.set("ExpressionAttributeValues", constants);
        }
    }

    private String condition(int depth) {
        return switch (depth == 0 ? 0 : random.nextInt(8)) {
            case 4 -> {
                made.add(Feature.AND);
                yield condition(depth - 1) + oneOf(" AND ", " and ") + condition(depth - 1);
            }
            case 5 -> {
                made.add(Feature.OR);
                yield condition(depth - 1) + oneOf(" OR ", " oR ") + condition(depth - 1);
            }
            case 6 -> {
                made.add(Feature.NOT);
                yield oneOf("NOT ", "not ") + condition(depth - 1);
            }
            case 7 -> parenthesised(condition(depth - 1));
            default -> simple();
        };
    }

    private String parenthesised(String condition) {
        if (condition.startsWith("(")) {
            return condition;
        }
        made.add(Feature.PARENTHESES);
        return oneOf("", "NOT ") + "(" + condition + ")";
    }

    private String simple() {
        return switch (random.nextInt(12)) {
            case 0 -> {
                made.add(Feature.BETWEEN);
                yield between();
            }
            case 1 -> {
                made.add(Feature.IN);
                var candidates = new ArrayList<String>();
                for (int i = 1 + random.nextInt(3); i > 0; i--) {
                    candidates.add(operand());
                }
                yield operand() + " IN (" + String.join(", ", candidates) + ")";
            }
            case 2 -> function(Feature.ATTRIBUTE_EXISTS, path());
            case 3 -> function(Feature.ATTRIBUTE_NOT_EXISTS, path());
            case 4 -> function(Feature.ATTRIBUTE_TYPE, path(), constant(typeName()));
            case 5 -> function(Feature.BEGINS_WITH, path(), prefix());
            case 6 -> function(Feature.CONTAINS, path(), part());
            default -> comparison();
        };
    }

    private ObjectNode typeName() {
        return RandomValues.text(values.oneOf(TYPE_NAMES));
    }

    private String function(Feature name, String... operands) {
        made.add(name);
        return name.name().toLowerCase(Locale.ROOT) + "(" + String.join(", ", operands) + ")";
    }

    private String comparison() {
        var comparator = values.oneOf(COMPARATORS);
        made.add(comparator.feature);
        var sorts = !Set.of("=", "<>").contains(comparator.symbol);
        var left = random.nextInt(6) == 0 ? size() : path();
        var right = other(left, sorts);
        if (random.nextInt(60) == 0) {
            made.add(Feature.OPERAND_IN_PARENTHESES);
            return "(%s) %s %s".formatted(left, comparator.symbol, right);
        }
        return random.nextBoolean()
                ? left + comparator.symbol + right
                : right + " " + comparator.symbol + " " + left;
    }

    private String other(String left, boolean sortable) {
        if (random.nextInt(5) == 0) {
            return "d";
        }
        return sortable ? constant(sortableOrStored(left)) : constant(anyOrStored(left));
    }

    private String resolved(String path) {
        return names.path(path).asText(path);
    }

    private ObjectNode anyOrStored(String path) {
        var known = stored.path(resolved(path));
        return known.isObject() && random.nextBoolean() ? values.rewritten(known) : values.any();
    }

    private ObjectNode sortableOrStored(String path) {
        var found = anyOrStored(path);
        return found.has("S") || found.has("N") || found.has("B") ? found : values.sortable();
    }

    private String size() {
        made.add(Feature.SIZE);
        return "size(" + path() + ")";
    }

    private String between() {
        if (random.nextInt(3) == 0) {
            return path() + " BETWEEN " + path() + " AND " + constant(values.sortable());
        }
        var bounds = List.of(List.of("0", "1"), List.of("-2", "-1.5"), List.of("1", "1e125"));
        var pair = values.oneOf(bounds);
        return "%s between %s AND %s"
                .formatted(
                        path(),
                        constant(number(pair.getFirst())),
                        constant(number(pair.getLast())));
    }

    private static ObjectNode number(String number) {
        return JsonNodeFactory.instance.objectNode().put("N", number);
    }

    private String prefix() {
        return random.nextInt(5) == 0
                ? "d"
                : constant(values.ofType(values.oneOf(List.of(Feature.S, Feature.B))));
    }

    private String part() {
        if (random.nextInt(20) == 0) {
            made.add(Feature.SIZE_AS_ARGUMENT);
            return size();
        }
        return random.nextInt(6) == 0 ? "d" : constant(values.any());
    }

    private String operand() {
        return random.nextInt(4) == 0 ? path() : constant(anyOrStored("a"));
    }

    /** Never d, so that what is compared to it differs from it. */
    private String path() {
        if (random.nextInt(4) == 0) {
            made.add(Feature.NAME_PLACEHOLDER);
            var name = values.oneOf(List.of("status", "a b", "b", "c.x"));
            var key = "#n" + Math.abs(name.hashCode() % 1000);
            names.put(key, name);
            return key;
        }
        return values.oneOf(List.of("a", "b", "c", "e_1", "id"));
    }

    private String constant(ObjectNode value) {
        made.add(Feature.VALUE_PLACEHOLDER);
        var key = ":v" + constants.size();
        constants.set(key, value);
        return key;
    }

    private String oneOf(String... all) {
        return values.oneOf(List.of(all));
    }

    /** Puts an expression with a mistake into a request. */
    void into(ObjectNode request, Feature mistake) {
        made.add(mistake);
        var rest = oneOf("", " AND attribute_exists(id)", " OR a = b");
        finish(request, flawed(mistake) + rest);
        switch (mistake) {
            case UNUSED_NAME -> request.withObject("/ExpressionAttributeNames").put("#unused", "x");
            case UNUSED_VALUE ->
                    request.withObject("/ExpressionAttributeValues").set(":unused", values.any());
            case PLACEHOLDERS_WITHOUT_EXPRESSION -> {
                request.remove("ConditionExpression");
                request.putObject("ExpressionAttributeNames").put("#a", "a");
            }
            case EMPTY_EXPRESSION -> request.put("ConditionExpression", oneOf("", " "));
            case LONG_EXPRESSION ->
                    request.put("ConditionExpression", "a = b" + " OR a = b".repeat(460));
            default -> {}
        }
    }

    private String flawed(Feature mistake) {
        return switch (mistake) {
            case UNDEFINED_NAME -> oneOf("#undefined = a", "attribute_exists(#undefined)");
            case UNDEFINED_VALUE -> oneOf("a = :undefined", "a IN (b, :undefined)");
            case RESERVED_WORD ->
                    oneOf("status = a", "a > Owner", "attribute_exists(NAME)", "a IN (data)");
            case REDUNDANT_PARENTHESES -> oneOf("((a = b))", "NOT ((a = b OR b = c))");
            case SYNTAX_ERROR -> values.oneOf(SYNTAX_ERRORS);
            case UNKNOWN_FUNCTION -> oneOf("exists(a)", "length(a) = b");
            case FUNCTION_IN_UPPER_CASE -> oneOf("ATTRIBUTE_EXISTS(a)", "Contains(a, b)");
            case WRONG_NUMBER_OF_OPERANDS ->
                    oneOf("attribute_exists(a, b)", "contains(a)", "size(a, b) = c");
            case MISUSED_FUNCTION ->
                    oneOf("size(a)", "attribute_exists(a) = b", "a = contains(b, c)");
            case WRONG_OPERAND_TYPE -> wrongOperandType();
            case BOUNDS_OF_TWO_TYPES ->
                    "a BETWEEN %s AND %s"
                            .formatted(constant(number("1")), constant(RandomValues.text("2")));
            case BOUNDS_IN_WRONG_ORDER ->
                    "a BETWEEN %s AND %s".formatted(constant(number("2")), constant(number("1.5")));
            case SAME_OPERAND_COMPARED -> oneOf("a = a", "b <> b", "a <= a");
            case SAME_OPERAND_CONTAINED -> "contains(a, a)";
            case UNKNOWN_TYPE_NAME ->
                    function(Feature.ATTRIBUTE_TYPE, "a", constant(RandomValues.text("STRING")));
            case NO_PATH -> "attribute_exists(%s)".formatted(constant(values.any()));
            default -> condition(1);
        };
    }

    private String wrongOperandType() {
        return switch (random.nextInt(4)) {
            case 0 -> "a < " + constant(values.unsortable());
            case 1 -> constant(values.unsortable()) + " >= a";
            case 2 -> "begins_with(a, %s)".formatted(constant(values.ofType(Feature.N)));
            default -> "attribute_type(a, %s)".formatted(constant(values.ofType(Feature.N)));
        };
    }
}

package io.github.jobreporter.local.dynamodb;

import io.github.jobreporter.local.dynamodb.Condition.And;
import io.github.jobreporter.local.dynamodb.Condition.BeginsWith;
import io.github.jobreporter.local.dynamodb.Condition.Between;
import io.github.jobreporter.local.dynamodb.Condition.Contains;
import io.github.jobreporter.local.dynamodb.Condition.Equal;
import io.github.jobreporter.local.dynamodb.Condition.Exists;
import io.github.jobreporter.local.dynamodb.Condition.HasType;
import io.github.jobreporter.local.dynamodb.Condition.In;
import io.github.jobreporter.local.dynamodb.Condition.Not;
import io.github.jobreporter.local.dynamodb.Condition.Operand;
import io.github.jobreporter.local.dynamodb.Condition.Operand.Attribute;
import io.github.jobreporter.local.dynamodb.Condition.Operand.Constant;
import io.github.jobreporter.local.dynamodb.Condition.Operand.Size;
import io.github.jobreporter.local.dynamodb.Condition.Or;
import io.github.jobreporter.local.dynamodb.Condition.Order;
import io.github.jobreporter.local.dynamodb.Condition.Ordered;
import io.github.jobreporter.local.dynamodb.Value.Text;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads a condition expression by recursive descent, from OR to operands. An operand may also be in
 * parentheses, so the kind of what they hold is known only after it was read.
 */
final class ConditionParser {

    private static final Pattern SPACE = Pattern.compile("[ \\t\\r\\n]*");
    private static final Pattern TOKEN = Pattern.compile("[#:]?\\w+|<>|<=|>=|[=<>(),.\\[\\]]");
    private static final Pattern NAME = Pattern.compile("#\\w+|[A-Za-z]\\w*");
    private static final String END = "<EOF>";
    private static final int MAX_BYTES = 4096;
    private static final int MAX_CANDIDATES = 100;
    private static final int MAX_OPERATORS = 300;

    /** BETWEEN is counted by its AND. Functions and parentheses do not count. */
    private static final Set<String> OPERATORS =
            Set.of("=", "<>", "<", "<=", ">", ">=", "IN", "AND", "OR", "NOT");

    private static final Set<String> RESERVED = reservedWords();
    private static final Map<String, Integer> ARITIES =
            Map.of(
                    "attribute_exists", 1,
                    "attribute_not_exists", 1,
                    "attribute_type", 2,
                    "begins_with", 2,
                    "contains", 2,
                    "size", 1);

    private final List<String> tokens;
    private final Placeholders placeholders;
    private int position;

    private ConditionParser(List<String> tokens, Placeholders placeholders) {
        this.tokens = tokens;
        this.placeholders = placeholders;
    }

    static Condition parse(String expression, Placeholders placeholders) {
        int bytes = expression.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MAX_BYTES) {
            throw refusal(
                    "Expression size has exceeded the maximum allowed size; expression size: "
                            + bytes);
        }
        var tokens = tokens(expression);
        if (tokens.size() == 1) {
            throw refusal("The expression can not be empty;");
        }
        refuseRedundantParentheses(tokens);
        refuseTooManyOperators(tokens);
        var parser = new ConditionParser(tokens, placeholders);
        var condition = parser.condition(parser.or());
        parser.expect(END);
        placeholders.requireAllUsed();
        return condition;
    }

    static Refusal refusal(String reason) {
        return Refusal.invalid("Invalid ConditionExpression: " + reason);
    }

    private static List<String> tokens(String expression) {
        var tokens = new ArrayList<String>();
        var space = SPACE.matcher(expression);
        var token = TOKEN.matcher(expression);
        space.lookingAt();
        int position = space.end();
        while (position < expression.length()) {
            if (!token.region(position, expression.length()).lookingAt()) {
                throw refusal("Syntax error; token: \"%s\"".formatted(expression.charAt(position)));
            }
            tokens.add(token.group());
            space.region(token.end(), expression.length()).lookingAt();
            position = space.end();
        }
        tokens.add(END);
        return tokens;
    }

    /** Two pairs around the same. The pair of a function or of IN is none of the two. */
    private static void refuseRedundantParentheses(List<String> tokens) {
        var opened = new ArrayDeque<Integer>();
        int lastOpening = -1;
        int lastClosing = -1;
        for (int i = 0; i < tokens.size(); i++) {
            if (tokens.get(i).equals("(")) {
                opened.push(i);
            } else if (tokens.get(i).equals(")") && !opened.isEmpty()) {
                int opening = opened.pop();
                if (lastOpening == opening + 1 && lastClosing == i - 1 && groups(tokens, opening)) {
                    throw refusal("The expression has redundant parentheses;");
                }
                lastOpening = opening;
                lastClosing = i;
            }
        }
        if (!opened.isEmpty()) {
            throw syntaxError(END);
        }
    }

    private static void refuseTooManyOperators(List<String> tokens) {
        var upper = tokens.stream().map(it -> it.toUpperCase(Locale.ROOT));
        if (upper.filter(OPERATORS::contains).count() > MAX_OPERATORS) {
            throw refusal("The expression contains too many operators; operator count: 301");
        }
    }

    private static boolean groups(List<String> tokens, int opening) {
        var before = opening == 0 ? END : tokens.get(opening - 1).toUpperCase(Locale.ROOT);
        return !NAME.matcher(before).matches()
                || Set.of("AND", "OR", "NOT", "BETWEEN").contains(before);
    }

    private Term or() {
        var left = and();
        while (takes("OR")) {
            left = new Or(condition(left), condition(and()));
        }
        return left;
    }

    private Term and() {
        var left = not();
        while (takes("AND")) {
            left = new And(condition(left), condition(not()));
        }
        return left;
    }

    private Term not() {
        return takes("NOT") ? new Not(condition(not())) : comparison();
    }

    private Term comparison() {
        var left = primary();
        for (var order : Order.values()) {
            if (takes(order.symbol)) {
                var operands = distinct(order.symbol, List.of(operand(left), operand()));
                operands.forEach(it -> requireType(order.symbol, it, Value.SORTABLE));
                return new Ordered(operands.getFirst(), order, operands.getLast());
            }
        }
        if (takes("=")) {
            return equal("=", left);
        }
        if (takes("<>")) {
            return new Not(equal("<>", left));
        }
        if (takes("BETWEEN")) {
            var low = operand();
            expect("AND");
            return between(operand(left), low, operand());
        }
        return takes("IN") ? in(operand(left), operands()) : left;
    }

    private Condition equal(String symbol, Term left) {
        var operands = distinct(symbol, List.of(operand(left), operand()));
        return new Equal(operands.getFirst(), operands.getLast());
    }

    private static Condition between(Operand operand, Operand low, Operand high) {
        List.of(operand, low, high).forEach(it -> requireType("BETWEEN", it, Value.SORTABLE));
        if (low instanceof Constant(var least) && high instanceof Constant(var most)) {
            if (!least.type().equals(most.type())) {
                throw refusal(
                        "The BETWEEN operator requires same data type for lower and upper bounds");
            }
            if (Value.comparison(least, most).stream().anyMatch(it -> it > 0)) {
                throw refusal(
                        "The BETWEEN operator requires upper bound to be greater than or equal to"
                                + " lower bound");
            }
        }
        return new Between(operand, low, high);
    }

    private static Condition in(Operand operand, List<Operand> candidates) {
        if (candidates.size() > MAX_CANDIDATES) {
            throw refusal(
                    "The IN operator is provided with too many operands; number of operands: "
                            + candidates.size());
        }
        return new In(operand, candidates);
    }

    private Term primary() {
        if (takes("(")) {
            var inner = or();
            expect(")");
            return inner;
        }
        var token = next();
        if (peek().equals("(") && NAME.matcher(token).matches()) {
            return function(token, operands());
        }
        return atom(token);
    }

    private Term atom(String token) {
        if (token.startsWith(":")) {
            return new Constant(placeholders.value(token));
        }
        if (!NAME.matcher(token).matches()) {
            throw syntaxError(token);
        }
        if (peek().equals(".") || peek().equals("[")) {
            throw Refusal.unsupported("the document path that begins with " + token + peek());
        }
        if (RESERVED.contains(token.toUpperCase(Locale.ROOT))) {
            throw refusal("Attribute name is a reserved keyword; reserved keyword: " + token);
        }
        return new Attribute(token.startsWith("#") ? placeholders.name(token) : token);
    }

    private Term function(String name, List<Operand> operands) {
        var arity = ARITIES.get(name);
        if (arity == null) {
            throw refusal("Invalid function name; function: " + name);
        }
        if (operands.size() != arity) {
            throw refusal(
                    "Incorrect number of operands for operator or function; operator or function:"
                            + " %s, number of operands: %d".formatted(name, operands.size()));
        }
        distinct(name, operands);
        var first = operands.getFirst();
        var last = operands.getLast();
        return switch (name) {
            case "attribute_exists" -> new Exists(path(name, first));
            case "attribute_not_exists" -> new Not(new Exists(path(name, first)));
            case "attribute_type" -> new HasType(first, typeName(last));
            case "begins_with" -> {
                operands.forEach(it -> requireType(name, it, List.of("S", "B")));
                yield new BeginsWith(first, last);
            }
            case "contains" -> new Contains(first, last);
            default -> {
                requireType(name, first, List.of("S", "B", "SS", "NS", "BS", "L", "M"));
                yield new Size(first);
            }
        };
    }

    private List<Operand> operands() {
        expect("(");
        var operands = new ArrayList<Operand>();
        do {
            operands.add(operand());
        } while (takes(","));
        expect(")");
        return operands;
    }

    private Operand operand() {
        return operand(primary());
    }

    private Operand operand(Term term) {
        if (term instanceof Operand operand) {
            return operand;
        }
        throw refusal(
                "The function is not allowed to be used this way in an expression; before: "
                        + peek());
    }

    private Condition condition(Term term) {
        if (term instanceof Condition condition) {
            return condition;
        }
        throw term instanceof Size
                ? refusal(
                        "The function is not allowed to be used this way in an expression;"
                                + " function: size")
                : syntaxError(peek());
    }

    private static Operand path(String function, Operand operand) {
        if (operand instanceof Attribute) {
            return operand;
        }
        throw refusal(
                "Operator or function requires a document path; operator or function: " + function);
    }

    private static String typeName(Operand operand) {
        if (!(operand instanceof Constant(Text(var type)))) {
            throw refusal(
                    "Incorrect operand type for operator or function; operator or function:"
                            + " attribute_type");
        }
        if (!Value.TYPES.contains(type)) {
            throw refusal("Invalid attribute type name found; type: " + type);
        }
        return type;
    }

    private static List<Operand> distinct(String operator, List<Operand> operands) {
        if (operands.size() == 2
                && operands.getFirst() instanceof Attribute(var name)
                && operands.getFirst().equals(operands.getLast())) {
            throw refusal(
                    "The first operand must be distinct from the remaining operands for this"
                            + " operator or function; operator: %s, first operand: [%s]"
                                    .formatted(operator, name));
        }
        return operands;
    }

    /** An attribute's type is known only with the item; a wrong type is no error there. */
    private static void requireType(String operator, Operand operand, List<String> types) {
        var type =
                switch (operand) {
                    case Attribute _ -> types.getFirst();
                    case Constant(var value) -> value.type();
                    case Size _ -> "N";
                };
        if (!types.contains(type)) {
            throw refusal(
                    "Incorrect operand type for operator or function;"
                            + " operator or function: %s, operand type: %s"
                                    .formatted(operator, type));
        }
    }

    private String peek() {
        return tokens.get(position);
    }

    private String next() {
        var token = peek();
        position = Math.min(position + 1, tokens.size() - 1);
        return token;
    }

    private boolean takes(String token) {
        var found = peek().equalsIgnoreCase(token);
        if (found) {
            next();
        }
        return found;
    }

    private void expect(String token) {
        if (!takes(token)) {
            throw syntaxError(peek());
        }
    }

    private static Refusal syntaxError(String token) {
        return refusal("Syntax error; token: \"%s\"".formatted(token));
    }

    private static Set<String> reservedWords() {
        try (var words = ConditionParser.class.getResourceAsStream("reserved-words.txt")) {
            var text =
                    new String(
                            Objects.requireNonNull(words).readAllBytes(),
                            StandardCharsets.US_ASCII);
            return Set.copyOf(Arrays.asList(text.split("\n", -1)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

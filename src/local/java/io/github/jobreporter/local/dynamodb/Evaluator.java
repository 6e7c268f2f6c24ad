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
import io.github.jobreporter.local.dynamodb.Value.Binary;
import io.github.jobreporter.local.dynamodb.Value.Bool;
import io.github.jobreporter.local.dynamodb.Value.Elements;
import io.github.jobreporter.local.dynamodb.Value.Entries;
import io.github.jobreporter.local.dynamodb.Value.Members;
import io.github.jobreporter.local.dynamodb.Value.Null;
import io.github.jobreporter.local.dynamodb.Value.Numeric;
import io.github.jobreporter.local.dynamodb.Value.Text;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;

/**
 * Tells whether a condition holds for an item. An absent attribute equals nothing, not even another
 * absent one. Values of different types are not equal.
 *
 * @param item empty when there is none
 */
record Evaluator(Map<String, Value> item) {

    boolean holds(Condition condition) {
        return switch (condition) {
            case And(var left, var right) -> holds(left) && holds(right);
            case Or(var left, var right) -> holds(left) || holds(right);
            case Not(var negated) -> !holds(negated);
            case Equal(var left, var right) -> both(left, right, Value::equals);
            case Ordered(var left, var order, var right) -> ordered(left, order, right);
            case Between(var operand, var low, var high) ->
                    ordered(low, Order.LESS_OR_EQUAL, operand)
                            && ordered(operand, Order.LESS_OR_EQUAL, high);
            case In(var operand, var candidates) ->
                    candidates.stream().anyMatch(it -> both(operand, it, Value::equals));
            case Exists(var attribute) -> value(attribute).isPresent();
            case HasType(var operand, var type) ->
                    value(operand).filter(it -> it.type().equals(type)).isPresent();
            case BeginsWith(var operand, var prefix) ->
                    both(operand, prefix, Evaluator::beginsWith);
            case Contains(var operand, var part) -> both(operand, part, Evaluator::contains);
        };
    }

    private boolean both(Operand left, Operand right, BiPredicate<Value, Value> test) {
        return value(left).flatMap(a -> value(right).filter(b -> test.test(a, b))).isPresent();
    }

    private boolean ordered(Operand left, Order order, Operand right) {
        return both(left, right, (a, b) -> Value.comparison(a, b).stream().anyMatch(order::holds));
    }

    private static boolean beginsWith(Value value, Value prefix) {
        if (value instanceof Text(var text) && prefix instanceof Text(var start)) {
            return text.startsWith(start);
        }
        return value instanceof Binary(var bytes)
                && prefix instanceof Binary(var start)
                && bytes.startsWith(start);
    }

    private static boolean contains(Value value, Value part) {
        return switch (value) {
            case Text(var text) -> part instanceof Text(var some) && text.contains(some);
            case Binary(var bytes) -> part instanceof Binary(var some) && bytes.contains(some);
            case Members(_, var members) -> members.contains(part);
            case Elements(var elements) -> elements.contains(part);
            case Numeric _, Bool _, Null _, Entries _ -> false;
        };
    }

    private Optional<Value> value(Operand operand) {
        return switch (operand) {
            case Attribute(var name) -> Optional.ofNullable(item.get(name));
            case Constant(var value) -> Optional.of(value);
            case Size(var of) -> value(of).flatMap(Evaluator::length);
        };
    }

    /** A string's in UTF-16 code units, as DynamoDB counts them. */
    private static Optional<Value> length(Value value) {
        return switch (value) {
            case Text(var text) -> number(text.length());
            case Binary(var bytes) -> number(bytes.length());
            case Members(_, var members) -> number(members.size());
            case Elements(var elements) -> number(elements.size());
            case Entries(var entries) -> number(entries.size());
            case Numeric _, Bool _, Null _ -> Optional.empty();
        };
    }

    private static Optional<Value> number(int length) {
        return Optional.of(new Numeric(BigDecimal.valueOf(length)));
    }
}

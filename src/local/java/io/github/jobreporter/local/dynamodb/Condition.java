package io.github.jobreporter.local.dynamodb;

import java.util.List;

/** A condition on an item. */
sealed interface Condition extends Term {

    /** An attribute of the item, a value of the request, or the size of either. */
    sealed interface Operand extends Term {

        record Attribute(String name) implements Operand {}

        record Constant(Value value) implements Operand {}

        record Size(Operand of) implements Operand {}
    }

    /** The operators that need an order; = and {@code <>} do not. */
    enum Order {
        LESS("<"),
        LESS_OR_EQUAL("<="),
        GREATER(">"),
        GREATER_OR_EQUAL(">=");

        final String symbol;

        Order(String symbol) {
            this.symbol = symbol;
        }

        boolean holds(int comparison) {
            return switch (this) {
                case LESS -> comparison < 0;
                case LESS_OR_EQUAL -> comparison <= 0;
                case GREATER -> comparison > 0;
                case GREATER_OR_EQUAL -> comparison >= 0;
            };
        }
    }

    record And(Condition left, Condition right) implements Condition {}

    record Or(Condition left, Condition right) implements Condition {}

    record Not(Condition condition) implements Condition {}

    record Equal(Operand left, Operand right) implements Condition {}

    record Ordered(Operand left, Order order, Operand right) implements Condition {}

    record Between(Operand operand, Operand low, Operand high) implements Condition {}

    record In(Operand operand, List<Operand> candidates) implements Condition {}

    record Exists(Operand attribute) implements Condition {}

    record HasType(Operand operand, String type) implements Condition {}

    record BeginsWith(Operand operand, Operand prefix) implements Condition {}

    record Contains(Operand operand, Operand part) implements Condition {}
}

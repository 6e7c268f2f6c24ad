package io.github.jobreporter.differential;

import io.github.jobreporter.differential.Exchange.Answer;
import io.github.jobreporter.differential.RandomRequests.Request;
import java.util.Arrays;
import java.util.Optional;

/**
 * Where dynoxide 1.2.1 differs from DynamoDB and the table store does not. Each is about refusing
 * an expression. Where no page of DynamoDB's documentation is named, tests that dynalite and
 * ScyllaDB's Alternator ran against the service have recorded the fact.
 */
enum Difference {
    /** DynamoDB's documentation says so of all functions ("Condition and filter expressions"). */
    FUNCTION_NAMES_ARE_CASE_SENSITIVE(Feature.FUNCTION_IN_UPPER_CASE, Side.STORE),

    /**
     * DynamoDB compares no attribute to itself; dynoxide refuses that for {@code contains} only.
     */
    AN_ATTRIBUTE_IS_NOT_COMPARED_TO_ITSELF(Feature.SAME_OPERAND_COMPARED, Side.STORE),

    /** DynamoDB checks an expression before it evaluates it; dynoxide stops where it is decided. */
    EVERY_VALUE_MUST_BE_DEFINED(Feature.UNDEFINED_VALUE, Side.STORE),

    /** The same; dynoxide tells what is unused only when the condition is true. */
    EVERY_NAME_MUST_BE_USED(Feature.UNUSED_NAME, Side.STORE),

    /** The same. */
    EVERY_VALUE_MUST_BE_USED(Feature.UNUSED_VALUE, Side.STORE),

    /** The documentation of {@code attribute_type} lists what its second operand may be. */
    TYPES_HAVE_NAMES(Feature.UNKNOWN_TYPE_NAME, Side.STORE),

    /** The same: dynoxide takes a number for a type's name. */
    NAMES_OF_TYPES_ARE_STRINGS(Feature.WRONG_OPERAND_TYPE, Side.STORE),

    /** DynamoDB reads {@code (a) = :b}. */
    OPERANDS_MAY_STAND_IN_PARENTHESES(Feature.OPERAND_IN_PARENTHESES, Side.DYNOXIDE);

    private enum Side {
        STORE,
        DYNOXIDE
    }

    private final Feature feature;
    private final Side refusing;

    Difference(Feature feature, Side refusing) {
        this.feature = feature;
        this.refusing = refusing;
    }

    private boolean explains(Request request, Answer store, Answer dynoxide) {
        var refusal = refusing == Side.STORE ? store : dynoxide;
        var other = refusing == Side.STORE ? dynoxide : store;
        return request.features().contains(feature)
                && refusal.error().equals("ValidationException")
                && (other.error().isEmpty()
                        || other.error().equals("ConditionalCheckFailedException"));
    }

    static Optional<Difference> between(Request request, Answer store, Answer dynoxide) {
        return Arrays.stream(values())
                .filter(it -> it.explains(request, store, dynoxide))
                .findFirst();
    }
}

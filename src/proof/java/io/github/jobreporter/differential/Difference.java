package io.github.jobreporter.differential;

import io.github.jobreporter.differential.Side.Answer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where dynoxide 1.2.1 evaluates what DynamoDB refuses, or the other way round. Each is known by
 * the message of the refusal, which names what is refused. Where no page of DynamoDB's
 * documentation is named, tests that dynalite and ScyllaDB's Alternator ran against the service
 * have recorded the fact.
 */
enum Difference {
    /** DynamoDB's documentation says so of all functions ("Condition and filter expressions"). */
    FUNCTION_NAMES_ARE_CASE_SENSITIVE("Invalid function name; function: .*[A-Z].*"),

    /**
     * DynamoDB compares no attribute to itself; dynoxide refuses that for {@code contains} only.
     */
    AN_ATTRIBUTE_IS_NOT_COMPARED_TO_ITSELF("first operand must be distinct"),

    /** DynamoDB checks an expression before it evaluates it; dynoxide stops where it is decided. */
    EVERY_VALUE_MUST_BE_DEFINED("attribute value used in expression is not defined"),

    /** The same; dynoxide tells what is unused only when the condition is true. */
    EVERY_NAME_MUST_BE_USED("ExpressionAttributeNames unused in expressions"),

    /** The same. */
    EVERY_VALUE_MUST_BE_USED("ExpressionAttributeValues unused in expressions"),

    /** The documentation of {@code attribute_type} lists what its second operand may be. */
    TYPES_HAVE_NAMES("Invalid attribute type name"),

    /** The same: dynoxide takes a number for a type's name. */
    NAMES_OF_TYPES_ARE_STRINGS("operator or function: attribute_type"),

    /** Tests of DynamoDB's recorded: space, tab, CR and LF; dynoxide takes all of Unicode's. */
    WHITE_SPACE_IS_OF_FOUR_KINDS("Syntax error; token: \"[\\f\\x0b\\xa0]\""),

    /** Alternator's tests quote DynamoDB's message. */
    OPERATORS_ARE_300_AT_MOST("too many operators"),

    /** A name without a placeholder begins with a letter. */
    NAMES_BEGIN_WITH_A_LETTER("Syntax error; token: \"_"),

    /** DynamoDB orders strings, numbers and bytes; dynoxide finds nothing less than a set. */
    ONLY_WHAT_HAS_AN_ORDER_IS_ORDERED("operator or function: (<|<=|>|>=|BETWEEN), operand type"),

    /** DynamoDB reads {@code (a) = :b}; dynoxide takes (a) for a condition. */
    OPERANDS_MAY_STAND_IN_PARENTHESES(
            "", "Expected comparison operator, BETWEEN, or IN|redundant parentheses"),

    /** The functions that take no path only take values of the request, too. */
    FUNCTIONS_TAKE_VALUES("", "Expected attribute name, got :"),

    /** A size is a number. */
    A_SIZE_HAS_NO_PREFIX("operator or function: begins_with, operand type: N"),

    /** A name of 64 KB is too long for DynamoDB. */
    NAMES_ARE_SHORTER_THAN_64_KB("Attribute name is too large"),

    /** Here the store is the one that is less than DynamoDB, and says so. */
    DOCUMENT_PATHS_ARE_NOT_SUPPORTED("does not support the document path");

    private final Pattern store;
    private final Pattern dynoxide;

    Difference(String store) {
        this(store, "");
    }

    /** Each is a part of the message of a refusal; of the other side's, which evaluates, "". */
    Difference(String store, String dynoxide) {
        this.store = Pattern.compile(store);
        this.dynoxide = Pattern.compile(dynoxide);
    }

    private static boolean fits(Answer answer, Pattern refusal) {
        return refusal.pattern().isEmpty()
                ? List.of("", "ConditionalCheckFailedException").contains(answer.error())
                : answer.error().equals("ValidationException")
                        && refusal.matcher(answer.message()).find();
    }

    static Optional<Difference> between(Answer store, Answer dynoxide) {
        return Arrays.stream(values())
                .filter(it -> fits(store, it.store) && fits(dynoxide, it.dynoxide))
                .findFirst();
    }
}

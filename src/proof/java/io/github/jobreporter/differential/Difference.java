package io.github.jobreporter.differential;

import io.github.jobreporter.differential.Side.Answer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Differences between dynoxide 1.2.1 and DynamoDB: one evaluates a request that the other refuses.
 * Each is recognised by the message of the refusal. The source is DynamoDB's documentation where
 * mentioned, else tests of dynalite and ScyllaDB's Alternator that ran against the service.
 */
enum Difference {
    /** See "Condition and filter expressions" in DynamoDB's documentation. */
    FUNCTION_NAMES_ARE_CASE_SENSITIVE("Invalid function name; function: .*[A-Z].*"),

    /**
     * DynamoDB refuses to compare an attribute to itself. Dynoxide refuses this only for {@code
     * contains}.
     */
    AN_ATTRIBUTE_IS_NOT_COMPARED_TO_ITSELF("first operand must be distinct"),

    /** DynamoDB checks the whole expression first. Dynoxide stops when the result is clear. */
    EVERY_VALUE_MUST_BE_DEFINED("attribute value used in expression is not defined"),

    /** As above. Dynoxide reports unused names only if the condition is true. */
    EVERY_NAME_MUST_BE_USED("ExpressionAttributeNames unused in expressions"),

    /** As above. */
    EVERY_VALUE_MUST_BE_USED("ExpressionAttributeValues unused in expressions"),

    /** The documentation of {@code attribute_type} lists the allowed second operands. */
    TYPES_HAVE_NAMES("Invalid attribute type name"),

    /** As above. Dynoxide accepts a number as the name of a type. */
    NAMES_OF_TYPES_ARE_STRINGS("operator or function: attribute_type"),

    /** DynamoDB accepts space, tab, CR and LF. Dynoxide accepts all white space of Unicode. */
    WHITE_SPACE_IS_OF_FOUR_KINDS("Syntax error; token: \"[\\f\\x0b\\xa0]\""),

    /** Alternator's tests contain DynamoDB's message. */
    OPERATORS_ARE_300_AT_MOST("too many operators"),

    /** A name without a placeholder must begin with a letter. */
    NAMES_BEGIN_WITH_A_LETTER("Syntax error; token: \"_"),

    /** DynamoDB orders only strings, numbers and bytes. Dynoxide evaluates this to false. */
    ONLY_WHAT_HAS_AN_ORDER_IS_ORDERED("operator or function: (<|<=|>|>=|BETWEEN), operand type"),

    /** DynamoDB accepts {@code (a) = :b}. Dynoxide reads {@code (a)} as a condition. */
    OPERANDS_MAY_STAND_IN_PARENTHESES(
            "", "Expected comparison operator, BETWEEN, or IN|redundant parentheses"),

    /** Functions whose operand need not be a path also accept values of the request. */
    FUNCTIONS_TAKE_VALUES("", "Expected attribute name, got :"),

    /** A size is a number, and {@code begins_with} needs a string or bytes. */
    A_SIZE_HAS_NO_PREFIX("operator or function: begins_with, operand type: N"),

    /** DynamoDB limits a name to less than 64 KB. */
    NAMES_ARE_SHORTER_THAN_64_KB("Attribute name is too large"),

    /** The local store does not have this feature of DynamoDB, and its message says so. */
    DOCUMENT_PATHS_ARE_NOT_SUPPORTED("does not support the document path");

    private final Pattern store;
    private final Pattern dynoxide;

    Difference(String store) {
        this(store, "");
    }

    /** Patterns of the messages of a refusal, empty for the side that evaluates the request. */
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

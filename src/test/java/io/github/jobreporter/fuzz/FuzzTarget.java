package io.github.jobreporter.fuzz;

import io.github.jobreporter.aws.LedgerItemFuzz;
import io.github.jobreporter.aws.SecretValueFuzz;
import io.github.jobreporter.aws.SqsDeadLettersFuzz;
import io.github.jobreporter.lambda.EventParserAtFullSizeFuzz;
import io.github.jobreporter.lambda.EventParserFuzz;

/** What is fuzzed: each a class with a {@code fuzzerTestOneInput}. */
enum FuzzTarget {
    EVENT_PARSER(EventParserFuzz.class),
    EVENT_PARSER_AT_FULL_SIZE(EventParserAtFullSizeFuzz.class),
    SECRET_VALUE(SecretValueFuzz.class),
    LEDGER_ITEM(LedgerItemFuzz.class),
    SQS_DEAD_LETTERS(SqsDeadLettersFuzz.class);

    private final Class<?> type;

    FuzzTarget(Class<?> type) {
        this.type = type;
    }

    String className() {
        return type.getName();
    }

    @Override
    public String toString() {
        return type.getSimpleName();
    }
}

package io.github.jobreporter.local.dynamodb;

/** A part of an expression. Only the parser sees terms of which it does not know the kind yet. */
sealed interface Term permits Condition, Condition.Operand {}

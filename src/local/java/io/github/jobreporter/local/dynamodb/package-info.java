/**
 * The table store: DynamoDB's tables in memory, as the ledger and its readers use them.
 *
 * <p>{@link io.github.jobreporter.local.dynamodb.TableStore} answers requests of DynamoDB's JSON
 * protocol, and {@link io.github.jobreporter.local.dynamodb.DynamoDbEndpoint} serves them over
 * HTTP. A {@code Condition} is what a condition expression says, a {@code ConditionParser} reads
 * one and an {@code Evaluator} tells whether it holds for an item. What the store supports behaves
 * as in DynamoDB. It refuses everything else by name.
 *
 * <p>The endpoint depends on {@code http} and {@code template}, the store on Jackson's tree model
 * only.
 */
@NullMarked
package io.github.jobreporter.local.dynamodb;

import org.jspecify.annotations.NullMarked;

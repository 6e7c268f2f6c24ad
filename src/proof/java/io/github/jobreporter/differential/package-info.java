/**
 * Compares the local table store with an independent implementation of DynamoDB. Both get the same
 * random requests.
 *
 * <p>{@code RandomRequests} makes the requests, a {@code Side} answers them, and {@code Difference}
 * lists the known differences and their reasons. Skipped if dynoxide is not installed; {@code
 * .ci/run} installs it. {@code ConditionMutantTest} shows that the requests find mistakes.
 */
@NullMarked
package io.github.jobreporter.differential;

import org.jspecify.annotations.NullMarked;

/**
 * The table store beside an independent implementation: both get the same random requests, and
 * every answer is compared.
 *
 * <p>{@code RandomRequests} makes them, a {@code Side} answers them, and {@code Difference} lists
 * where the two differ and why. Skipped where dynoxide is not installed: {@code .ci/run} installs
 * it. A {@code ConditionMutant} shows that the requests are good enough to notice a mistake.
 */
@NullMarked
package io.github.jobreporter.differential;

import org.jspecify.annotations.NullMarked;

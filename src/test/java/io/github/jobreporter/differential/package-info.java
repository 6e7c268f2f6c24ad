/**
 * The table store beside an independent implementation: both get the same random requests, and
 * every answer is compared.
 *
 * <p>{@code RandomRequests} makes them, {@code Exchange} sends one to both, and {@code Difference}
 * lists where dynoxide is wrong. Skipped where dynoxide is not installed: {@code .ci/run} installs
 * it.
 */
@NullMarked
package io.github.jobreporter.differential;

import org.jspecify.annotations.NullMarked;

/**
 * Runs functions as Lambda does. A {@link io.github.jobreporter.local.runtime.FunctionProcess} is
 * one execution environment: a JVM of its own under AWS's runtime interface client, served by
 * {@code RuntimeApi}.
 *
 * <p>Depends on {@code template} and {@code http}.
 */
@NullMarked
package io.github.jobreporter.local.runtime;

import org.jspecify.annotations.NullMarked;

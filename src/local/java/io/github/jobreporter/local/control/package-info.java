/**
 * The control surface of CodePipeline: what on AWS customers, time and chance do.
 *
 * <p>Depends on {@code codepipeline} and {@code http}.
 */
@NullMarked
package io.github.jobreporter.local.control;

import org.jspecify.annotations.NullMarked;

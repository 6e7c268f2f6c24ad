/**
 * What a person or a script can do to CodePipeline that AWS leaves to customers, time and chance.
 *
 * <p>Depends on {@code codepipeline} and {@code http}.
 */
@NullMarked
package io.github.jobreporter.local.control;

import org.jspecify.annotations.NullMarked;

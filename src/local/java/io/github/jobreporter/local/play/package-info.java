/**
 * Plays event files on the stack, and reports how each ended.
 *
 * <p>Depends on {@code stack} and what is below it.
 */
@NullMarked
package io.github.jobreporter.local.play;

import org.jspecify.annotations.NullMarked;

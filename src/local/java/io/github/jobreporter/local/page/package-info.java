/**
 * The page: what happens on the stack, and buttons for what a person can do.
 *
 * <p>Depends on {@code stack} and what is below it.
 */
@NullMarked
package io.github.jobreporter.local.page;

import org.jspecify.annotations.NullMarked;

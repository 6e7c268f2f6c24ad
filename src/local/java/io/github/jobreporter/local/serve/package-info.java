/**
 * Serve mode: keeps the stack up, with the page, until it is told to end.
 *
 * <p>Depends on {@code page}, {@code play}, {@code stack} and what is below them.
 */
@NullMarked
package io.github.jobreporter.local.serve;

import org.jspecify.annotations.NullMarked;

/**
 * Secrets Manager, as far as the function and its operators use it.
 *
 * <p>Depends on {@code http}.
 */
@NullMarked
package io.github.jobreporter.local.secrets;

import org.jspecify.annotations.NullMarked;

/**
 * EventBridge, and Lambda's asynchronous invocation of what its rules match.
 *
 * <p>Depends on {@code queue}, for dead letters, {@code runtime} and {@code http}.
 */
@NullMarked
package io.github.jobreporter.local.bus;

import org.jspecify.annotations.NullMarked;

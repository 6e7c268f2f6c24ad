/**
 * The services and the functions of a template, joined.
 *
 * <p>{@link io.github.jobreporter.local.stack.LocalStack} starts the services; {@link
 * io.github.jobreporter.local.stack.RunningFunctions} lets queues and bus feed the functions by
 * themselves, as Lambda does: with concurrency, retries and dead letters. Depends on every service.
 */
@NullMarked
package io.github.jobreporter.local.stack;

import org.jspecify.annotations.NullMarked;

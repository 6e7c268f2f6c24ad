/**
 * SQS, and what Lambda does between a queue and a function: event source mapping and dead letters.
 *
 * <p>{@link io.github.jobreporter.local.queue.EventSourceMapping} delivers one batch when it is
 * asked to; a {@code QueuePoller} delivers by itself. Depends on {@code runtime}, {@code template}
 * and {@code http}.
 */
@NullMarked
package io.github.jobreporter.local.queue;

import org.jspecify.annotations.NullMarked;

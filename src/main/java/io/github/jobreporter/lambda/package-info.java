/**
 * Inbound: the two Lambda handlers, the parser of completion events and the reply to a batch.
 *
 * <p>{@link io.github.jobreporter.lambda.QueueReporter} is invoked with batches of the completion
 * queue, {@link io.github.jobreporter.lambda.EventReporter} with single events of the bus. Both
 * hand each delivery to the same {@code DeliveryHandling}: parse, report, settle, log.
 *
 * <p>Depends on the core, and on the wiring in the handlers' public constructors only.
 */
@NullMarked
package io.github.jobreporter.lambda;

import org.jspecify.annotations.NullMarked;

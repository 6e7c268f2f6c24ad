/**
 * Inbound: the two Lambda handlers, the parser of completion events and the response to a batch.
 *
 * <p>{@link io.github.jobreporter.lambda.QueueReporter} is invoked with batches of the completion
 * queue, {@link io.github.jobreporter.lambda.BusReporter} with single events of the bus. Both
 * translate them into deliveries for {@code ReportingFunction}, which reports, settles and logs
 * each and emits the metrics.
 *
 * <p>Depends on the core, and on the wiring where {@code ReportingFunction} is made.
 */
@NullMarked
package io.github.jobreporter.lambda;

import org.jspecify.annotations.NullMarked;

/**
 * The core: job completions, and the protocol that turns each into exactly one result.
 *
 * <p>A {@link io.github.jobreporter.completion.JobCompletion} is one finished job: its id, the
 * credential and the result. {@link io.github.jobreporter.completion.CompletionReporter} claims the
 * job in the {@link io.github.jobreporter.completion.CompletionLedger}, sends the result to {@link
 * io.github.jobreporter.completion.PipelineJobs} and returns a {@link
 * io.github.jobreporter.completion.ReportOutcome}. {@link
 * io.github.jobreporter.completion.QueueSettlement} or {@link
 * io.github.jobreporter.completion.BusSettlement} then settles the delivery.
 *
 * <p>Depends on {@code java.*} only. Expected outcomes are values; an exception is a bug.
 */
@NullMarked
package io.github.jobreporter.completion;

import org.jspecify.annotations.NullMarked;

/**
 * The core: what a job completion is, and the protocol that turns it into exactly one result.
 *
 * <p>A {@link io.github.jobreporter.completion.JobCompletion} is one finished job: its id, the
 * credential that may touch it and the result. {@link
 * io.github.jobreporter.completion.CompletionReporter} claims it in the {@link
 * io.github.jobreporter.completion.CompletionLedger}, sends it to {@link
 * io.github.jobreporter.completion.PipelineJobs} and answers with a {@link
 * io.github.jobreporter.completion.ReportOutcome}; {@link
 * io.github.jobreporter.completion.QueueSettlement} and {@link
 * io.github.jobreporter.completion.BusSettlement} bring the delivery to rest accordingly.
 *
 * <p>Depends on {@code java.*} only. Expected outcomes are values; an exception here is a bug.
 */
@NullMarked
package io.github.jobreporter.completion;

import org.jspecify.annotations.NullMarked;

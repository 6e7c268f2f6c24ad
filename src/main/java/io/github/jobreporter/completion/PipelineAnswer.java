package io.github.jobreporter.completion;

/** What CodePipeline answered to a result. All but {@link UnknownOutcome} are definite. */
public sealed interface PipelineAnswer {

    /** The result was accepted; the job is over. */
    record Accepted() implements PipelineAnswer {}

    /** The job is not in progress: not yet acknowledged, or over. */
    record InvalidJobState() implements PipelineAnswer {}

    /** The request's content was refused. */
    record RejectedByValidation(String detail) implements PipelineAnswer {}

    /** No such job. */
    record JobNotFound() implements PipelineAnswer {}

    /** The token does not belong to the job. */
    record InvalidClientToken() implements PipelineAnswer {}

    /** Asked to slow down; nothing was accepted. */
    record Throttled(String detail) implements PipelineAnswer {}

    /**
     * No answer to what was sent, or a server error: the result may or may not have been accepted.
     */
    record UnknownOutcome(String detail) implements PipelineAnswer {}

    /** Denied, or never sent: nothing was accepted. */
    record Faulted(String detail) implements PipelineAnswer {}
}

package io.github.jobreporter.completion;

/** CodePipeline's answer to a result. All but {@link UnknownOutcome} are definite. */
public sealed interface PipelineAnswer {

    /** The result was accepted; the job is over. */
    record Accepted() implements PipelineAnswer {}

    /** The job is not in progress: not acknowledged yet, or ended. */
    record InvalidJobState() implements PipelineAnswer {}

    /** The request's content was refused. */
    record RejectedByValidation(String detail) implements PipelineAnswer {}

    /** No such job. */
    record JobNotFound() implements PipelineAnswer {}

    /** The token does not belong to the job. */
    record InvalidClientToken() implements PipelineAnswer {}

    /** CodePipeline throttled the call; nothing was accepted. */
    record Throttled(String detail) implements PipelineAnswer {}

    /** No answer, or a server error: nobody knows whether the result was accepted. */
    record UnknownOutcome(String detail) implements PipelineAnswer {}

    /** The call was denied or never sent; nothing was accepted. */
    record Faulted(String detail) implements PipelineAnswer {}
}

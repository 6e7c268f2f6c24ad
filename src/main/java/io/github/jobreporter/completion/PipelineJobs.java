package io.github.jobreporter.completion;

/** Port: the third-party jobs of CodePipeline. */
public interface PipelineJobs {

    /**
     * Sends one result. Within this call only what certainly did not land may be sent again.
     *
     * @return what CodePipeline answered; never throws for an answer or for the lack of one
     */
    PipelineAnswer put(JobId jobId, ClientToken token, JobResult result);
}

package io.github.jobreporter.completion;

/** Port: the third-party jobs of CodePipeline. */
public interface PipelineJobs {

    /**
     * Sends one result. A retry within this call is allowed only if nothing was accepted.
     *
     * @return the answer, also for an error or the lack of an answer; never throws for those
     */
    PipelineAnswer put(JobId jobId, ClientToken token, JobResult result);
}

package io.github.jobreporter.support;

import io.github.jobreporter.completion.ClientToken;
import io.github.jobreporter.completion.JobId;
import io.github.jobreporter.completion.JobResult;
import io.github.jobreporter.completion.PipelineAnswer;
import io.github.jobreporter.completion.PipelineJobs;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/** Gives the scripted answers in order, and then accepts. */
public final class FakePipelineJobs implements PipelineJobs {

    /** One call. */
    public record Put(JobId jobId, ClientToken token, JobResult result) {}

    private final Queue<PipelineAnswer> answers = new ArrayDeque<>();
    private final List<Put> puts = new ArrayList<>();

    public void willAnswer(PipelineAnswer... these) {
        answers.addAll(List.of(these));
    }

    /** Throttles one event until it is given back to the queue. */
    public void willThrottle() {
        PipelineAnswer throttled = new PipelineAnswer.Throttled("slow down");
        willAnswer(throttled, throttled, throttled);
    }

    public synchronized List<Put> puts() {
        return List.copyOf(puts);
    }

    @Override
    public synchronized PipelineAnswer put(JobId jobId, ClientToken token, JobResult result) {
        puts.add(new Put(jobId, token, result));
        PipelineAnswer answer = answers.poll();
        return answer == null ? new PipelineAnswer.Accepted() : answer;
    }
}

package io.github.jobreporter.completion;

import java.time.Duration;

/** How fast this environment sends results to CodePipeline. */
public interface Pace {

    /**
     * Waits until the next result may be sent.
     *
     * @param atMost how long to wait; if negative, there is no time to send it
     * @return whether it may be sent now; if not, its turn would come too late
     */
    boolean awaitTurn(Duration atMost);

    /** Learns from the answer to a result that was sent. */
    void learn(PipelineAnswer answer);
}

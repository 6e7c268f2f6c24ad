package io.github.jobreporter.support;

import io.github.jobreporter.completion.Pace;
import io.github.jobreporter.completion.PipelineAnswer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Gives every event its turn at once, until it is told otherwise. */
public final class FakePace implements Pace {

    private final List<Duration> asked = new ArrayList<>();
    private final List<PipelineAnswer> answers = new ArrayList<>();
    private boolean open = true;

    /** From now on, no turn comes in time. */
    public void close() {
        open = false;
    }

    /** How long callers would have waited. */
    public List<Duration> asked() {
        return List.copyOf(asked);
    }

    /** What it could learn from. */
    public List<PipelineAnswer> answers() {
        return List.copyOf(answers);
    }

    @Override
    public synchronized boolean awaitTurn(Duration atMost) {
        asked.add(atMost);
        return open;
    }

    @Override
    public synchronized void learn(PipelineAnswer answer) {
        answers.add(answer);
    }
}

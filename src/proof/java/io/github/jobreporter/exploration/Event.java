package io.github.jobreporter.exploration;

import io.github.jobreporter.completion.Fingerprint;
import io.github.jobreporter.completion.JobCompletion;

/** A completion event that was published. */
final class Event {

    private final String name;
    private final JobCompletion completion;
    private final String fingerprint;

    Event(String name, JobCompletion completion) {
        this.name = name;
        this.completion = completion;
        this.fingerprint = Fingerprint.of(completion).value();
    }

    JobCompletion completion() {
        return completion;
    }

    String fingerprint() {
        return fingerprint;
    }

    String body() {
        return "the body of " + name;
    }

    /** Whether both ask for the same thing: the same job, credential and result. */
    boolean isLike(Event other) {
        return fingerprint.equals(other.fingerprint);
    }

    @Override
    public String toString() {
        return name;
    }
}

package io.github.jobreporter.lambda;

import io.github.jobreporter.completion.DeadLetter;
import io.github.jobreporter.completion.JobCompletion;
import io.github.jobreporter.completion.JobId;
import io.github.jobreporter.completion.LengthLimit;
import io.github.jobreporter.completion.OneLine;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What the parser made of a text. */
sealed interface ParsedEvent {

    /** What the envelope knows, if there is one. */
    Envelope envelope();

    /** The job, if the event names one. */
    Optional<JobId> knownJobId();

    /**
     * An EventBridge event's or SNS notification's own data.
     *
     * @param id of the event
     * @param publishedAt when the event was published
     */
    record Envelope(Optional<String> id, Optional<Instant> publishedAt) {

        /** What can serve as an id: a dead letter's attribute can be neither empty nor endless. */
        static final LengthLimit ID_LENGTH = new LengthLimit(1, 100);

        static final Envelope NONE = new Envelope(Optional.empty(), Optional.empty());
    }

    /** A valid completion event. */
    record Valid(JobCompletion completion, Envelope envelope) implements ParsedEvent {

        @Override
        public Optional<JobId> knownJobId() {
            return Optional.of(completion.jobId());
        }
    }

    /**
     * Not a completion event.
     *
     * @param violations every one, each with its JSON Pointer
     */
    record Malformed(List<String> violations, Optional<JobId> knownJobId, Envelope envelope)
            implements ParsedEvent {

        /** The violations on one line, cut to what a dead letter has room for. */
        String detail() {
            // A member may be called anything.
            return OneLine.of(DeadLetter.DETAIL_LENGTH.cut(String.join("; ", violations)));
        }
    }
}

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

    /** The data of the envelope, {@link Envelope#NONE} for a bare event. */
    Envelope envelope();

    /** The job, if the event names one. */
    Optional<JobId> knownJobId();

    /**
     * What an EventBridge event or SNS notification says of itself.
     *
     * @param id of the event
     * @param publishedAt when the event was published
     * @param ofOutcomeEvent whether this function, or that of another stack, published it
     */
    record Envelope(Optional<String> id, Optional<Instant> publishedAt, boolean ofOutcomeEvent) {

        /** Other ids are ignored: a dead letter's attribute must be neither empty nor too long. */
        static final LengthLimit ID_LENGTH = new LengthLimit(1, 100);

        static final Envelope NONE = new Envelope(Optional.empty(), Optional.empty(), false);
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

        /** The violations on one line, cut to the length of a dead letter's detail. */
        String detail() {
            // A violation names members, whose names may hold any character.
            return OneLine.of(DeadLetter.DETAIL_LENGTH.cut(String.join("; ", violations)));
        }
    }
}

package io.github.jobreporter.completion;

import java.time.Instant;
import java.util.Optional;

/**
 * What finally became of an event, for its producer. It holds neither the event nor its token.
 *
 * @param jobId present if the event named one
 * @param messageId id of the queue's message or the bus's event
 * @param eventId id of the EventBridge event or SNS notification that carried the event
 * @param publishedAt when the event was published, if that is known
 */
public record OutcomeEvent(
        Optional<JobId> jobId,
        ReportOutcome.Final outcome,
        String messageId,
        Optional<String> eventId,
        Optional<Instant> publishedAt,
        Instant settledAt) {

    /** The detail type of these events, which is not that of completion events. */
    public static final String DETAIL_TYPE = "Job Completion Outcome";
}

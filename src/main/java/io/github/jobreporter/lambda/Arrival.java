package io.github.jobreporter.lambda;

import io.github.jobreporter.completion.Delivery;
import io.github.jobreporter.completion.JobId;
import java.time.Instant;
import java.util.Optional;

/** A delivery and what the parser made of it. */
record Arrival(Delivery delivery, ParsedEvent event) {

    /** When the event was published: by its envelope, or else by the queue. */
    Optional<Instant> publishedAt() {
        return event.envelope().publishedAt().or(delivery::sentAt);
    }

    /** A key that arrivals share if they are of one job, and so must not race. */
    Object jobKey() {
        Optional<JobId> jobId = event.knownJobId();
        return jobId.isPresent() ? jobId.get() : this;
    }
}

package io.github.jobreporter.lambda;

import io.github.jobreporter.completion.Delivery;
import java.time.Instant;
import java.util.Optional;

/**
 * A delivery and what the parser made of it.
 *
 * @param sentAt when the event source took the event, if it tells
 */
record Arrival(Delivery delivery, ParsedEvent event, Optional<Instant> sentAt) {

    /** When the event came into being, as far as anybody tells. */
    Optional<Instant> publishedAt() {
        return event.envelope().publishedAt().or(() -> sentAt);
    }

    /** Arrivals with the same key must not race: the same job, or else this very arrival. */
    Object job() {
        return event.knownJobId().<Object>map(it -> it).orElse(this);
    }
}

package io.github.jobreporter.completion;

import java.util.Optional;

/** Settles a delivery: acknowledges it, retries it or dead-letters it, by its outcome. */
public sealed interface DeliverySettlement permits QueueSettlement, BusSettlement {

    /**
     * Settles a delivery. It is acknowledged only after its successor is stored.
     *
     * @param jobId present if the event named one
     */
    Disposition settle(Delivery delivery, Optional<JobId> jobId, ReportOutcome outcome);
}

package io.github.jobreporter.completion;

import java.util.Optional;

/** Brings a delivery to rest according to its outcome. */
public sealed interface DeliverySettlement permits QueueSettlement, BusSettlement {

    /**
     * Stores whatever must outlive the delivery, and only then lets go of it.
     *
     * @param jobId when the event named one
     */
    Disposition settle(Delivery delivery, Optional<JobId> jobId, ReportOutcome outcome);
}

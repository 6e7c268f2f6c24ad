package io.github.jobreporter.completion;

import java.util.List;
import java.util.Optional;

/** Settles a delivery: acknowledges it, retries it or dead-letters it, by its outcome. */
public sealed interface DeliverySettlement permits QueueSettlement, BusSettlement {

    /** Called before the deliveries of an invocation are handled: the function may crash then. */
    void prepare(List<Delivery> deliveries);

    /**
     * Settles a delivery. It is acknowledged only after its successor is stored.
     *
     * @param jobId present if the event named one
     */
    Disposition settle(Delivery delivery, Optional<JobId> jobId, ReportOutcome outcome);
}

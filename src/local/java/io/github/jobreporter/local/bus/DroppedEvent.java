package io.github.jobreporter.local.bus;

import java.time.Instant;

/**
 * An event that {@code PutEvents} accepted and that is delivered to nobody.
 *
 * @param jobId that its detail names; empty if it names none
 * @param reason in one line, without the detail
 */
public record DroppedEvent(Instant at, String id, String jobId, String reason) {}

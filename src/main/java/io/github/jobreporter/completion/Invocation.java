package io.github.jobreporter.completion;

import java.time.Instant;

/**
 * The Lambda invocation that an event is reported in.
 *
 * @param deadline when it ends
 * @param isOfOneEvent whether no other event came with this one; then none waits for its turn
 */
public record Invocation(Instant deadline, boolean isOfOneEvent) {}

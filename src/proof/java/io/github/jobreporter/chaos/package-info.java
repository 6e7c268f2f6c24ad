/**
 * Chaos on the wire: whether a result is lost, doubled or falsified while everything around the
 * function fails.
 *
 * <p>A {@link io.github.jobreporter.chaos.Workload} of completion events goes by queue and bus into
 * the functions' own JVMs on the local stack. Between them and each service is a {@link
 * io.github.jobreporter.chaos.FaultyWire}, and the JVMs are killed at random. Then the faults stop,
 * everything comes to rest, and the {@link io.github.jobreporter.chaos.Audit} compares each event
 * with what the services themselves hold.
 *
 * <p>Test code, never shipped. Uses the local stack; of the function it knows what stands on the
 * wire, and no class.
 */
@NullMarked
package io.github.jobreporter.chaos;

import org.jspecify.annotations.NullMarked;

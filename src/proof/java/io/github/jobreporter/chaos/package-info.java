/**
 * Tests that no result is lost, sent twice or changed while everything around the function fails.
 *
 * <p>A {@link io.github.jobreporter.chaos.Workload} of completion events goes by queue and bus into
 * the functions' own JVMs on the local stack. Between them and each service is a {@link
 * io.github.jobreporter.chaos.FaultyWire}, and the JVMs are killed at random. Then the faults stop,
 * all events are finished, and the {@link io.github.jobreporter.chaos.Audit} compares each event
 * with the records of the services.
 *
 * <p>Test code, never shipped. Uses the local stack and no class of the function: it knows only the
 * function's requests.
 */
@NullMarked
package io.github.jobreporter.chaos;

import org.jspecify.annotations.NullMarked;

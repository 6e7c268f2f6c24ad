/**
 * The wire: servers on the loopback interface, AWS's JSON protocol, faults, and tunnels.
 *
 * <p>Depends on nothing else of the local stack.
 */
@NullMarked
package io.github.jobreporter.local.http;

import org.jspecify.annotations.NullMarked;

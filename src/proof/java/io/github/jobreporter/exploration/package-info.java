/**
 * Every way that the protocol can go, within bounds: the real core and the real ledger, over
 * modelled services, in every order of their calls and with every fault.
 *
 * <p>A {@link io.github.jobreporter.exploration.Scenario} says what is published and what may
 * happen. A {@link io.github.jobreporter.exploration.Execution} is the function at work on one
 * delivery, stopped at its next {@link io.github.jobreporter.exploration.Call}; it is moved on by
 * replaying it with one more {@link io.github.jobreporter.exploration.Answer}. A {@link
 * io.github.jobreporter.exploration.State} holds the services and the deliveries under way, {@link
 * io.github.jobreporter.exploration.World} what can happen next, and {@link
 * io.github.jobreporter.exploration.Exploration} follows all of it, breadth first, so that a
 * counterexample is as short as can be. The claim, I1 to I5, is in {@code docs/reliability.md}.
 */
@NullMarked
package io.github.jobreporter.exploration;

import org.jspecify.annotations.NullMarked;

/**
 * The benchmark: measures the function and what a partner would write instead. Each runs in its own
 * process, started as Lambda's managed runtime would start it.
 *
 * <p>A {@code Contender} is a command, an environment and a folder. {@code Contenders} lists them
 * all, {@code Levers} the variants of the function with one change. {@code ColdStart} and {@code
 * SteadyLoad} measure one run of one contender; {@code Bench} interleaves the runs. All services
 * answer from one {@code CannedServices}. It and the Lambda runtime API use plain sockets, so that
 * mostly the client side is measured.
 *
 * <p>Never shipped, not part of the tests. Uses the runtime API and the process start of the local
 * stack. Of the function, it knows only the names of the handlers.
 */
@NullMarked
package io.github.jobreporter.bench;

import org.jspecify.annotations.NullMarked;

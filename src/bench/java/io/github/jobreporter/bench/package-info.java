/**
 * The benchmark: the function measured beside what a partner would write instead, each in a process
 * of its own as Lambda's managed runtime would start it.
 *
 * <p>A {@code Contender} is a command, an environment and a folder. {@code Contenders} lists them
 * all, {@code Levers} those that are the function with one thing changed. {@code ColdStart} and
 * {@code SteadyLoad} measure one run of one contender; {@code Bench} interleaves the runs. All
 * services answer from one {@code CannedServices}. It and the Lambda runtime API answer on a bare
 * socket, so that the client side is what is measured.
 *
 * <p>Never shipped, not part of the tests. Takes from the local stack the runtime API and how a
 * function is started, and knows of the function's classes only the handlers' names.
 */
@NullMarked
package io.github.jobreporter.bench;

import org.jspecify.annotations.NullMarked;

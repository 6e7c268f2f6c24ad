/** Runs the function in its own JVM on the local stack. */
@NullMarked
package io.github.jobreporter.journey;

import org.jspecify.annotations.NullMarked;

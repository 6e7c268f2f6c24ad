/** Journeys of the function, in its own JVM, through the local stack. */
@NullMarked
package io.github.jobreporter.journey;

import org.jspecify.annotations.NullMarked;

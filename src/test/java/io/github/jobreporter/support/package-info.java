/** Builders with meaningful defaults and hand-written fakes of our ports, for the tests. */
@NullMarked
package io.github.jobreporter.support;

import org.jspecify.annotations.NullMarked;

/** For tests: builders with meaningful defaults, and hand-written fakes of the ports. */
@NullMarked
package io.github.jobreporter.support;

import org.jspecify.annotations.NullMarked;

/** Holds README and {@code docs/} to the code, the template and the commands in them. */
@NullMarked
package io.github.jobreporter.documents;

import org.jspecify.annotations.NullMarked;

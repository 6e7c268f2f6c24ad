/** Compares README and {@code docs/} with the code and the template, and runs their commands. */
@NullMarked
package io.github.jobreporter.documents;

import org.jspecify.annotations.NullMarked;

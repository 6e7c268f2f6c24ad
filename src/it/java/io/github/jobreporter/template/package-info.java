/** Compares {@code template.yaml} with the code. */
@NullMarked
package io.github.jobreporter.template;

import org.jspecify.annotations.NullMarked;

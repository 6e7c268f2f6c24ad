/** Holds {@code template.yaml} to the code. */
@NullMarked
package io.github.jobreporter.template;

import org.jspecify.annotations.NullMarked;

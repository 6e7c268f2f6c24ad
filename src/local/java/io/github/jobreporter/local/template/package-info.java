/**
 * Reads the function's {@code template.yaml} as CloudFormation would, as far as the stack needs it.
 *
 * <p>Depends on nothing else of the local stack.
 */
@NullMarked
package io.github.jobreporter.local.template;

import org.jspecify.annotations.NullMarked;

/**
 * Fuzzing of all code that reads input from outside. Jazzer mutates inputs, guided by the code that
 * they reach. A target, {@code *Fuzz}, is next to the code that it tests; its corpus is in {@code
 * src/proof/corpus}.
 */
@NullMarked
package io.github.jobreporter.fuzz;

import org.jspecify.annotations.NullMarked;

/**
 * Fuzzing of everything that reads what comes from outside: Jazzer mutates inputs, guided by the
 * coverage that they reach. The targets lie beside what they test; their corpus in {@code
 * src/test/resources/fuzz}.
 */
@NullMarked
package io.github.jobreporter.fuzz;

import org.jspecify.annotations.NullMarked;

package io.github.jobreporter.exploration;

/** An invariant that does not hold, and how. */
record Violation(Invariant invariant, String what) {}

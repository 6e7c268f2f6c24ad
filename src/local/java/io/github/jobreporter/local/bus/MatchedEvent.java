package io.github.jobreporter.local.bus;

/** An event that a rule matched; the body is what the target gets. */
record MatchedEvent(EventRule rule, String id, String body) {}

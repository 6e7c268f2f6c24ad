package io.github.jobreporter.completion;

/** What shows that the caller may touch a job: the token itself, or the id that leads to it. */
public sealed interface Credential permits ClientToken, ClientId {}

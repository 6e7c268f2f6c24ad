package io.github.jobreporter.completion;

/** The caller's right to report a job: the token itself, or the id of the secret that holds it. */
public sealed interface Credential permits ClientToken, ClientId {}

package io.github.jobreporter.exploration;

/** What delivers an event to the function. */
enum Source {
    QUEUE,
    BUS
}

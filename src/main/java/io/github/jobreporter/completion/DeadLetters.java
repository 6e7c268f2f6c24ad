package io.github.jobreporter.completion;

/** Port: the queue of events that could not be reported. */
public interface DeadLetters {

    /**
     * Stores an event with the reason.
     *
     * @return whether it is stored; false: the event must not be let go of
     */
    boolean send(DeadLetter letter);
}

package io.github.jobreporter.completion;

/** Port: the dead-letter queue. */
public interface DeadLetters {

    /**
     * Stores an event with the reason.
     *
     * @return whether it is stored; if not, the delivery must not be acknowledged
     */
    boolean send(DeadLetter letter);
}

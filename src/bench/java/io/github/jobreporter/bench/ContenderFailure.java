package io.github.jobreporter.bench;

/** A contender did not work as required. The message ends with the last lines of its log. */
final class ContenderFailure extends RuntimeException {

    private static final long serialVersionUID = 1;

    ContenderFailure(String message) {
        super(message);
    }
}

package io.github.jobreporter.local;

/** A function whose execution environment did not come up; the message holds what it said. */
public final class FunctionStartException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    FunctionStartException(String message) {
        super(message);
    }
}

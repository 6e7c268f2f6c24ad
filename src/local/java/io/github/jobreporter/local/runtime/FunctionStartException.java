package io.github.jobreporter.local.runtime;

/** A function whose execution environment did not start; the message holds what it logged. */
public final class FunctionStartException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public FunctionStartException(String message) {
        super(message);
    }

    /** What went wrong, without the function's log. */
    public String firstLine() {
        return String.valueOf(getMessage()).lines().findFirst().orElse("");
    }
}

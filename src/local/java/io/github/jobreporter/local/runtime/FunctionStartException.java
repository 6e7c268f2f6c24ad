package io.github.jobreporter.local.runtime;

/** A function whose execution environment did not come up; the message holds what it said. */
public final class FunctionStartException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public FunctionStartException(String message) {
        super(message);
    }

    /** What went wrong, without what the function said. */
    public String firstLine() {
        return String.valueOf(getMessage()).lines().findFirst().orElse("");
    }
}

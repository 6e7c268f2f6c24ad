package io.github.jobreporter.completion;

/**
 * The length of a text, in Unicode code points as in CodePipeline.
 *
 * @param min inclusive
 * @param max inclusive
 */
public record LengthLimit(int min, int max) {

    private static final String ELLIPSIS = "…";

    /** Whether the text's length is within the limit. */
    public boolean admits(String text) {
        int length = length(text);
        return min <= length && length <= max;
    }

    /** The text, shortened to the limit with an ellipsis at its end. */
    public String cut(String text) {
        if (length(text) <= max) {
            return text;
        }
        return text.substring(0, text.offsetByCodePoints(0, max - 1)) + ELLIPSIS;
    }

    /** The length of a text in Unicode code points. */
    public static int length(String text) {
        return text.codePointCount(0, text.length());
    }

    String require(String name, String text) {
        if (!admits(text)) {
            throw new IllegalArgumentException(
                    "%s must be %d to %d characters, was %d"
                            .formatted(name, min, max, length(text)));
        }
        return text;
    }
}

package io.github.jobreporter.completion;

/**
 * How long a text may be, in Unicode code points, as CodePipeline counts.
 *
 * @param min the least number of code points, inclusive
 * @param max the greatest number of code points, inclusive
 */
public record LengthLimit(int min, int max) {

    private static final String ELLIPSIS = "…";

    /** Whether the text has an admitted length. */
    public boolean admits(String text) {
        int length = length(text);
        return min <= length && length <= max;
    }

    /** The text, or its beginning and an ellipsis that together are as long as is admitted. */
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

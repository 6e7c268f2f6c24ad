package io.github.jobreporter.completion;

import java.util.regex.Pattern;

/**
 * Text from outside as people may be shown it: on one line, and without characters that move a
 * terminal's cursor, turn the direction of writing or cannot be seen.
 */
public final class OneLine {

    private static final Pattern MISLEADING =
            Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]");

    private OneLine() {}

    /** The text, with U+FFFD for each such character. */
    public static String of(String text) {
        return MISLEADING.matcher(text).replaceAll("\uFFFD");
    }
}

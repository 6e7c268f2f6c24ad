package io.github.jobreporter.completion;

import java.util.regex.Pattern;

/**
 * Makes external text safe to show: on one line, without characters that move the cursor, change
 * the direction of writing or are invisible.
 */
public final class OneLine {

    private static final Pattern MISLEADING =
            Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]");

    private OneLine() {}

    /** The text with U+FFFD for each such character. */
    public static String of(String text) {
        return MISLEADING.matcher(text).replaceAll("\uFFFD");
    }
}

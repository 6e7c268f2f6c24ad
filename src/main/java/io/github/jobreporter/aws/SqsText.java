package io.github.jobreporter.aws;

import io.github.jobreporter.completion.OneLine;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

/** Keeps texts to the characters that Amazon SQS accepts: those of XML 1.0. */
final class SqsText {

    private SqsText() {}

    /** A JSON text as it is, with other characters in its strings escaped. */
    static String body(String json) {
        return json.codePoints().allMatch(SqsText::isSendable)
                ? json
                : replaced(json, "\\u%04x"::formatted);
    }

    /** An attribute, on one line. */
    static String attribute(String text) {
        return replaced(OneLine.of(text), "\uFFFD");
    }

    /** The text with a replacement for each other character. */
    static String replaced(String text, String replacement) {
        return replaced(text, _ -> replacement);
    }

    private static String replaced(String text, IntFunction<String> replacement) {
        return text.codePoints()
                .mapToObj(
                        codePoint ->
                                isSendable(codePoint)
                                        ? Character.toString(codePoint)
                                        : replacement.apply(codePoint))
                .collect(Collectors.joining());
    }

    private static boolean isSendable(int codePoint) {
        return codePoint == '\t'
                || codePoint == '\n'
                || codePoint == '\r'
                || (codePoint >= 0x20 && codePoint <= 0xD7FF)
                || (codePoint >= 0xE000 && codePoint <= 0xFFFD)
                || codePoint >= 0x10000;
    }
}

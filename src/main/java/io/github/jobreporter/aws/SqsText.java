package io.github.jobreporter.aws;

import io.github.jobreporter.completion.OneLine;
import java.util.stream.Collectors;

/** The characters that Amazon SQS takes: those of XML 1.0. */
final class SqsText {

    private SqsText() {}

    /** A body as it is; a JSON text that has other characters in its strings has them escaped. */
    static String body(String text) {
        return isSendable(text)
                ? text
                : text.codePoints()
                        .mapToObj(
                                it ->
                                        isSendable(it)
                                                ? Character.toString(it)
                                                : "\\u%04x".formatted(it))
                        .collect(Collectors.joining());
    }

    /** An attribute on one line. */
    static String attribute(String text) {
        return replaced(OneLine.of(text), "\uFFFD");
    }

    /** A text with something else for each character that SQS does not take. */
    static String replaced(String text, String replacement) {
        return text.codePoints()
                .mapToObj(it -> isSendable(it) ? Character.toString(it) : replacement)
                .collect(Collectors.joining());
    }

    private static boolean isSendable(String text) {
        return text.codePoints().allMatch(SqsText::isSendable);
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

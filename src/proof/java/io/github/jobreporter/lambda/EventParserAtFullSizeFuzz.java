package io.github.jobreporter.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;

/**
 * No message of 1 MiB takes much time or memory; the fuzzer limits both. An input is {@code
 * beginning|pattern|end}, and the pattern is repeated until the message has this size.
 */
public final class EventParserAtFullSizeFuzz {

    private static final int MEBIBYTE = 1024 * 1024;

    private static final EventParser PARSER = new EventParser();

    private EventParserAtFullSizeFuzz() {}

    public static void fuzzerTestOneInput(byte[] utf8) {
        String text = full(new String(utf8, StandardCharsets.UTF_8));

        assertThat(PARSER.parseMessage(text)).isNotNull();
        assertThat(PARSER.parseBusEvent(text)).isNotNull();
    }

    private static String full(String input) {
        String[] parts = input.split("\\|", 3);
        if (parts.length < 3 || parts[1].isEmpty()) {
            return input;
        }
        int room = Math.max(0, MEBIBYTE - input.getBytes(StandardCharsets.UTF_8).length);
        int times = room / parts[1].getBytes(StandardCharsets.UTF_8).length;
        return parts[0] + parts[1].repeat(times) + parts[2];
    }
}

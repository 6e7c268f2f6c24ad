package io.github.jobreporter.lambda;

import java.nio.charset.StandardCharsets;

/** Any text from queue or bus is either parsed as a completion event or refused. */
public final class EventParserFuzz {

    private EventParserFuzz() {}

    public static void fuzzerTestOneInput(byte[] utf8) {
        ParsedOrRefused.check(new String(utf8, StandardCharsets.UTF_8));
    }
}

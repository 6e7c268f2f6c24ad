package io.github.jobreporter.lambda;

import java.nio.charset.StandardCharsets;

/** Whatever lies in the queue or comes by the bus is a completion event or is refused. */
public final class EventParserFuzz {

    private EventParserFuzz() {}

    public static void fuzzerTestOneInput(byte[] utf8) {
        ParsedOrRefused.check(new String(utf8, StandardCharsets.UTF_8));
    }
}

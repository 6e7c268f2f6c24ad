package io.github.jobreporter.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.github.jobreporter.local.FunctionDelivery.Fate;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

class DeliveryFeedTest {

    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final AdjustableClock clock = new AdjustableClock(InstantSource.fixed(NOW));
    private final DeliveryFeed feed =
            new DeliveryFeed(new PrintStream(printed, true, StandardCharsets.UTF_8), clock);

    private static FunctionDelivery delivery(String jobId, Duration took) {
        var line =
                JsonNodeFactory.instance
                        .objectNode()
                        .put("jobId", jobId)
                        .put("outcome", "Reported");
        return new FunctionDelivery(
                NOW, "QueueReporter", "m", 1, Fate.DONE, new Invocation.Succeeded(""), took, line);
    }

    @Test
    void stamps_each_line_with_the_end_of_the_delivery_so_that_they_are_in_order() {
        feed.accept(delivery("short", Duration.ofMillis(20)));
        clock.advance(Duration.ofSeconds(4));
        feed.accept(delivery("begun-before-it", Duration.ofSeconds(9)));

        var lines = printed.toString(StandardCharsets.UTF_8).lines().toList();

        assertThat(lines.get(0)).contains(":05.000  short ");
        assertThat(lines.get(1)).contains(":09.000  begun-before-it ");
    }
}

package io.github.jobreporter.local.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.jobreporter.local.codepipeline.AdjustableClock;
import io.github.jobreporter.local.runtime.FunctionDelivery;
import io.github.jobreporter.local.runtime.FunctionDelivery.Fate;
import io.github.jobreporter.local.runtime.Invocation;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeliveryFeedTest {

    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final AdjustableClock clock = new AdjustableClock(InstantSource.fixed(NOW));
    private final DeliveryFeed feed =
            new DeliveryFeed(new PrintStream(printed, true, StandardCharsets.UTF_8), clock);

    private static FunctionDelivery delivery(String jobId, Duration took) {
        return delivery(jobId, took, Fate.DONE, line("Reported"));
    }

    private static ObjectNode line(String outcome) {
        return JsonNodeFactory.instance.objectNode().put("outcome", outcome);
    }

    private static FunctionDelivery delivery(
            String jobId, Duration took, Fate fate, ObjectNode line) {
        line.put("jobId", jobId);
        return new FunctionDelivery(
                NOW,
                "QueueReporter",
                "m",
                1,
                fate,
                new Invocation.Succeeded(""),
                took,
                line,
                false);
    }

    @Test
    void gives_each_line_the_end_time_of_its_delivery() {
        feed.accept(delivery("short", Duration.ofMillis(20)));
        clock.advance(Duration.ofSeconds(4));
        feed.accept(delivery("begun-before-it", Duration.ofSeconds(9)));

        var lines = printed.toString(StandardCharsets.UTF_8).lines().toList();

        assertThat(lines.get(0)).contains(":05.000  short ");
        assertThat(lines.get(1)).contains(":09.000  begun-before-it ");
    }

    private String printed(Fate fate, ObjectNode line) {
        feed.accept(delivery("job-1", Duration.ofMillis(20), fate, line));
        return printed.toString(StandardCharsets.UTF_8);
    }

    @Test
    void says_that_a_report_is_presumed() {
        assertThat(printed(Fate.DONE, line("AlreadyReported").put("presumed", true)))
                .contains("  AlreadyReported (presumed)  ");
    }

    @Test
    void says_that_a_message_is_dead_lettered() {
        assertThat(printed(Fate.DONE, line("Unavailable").put("disposition", "DeadLettered")))
                .contains("by QueueReporter, now in the dead-letter queue");
    }

    @Test
    void keeps_the_detail() {
        printed(Fate.DONE, line("Refused").put("detail", "no such job"));

        assertThat(feed.latest().getFirst().detail()).isEqualTo("no such job");
    }

    private void deliver(String messageId, String outcome, String disposition) {
        feed.accept(
                new FunctionDelivery(
                        NOW,
                        "QueueReporter",
                        messageId,
                        1,
                        Fate.DONE,
                        new Invocation.Succeeded(""),
                        Duration.ZERO,
                        line(outcome).put("disposition", disposition).put("jobId", "job-1"),
                        false));
    }

    @Test
    void knows_the_jobs_of_which_every_event_is_dead_lettered() {
        deliver("event", "Unavailable", "HandedOver");
        deliver("m-1", "Refused", "DeadLettered");
        assertThat(feed.refusedJobs()).containsExactly("job-1");

        deliver("m-2", "Unavailable", "Retried");
        assertThat(feed.refusedJobs()).isEmpty();

        deliver("m-2", "Unavailable", "DeadLettered");
        assertThat(feed.refusedJobs()).containsExactly("job-1");

        deliver("m-3", "Reported", "Done");
        assertThat(feed.refusedJobs()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "AGAIN, 'did not finish  '",
        "DONE, no outcome logged",
        "UNDELIVERABLE, not started",
        "LOST, 'did not finish, lost'"
    })
    void explains_a_delivery_that_logged_nothing(Fate fate, String words) {
        assertThat(printed(fate, JsonNodeFactory.instance.objectNode())).contains("  " + words);
    }

    @Test
    void marks_a_container_and_removes_control_characters() {
        feed.accept(
                new FunctionDelivery(
                        NOW,
                        "QueueReporter",
                        "m",
                        1,
                        Fate.DONE,
                        new Invocation.Succeeded(""),
                        Duration.ZERO,
                        line("Reported").put("jobId", "job\u001b[2J"),
                        true));

        assertThat(printed.toString(StandardCharsets.UTF_8).stripTrailing())
                .contains("job?[2J ")
                .endsWith("by QueueReporter in a container");
    }
}

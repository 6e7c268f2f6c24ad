package io.github.jobreporter.local.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.github.jobreporter.local.runtime.FunctionDelivery;
import io.github.jobreporter.local.runtime.FunctionDelivery.Fate;
import io.github.jobreporter.local.runtime.Invocation;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class FunctionProblemsTest {

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final FunctionProblems problems =
            new FunctionProblems(new PrintStream(printed, true, StandardCharsets.UTF_8));

    private void deliver(Invocation invocation, JsonNode line) {
        problems.accept(
                new FunctionDelivery(
                        Instant.EPOCH,
                        "QueueReporter",
                        "m-1",
                        1,
                        Fate.AGAIN,
                        invocation,
                        Duration.ofMillis(5),
                        line,
                        false));
    }

    private void fail(Invocation invocation) {
        deliver(invocation, MissingNode.getInstance());
    }

    private List<String> lines() {
        return printed.toString(StandardCharsets.UTF_8).lines().map(String::strip).toList();
    }

    @Test
    void are_printed_once_until_they_change() {
        var unstarted =
                new Invocation.Failed("Runtime.InitError", "QueueReporter failed: X is missing");

        fail(unstarted);
        fail(unstarted);
        fail(new Invocation.Failed("java.lang.Error", "as ordered\n\tat Y"));
        fail(new Invocation.TimedOut());
        fail(new Invocation.Died(3));

        assertThat(lines())
                .containsExactly(
                        "QueueReporter failed: X is missing",
                        "QueueReporter failed with java.lang.Error: as ordered",
                        "QueueReporter did not answer in time",
                        "the process of QueueReporter ended with exit code 3");
    }

    @Test
    void are_none_if_an_outcome_was_logged() {
        deliver(
                new Invocation.TimedOut(),
                JsonNodeFactory.instance.objectNode().put("outcome", "Reported"));

        assertThat(lines()).isEmpty();
    }
}

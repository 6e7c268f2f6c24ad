package io.github.jobreporter.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.github.jobreporter.completion.Backoff;
import io.github.jobreporter.completion.BusSettlement;
import io.github.jobreporter.completion.CompletionReporter;
import io.github.jobreporter.completion.JobId;
import io.github.jobreporter.support.FakeClientTokens;
import io.github.jobreporter.support.FakePipelineJobs;
import io.github.jobreporter.support.FakeQueues;
import io.github.jobreporter.support.InMemoryCompletionLedger;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.crac.Core;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class SnapshotTest {

    private static final Instant NOW = Instant.parse("2026-01-01T10:00:00Z");

    private final FakePipelineJobs pipeline = new FakePipelineJobs();
    private final FakeQueues queues = new FakeQueues();
    private final InMemoryCompletionLedger ledger = new InMemoryCompletionLedger(() -> NOW);

    private DeliveryHandling handling(InstantSource clock) {
        Duration report = Duration.ofSeconds(37);
        Backoff backoff = new Backoff(Duration.ofSeconds(10), report, new Random(1));
        return new DeliveryHandling(
                new CompletionReporter(
                        pipeline,
                        ledger,
                        new FakeClientTokens(),
                        new CompletionReporter.Limits(report, report, Duration.ofSeconds(5)),
                        clock),
                new BusSettlement(queues, queues, backoff, clock),
                clock);
    }

    @Nested
    class GivenASnapshotThatIsAboutToBeTaken {

        @Test
        void rehearses_a_report_and_sends_nothing() {
            var asked = new AtomicInteger();
            DeliveryHandling handling =
                    handling(
                            () -> {
                                asked.incrementAndGet();
                                return NOW;
                            });

            handling.beforeCheckpoint(Core.getGlobalContext());

            // The reporter's own look at the time: the rehearsal got as far as that.
            assertThat(asked).hasValue(1);
            assertThat(pipeline.puts()).isEmpty();
            assertThat(ledger.entryOf(new JobId("rehearsal"))).isEmpty();
            assertThat(queues.deadLetters()).isEmpty();
            assertThat(queues.handedOver()).isEmpty();
        }

        @Test
        void never_keeps_a_version_from_being_published() {
            DeliveryHandling broken =
                    handling(
                            () -> {
                                throw new IllegalStateException("no clock");
                            });
            DeliveryHandling incomplete =
                    handling(
                            () -> {
                                throw new NoClassDefFoundError("Clock");
                            });

            assertThatCode(() -> broken.beforeCheckpoint(Core.getGlobalContext()))
                    .doesNotThrowAnyException();
            assertThatCode(() -> incomplete.beforeCheckpoint(Core.getGlobalContext()))
                    .doesNotThrowAnyException();
        }
    }
}

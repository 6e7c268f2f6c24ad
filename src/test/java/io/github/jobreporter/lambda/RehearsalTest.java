package io.github.jobreporter.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.github.jobreporter.completion.Backoff;
import io.github.jobreporter.completion.BusSettlement;
import io.github.jobreporter.completion.CompletionReporter;
import io.github.jobreporter.completion.OutcomeEvents.Selection;
import io.github.jobreporter.support.FakeClientTokens;
import io.github.jobreporter.support.FakeOutcomeEvents;
import io.github.jobreporter.support.FakePace;
import io.github.jobreporter.support.FakePipelineJobs;
import io.github.jobreporter.support.FakeQueues;
import io.github.jobreporter.support.InMemoryCompletionLedger;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.crac.Core;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RehearsalTest {

    private static final Instant NOW = Instant.parse("2026-01-01T10:00:00Z");
    private static final InstantSource CLOCK = () -> NOW;
    private static final Duration REPORT = Duration.ofSeconds(37);

    private final FakePipelineJobs pipeline = new FakePipelineJobs();
    private final FakeQueues queues = new FakeQueues();
    private final FakeClientTokens tokens = new FakeClientTokens();
    private final FakeOutcomeEvents outcomeEvents = new FakeOutcomeEvents();
    private Selection published = Selection.NONE;

    private DeliveryHandling handling() {
        return new DeliveryHandling(
                new CompletionReporter(
                        pipeline,
                        new FakePace(),
                        new InMemoryCompletionLedger(CLOCK),
                        tokens,
                        new CompletionReporter.Limits(
                                REPORT, REPORT, Duration.ofMinutes(15), Duration.ofSeconds(5)),
                        CLOCK),
                new BusSettlement(
                        queues,
                        queues,
                        new Backoff(Duration.ofSeconds(10), REPORT, new Random(1)),
                        CLOCK),
                CLOCK);
    }

    private OutcomePublication publication() {
        return new OutcomePublication(published, () -> outcomeEvents, REPORT, CLOCK);
    }

    private ReportingFunction function(Rehearsal rehearsal) {
        return new ReportingFunction(
                handling(),
                publication(),
                new ReportingMetrics(new FakeMetrics()),
                rehearsal,
                CLOCK);
    }

    private static String standardOutputOf(Runnable something) {
        PrintStream before = System.out;
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        System.setOut(new PrintStream(output, true, StandardCharsets.UTF_8));
        try {
            something.run();
        } finally {
            System.setOut(before);
        }
        return output.toString(StandardCharsets.UTF_8);
    }

    @Nested
    class GivenServicesWithoutEffect {

        private final Rehearsal rehearsal =
                new Rehearsal(RehearsalTest.this::handling, RehearsalTest.this::publication, CLOCK);

        @Test
        void goes_all_the_way_to_the_pipeline() {
            rehearsal.reportWithToken();

            assertThat(pipeline.puts()).hasSize(1);
            assertThat(queues.deadLetters()).isEmpty();
            assertThat(queues.handedOver()).isEmpty();
        }

        @Test
        void looks_up_a_token_before_a_snapshot() {
            rehearsal.reportWithClientId();

            assertThat(tokens.lookups()).isOne();
            assertThat(pipeline.puts()).hasSize(1);
        }

        @Test
        void runs_at_the_start_and_before_a_snapshot() {
            ReportingFunction function = function(rehearsal).rehearsed();

            assertThat(pipeline.puts()).hasSize(1);
            assertThat(tokens.lookups()).isZero();

            function.beforeCheckpoint(Core.getGlobalContext());

            assertThat(pipeline.puts()).hasSize(2);
            assertThat(tokens.lookups()).isOne();
        }

        @ParameterizedTest
        @CsvSource({"NONE, 0", "REFUSED, 1", "ALL, 1"})
        void publishes_an_outcome_if_any_is_selected(Selection selection, int calls) {
            published = selection;

            rehearsal.reportWithToken();

            assertThat(outcomeEvents.calls()).isEqualTo(calls);
        }

        @Test
        void counts_nothing() {
            assertThat(standardOutputOf(rehearsal::reportWithToken))
                    .doesNotContain("_aws", "Reported");
        }
    }

    @Nested
    class GivenBrokenServices {

        static Stream<Throwable> failures() {
            return Stream.of(
                    new IllegalStateException("no variables"),
                    new NoClassDefFoundError("Wiring"),
                    new AssertionError("unexpected"),
                    new StackOverflowError());
        }

        private static Rehearsal failing(Throwable failure) {
            return new Rehearsal(
                    () -> {
                        switch (failure) {
                            case RuntimeException e -> throw e;
                            case Error e -> throw e;
                            default -> throw new IllegalArgumentException(failure);
                        }
                    },
                    () ->
                            new OutcomePublication(
                                    Selection.NONE, () -> _ -> List.of(), REPORT, CLOCK),
                    CLOCK);
        }

        @ParameterizedTest
        @MethodSource("failures")
        void does_not_keep_a_function_from_starting(Throwable failure) {
            Rehearsal broken = failing(failure);

            assertThatCode(broken::reportWithToken).doesNotThrowAnyException();
            assertThatCode(broken::reportWithClientId).doesNotThrowAnyException();
        }

        @ParameterizedTest
        @MethodSource("failures")
        void does_not_keep_a_version_from_being_published(Throwable failure) {
            ReportingFunction function = function(failing(failure));

            assertThatCode(() -> function.beforeCheckpoint(Core.getGlobalContext()))
                    .doesNotThrowAnyException();
        }
    }
}

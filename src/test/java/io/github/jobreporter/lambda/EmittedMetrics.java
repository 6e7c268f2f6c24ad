package io.github.jobreporter.lambda;

import io.github.jobreporter.completion.Disposition;
import io.github.jobreporter.completion.FailureReason;
import io.github.jobreporter.completion.ReportOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All metrics that the functions emit, from the code that emits them. */
public final class EmittedMetrics {

    /** A metric's name and the names of its dimensions. */
    public record EmittedMetric(String name, Set<String> dimensions) {}

    private static final Pattern FLUSHED = Pattern.compile("(\\w+) .* \\{(.*)}");

    private static final Pattern DIMENSION = Pattern.compile("(\\w+)=");

    private EmittedMetrics() {}

    public static Set<EmittedMetric> all() {
        FakeMetrics metrics = new FakeMetrics();
        new ReportingMetrics(metrics).emit(everyEnding().toList());
        new ReportingMetrics(metrics).countUnpublished(1);
        return metrics.flushed().stream().map(EmittedMetrics::parse).collect(Collectors.toSet());
    }

    private static Stream<Handled> everyEnding() {
        return Stream.concat(
                Stream.of(
                                new ReportOutcome.Reported(),
                                new ReportOutcome.AlreadyReported(false),
                                new ReportOutcome.AlreadyReported(true))
                        .map(outcome -> handled(outcome, new Disposition.Done())),
                Arrays.stream(FailureReason.values()).flatMap(EmittedMetrics::notDone));
    }

    private static Stream<Handled> notDone(FailureReason reason) {
        return Stream.<Function<FailureReason, Disposition>>of(
                        it -> new Disposition.DeadLettered(it, "x"),
                        Disposition.HandedOver::new,
                        Disposition.Retried::new)
                .map(
                        disposition ->
                                handled(
                                        new ReportOutcome.Refused(reason, "x"),
                                        disposition.apply(reason)));
    }

    private static Handled handled(ReportOutcome outcome, Disposition disposition) {
        return new Handled(
                outcome,
                disposition,
                Duration.ZERO,
                Optional.of(Duration.ZERO),
                Optional.of(Duration.ZERO),
                Instant.EPOCH);
    }

    private static EmittedMetric parse(String flushed) {
        var parts = FLUSHED.matcher(flushed);
        if (!parts.matches()) {
            throw new IllegalStateException("no metric: " + flushed);
        }
        return new EmittedMetric(
                parts.group(1),
                DIMENSION
                        .matcher(parts.group(2))
                        .results()
                        .map(match -> match.group(1))
                        .collect(Collectors.toSet()));
    }
}

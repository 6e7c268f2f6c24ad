package io.github.jobreporter.lambda;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.github.jobreporter.completion.Disposition;
import io.github.jobreporter.completion.ReportOutcome;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.cloudwatchlogs.emf.environment.EnvironmentProvider;
import software.amazon.cloudwatchlogs.emf.exception.InvalidMetricException;
import software.amazon.cloudwatchlogs.emf.model.MetricsContext;
import software.amazon.cloudwatchlogs.emf.model.Unit;
import software.amazon.lambda.powertools.metrics.Metrics;
import software.amazon.lambda.powertools.metrics.model.DimensionSet;
import software.amazon.lambda.powertools.metrics.model.MetricUnit;
import software.amazon.lambda.powertools.metrics.provider.EmfMetricsProvider;

/**
 * Emits an invocation's metrics in CloudWatch's embedded metric format.
 *
 * <p>{@code Reported}, {@code AlreadyReported} and {@code PresumedReported} (counts), {@code
 * ReportLatency} and {@code CompletionAge} (ms) by service; {@code Retried} and {@code
 * DeadLettered} (counts) by service and reason; {@code RetryAge} (s, the longest of the invocation)
 * by service, and by service and reason; {@code UnpublishedOutcomes} (count) by service.
 */
final class ReportingMetrics {

    private static final String REASON = "reason";

    private final Metrics metrics;

    ReportingMetrics(Metrics metrics) {
        this.metrics = metrics;
    }

    void emit(Collection<Handled> all) {
        Map<String, Integer> done = new LinkedHashMap<>();
        all.stream()
                .flatMap(handled -> doneAs(handled.outcome()).stream())
                .forEach(name -> count(done, name));
        Optional<Duration> retryAge = longestRetryAge(all.stream());
        if (!done.isEmpty() || retryAge.isPresent()) {
            done.forEach((name, times) -> metrics.addMetric(name, times, MetricUnit.COUNT));
            all.stream().filter(ReportingMetrics::isReported).forEach(this::addDurations);
            retryAge.ifPresent(age -> addRetryAge(metrics, age));
            metrics.flush();
        }
        Map<ByReason, Integer> notDone = new LinkedHashMap<>();
        all.stream()
                .flatMap(handled -> notDoneAs(handled.disposition()).stream())
                .forEach(name -> count(notDone, name));
        notDone.forEach(
                (what, times) ->
                        flush(what, times, longestRetryAge(all.stream().filter(what::is))));
    }

    /** Counts the outcome events that are not known to be published. */
    void countUnpublished(int events) {
        if (events > 0) {
            metrics.addMetric("UnpublishedOutcomes", events, MetricUnit.COUNT);
            metrics.flush();
        }
    }

    /** Loads what {@link #emit} needs, and emits nothing. */
    static void rehearse(Handled handled) {
        Metrics neverFlushed = new EmfMetricsProvider().getMetricsInstance();
        doneAs(handled.outcome())
                .ifPresent(name -> neverFlushed.addMetric(name, 1, MetricUnit.COUNT));
        new ReportingMetrics(neverFlushed).addDurations(handled);
        notDoneAs(handled.disposition());
        new EnvironmentProvider().resolveEnvironment().join().getSink();
        try {
            MetricsContext context = new MetricsContext();
            context.putMetric("Rehearsed", 1, Unit.COUNT);
            context.serialize();
        } catch (JsonProcessingException | InvalidMetricException e) {
            throw new IllegalStateException(e);
        }
    }

    private record ByReason(String name, String reason) {

        boolean is(Handled handled) {
            return notDoneAs(handled.disposition()).filter(this::equals).isPresent();
        }
    }

    private static Optional<Duration> longestRetryAge(Stream<Handled> all) {
        return all.flatMap(handled -> handled.retryAge().stream()).max(Comparator.naturalOrder());
    }

    private static void addRetryAge(Metrics metrics, Duration age) {
        metrics.addMetric("RetryAge", (double) age.toSeconds(), MetricUnit.SECONDS);
    }

    private static <T> void count(Map<T, Integer> counts, T what) {
        counts.merge(what, 1, Integer::sum);
    }

    private static Optional<String> doneAs(ReportOutcome outcome) {
        return switch (outcome) {
            case ReportOutcome.Reported() -> Optional.of("Reported");
            case ReportOutcome.AlreadyReported(var presumed) ->
                    Optional.of(presumed ? "PresumedReported" : "AlreadyReported");
            case ReportOutcome.Refused _, ReportOutcome.Unavailable _ -> Optional.empty();
        };
    }

    private static Optional<ByReason> notDoneAs(Disposition disposition) {
        return switch (disposition) {
            case Disposition.Done() -> Optional.empty();
            case Disposition.DeadLettered(var reason, _) ->
                    Optional.of(new ByReason("DeadLettered", reason.name()));
            case Disposition.HandedOver(var reason) ->
                    Optional.of(new ByReason("Retried", reason.name()));
            case Disposition.Retried(var reason) ->
                    Optional.of(new ByReason("Retried", reason.name()));
        };
    }

    private static boolean isReported(Handled handled) {
        return handled.outcome() instanceof ReportOutcome.Reported;
    }

    private void addDurations(Handled handled) {
        addMillis("ReportLatency", Stream.of(handled.took()));
        addMillis("CompletionAge", handled.age().stream());
    }

    private void addMillis(String name, Stream<Duration> durations) {
        durations.forEach(
                duration ->
                        metrics.addMetric(
                                name, (double) duration.toMillis(), MetricUnit.MILLISECONDS));
    }

    private void flush(ByReason what, int times, Optional<Duration> retryAge) {
        DimensionSet dimensions = DimensionSet.of(metrics.getDefaultDimensions().getDimensions());
        dimensions.addDimension(REASON, what.reason());
        metrics.flushMetrics(
                flushed -> {
                    flushed.setDefaultDimensions(dimensions);
                    flushed.addMetric(what.name(), times, MetricUnit.COUNT);
                    retryAge.ifPresent(age -> addRetryAge(flushed, age));
                });
    }
}

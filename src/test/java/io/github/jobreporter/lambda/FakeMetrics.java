package io.github.jobreporter.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.lambda.powertools.metrics.Metrics;
import software.amazon.lambda.powertools.metrics.model.DimensionSet;
import software.amazon.lambda.powertools.metrics.model.MetricResolution;
import software.amazon.lambda.powertools.metrics.model.MetricUnit;

/** Records what was flushed, as {@code Name 1.0 COUNT {dimensions}}. */
final class FakeMetrics implements Metrics {

    private final List<String> flushed;
    private final List<String> pending = new ArrayList<>();
    private DimensionSet dimensions = DimensionSet.of("Service", "s");

    FakeMetrics() {
        this(new ArrayList<>());
    }

    private FakeMetrics(List<String> flushed) {
        this.flushed = flushed;
    }

    List<String> flushed() {
        return flushed;
    }

    @Override
    public void addMetric(String key, double value, MetricUnit unit, MetricResolution resolution) {
        pending.add("%s %s %s %s".formatted(key, value, unit, dimensions.getDimensions()));
    }

    @Override
    public void flush() {
        flushed.addAll(pending);
        pending.clear();
    }

    @Override
    public void flushMetrics(Consumer<Metrics> consumer) {
        FakeMetrics single = new FakeMetrics(flushed);
        consumer.accept(single);
        single.flush();
    }

    @Override
    public DimensionSet getDefaultDimensions() {
        return dimensions;
    }

    @Override
    public void setDefaultDimensions(DimensionSet dimensionSet) {
        dimensions = dimensionSet;
    }

    @Override
    public void addDimension(DimensionSet dimensionSet) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void setTimestamp(Instant timestamp) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void addMetadata(String key, Object value) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void setNamespace(String namespace) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void setRaiseOnEmptyMetrics(boolean raise) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void clearDefaultDimensions() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void captureColdStartMetric(Context context, @Nullable DimensionSet dimensionSet) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void captureColdStartMetric(@Nullable DimensionSet dimensionSet) {
        throw new UnsupportedOperationException();
    }
}

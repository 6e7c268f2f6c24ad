package io.github.jobreporter.bench;

import java.util.List;

/** The figures of one row and contender: the median, and the bounds of the middle half. */
record Sample(double median, double lowerQuartile, double upperQuartile) {

    static Sample of(List<Double> figures) {
        var sorted = figures.stream().sorted().toList();
        return new Sample(quantile(sorted, 0.5), quantile(sorted, 0.25), quantile(sorted, 0.75));
    }

    private static double quantile(List<Double> sorted, double share) {
        var position = share * (sorted.size() - 1);
        var below = (int) position;
        var above = Math.min(below + 1, sorted.size() - 1);
        return sorted.get(below) + (position - below) * (sorted.get(above) - sorted.get(below));
    }
}

package io.github.jobreporter.bench;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Init and first invocation of each contender as bars, legible on light and dark pages. */
record Chart(Results results) {

    private static final int WIDTH = 760;
    private static final int LEFT = 190;
    private static final int TOP = 46;
    private static final int LINE = 30;
    private static final int BAR = 18;
    private static final int ROOM_FOR_FIGURE = 90;

    private record Bar(String contender, double init, double first) {}

    String svg() {
        var bars = results.contenders().stream().flatMap(it -> bar(it).stream()).toList();
        return """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" role="img"
                 aria-label="Init and first invocation by contender">
            <style>
            text { font: 13px system-ui, sans-serif; fill: #24292f }
            .init { fill: #8c959f } .first { fill: #0969da } .ours { font-weight: bold }
            @media (prefers-color-scheme: dark) {
              text { fill: #e6edf3 } .init { fill: #6e7681 } .first { fill: #4493f8 }
            }
            </style>
            <rect class="init" x="%d" y="12" width="14" height="14"/><text x="%d" y="24">init</text>
            <rect class="first" x="%d" y="12" width="14" height="14"/>
            <text x="%d" y="24">first invocation, ms (medians)</text>
            %s</svg>
            """
                .formatted(
                        WIDTH,
                        TOP + LINE * bars.size(),
                        LEFT,
                        LEFT + 20,
                        LEFT + 70,
                        LEFT + 90,
                        IntStream.range(0, bars.size())
                                .mapToObj(it -> drawn(bars.get(it), TOP + LINE * it, scale(bars)))
                                .collect(Collectors.joining()));
    }

    private Optional<Bar> bar(String contender) {
        return results.median(contender, Row.INIT)
                .flatMap(
                        init ->
                                results.median(contender, Row.FIRST)
                                        .map(first -> new Bar(contender, init, first)));
    }

    private static double scale(List<Bar> bars) {
        var longest = bars.stream().mapToDouble(it -> it.init + it.first).max().orElse(1);
        return (WIDTH - LEFT - ROOM_FOR_FIGURE) / longest;
    }

    private static String drawn(Bar bar, int y, double scale) {
        var init = bar.init * scale;
        var first = bar.first * scale;
        var own = bar.contender.equals(Contenders.OURS) ? " class=\"ours\"" : "";
        return String.format(
                Locale.ROOT,
                """
            <text%s x="%d" y="%d" text-anchor="end">%s</text>
            <rect class="init" x="%d" y="%d" width="%.1f" height="%d"/>
            <rect class="first" x="%.1f" y="%d" width="%.1f" height="%d"/>
            <text x="%.1f" y="%d">%.0f + %.0f</text>
            """,
                own,
                LEFT - 10,
                y + 14,
                bar.contender,
                LEFT,
                y,
                init,
                BAR,
                LEFT + init,
                y,
                first,
                BAR,
                LEFT + init + first + 8,
                y + 14,
                bar.init,
                bar.first);
    }
}

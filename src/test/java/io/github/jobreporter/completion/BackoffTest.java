package io.github.jobreporter.completion;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.IntSummaryStatistics;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackoffTest {

    private final Backoff backoff =
            new Backoff(Duration.ofSeconds(10), Duration.ofMinutes(15), new Random(42));

    @ParameterizedTest
    @CsvSource({"0, 10", "1, 10", "2, 20", "3, 40", "7, 640", "8, 900", "10, 900", "1000, 900"})
    void spreads_over_all_of_an_interval_that_doubles_up_to_the_cap(int receives, int longest) {
        IntSummaryStatistics seconds =
                IntStream.range(0, 20_000)
                        .map(_ -> Math.toIntExact(backoff.after(receives).toSeconds()))
                        .summaryStatistics();

        assertThat(seconds.getMin()).isOne();
        assertThat(seconds.getMax()).isEqualTo(longest);
    }
}

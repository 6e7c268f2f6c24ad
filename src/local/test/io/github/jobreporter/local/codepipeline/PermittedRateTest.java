package io.github.jobreporter.local.codepipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PermittedRateTest {

    /** A monotonic clock may begin anywhere, and may overflow. */
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1);

    private PermittedRate rate(double resultsPerSecond) {
        return new PermittedRate(resultsPerSecond, nanos::get);
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private static long permitted(PermittedRate rate, int calls) {
        return IntStream.range(0, calls).filter(_ -> rate.permitsOne()).count();
    }

    @ParameterizedTest
    @CsvSource({"0.1, 1", "1, 1", "1.5, 1", "10, 10", "100, 100"})
    void permits_the_results_of_one_second_at_the_beginning(double resultsPerSecond, int burst) {
        assertThat(permitted(rate(resultsPerSecond), 1000)).isEqualTo(burst);
    }

    @Test
    void permits_what_was_not_used_but_no_more_than_one_second_of_it() {
        var rate = rate(10);
        permitted(rate, 10);

        pass(Duration.ofMillis(500));
        assertThat(permitted(rate, 100)).isEqualTo(5);
        pass(Duration.ofHours(1));
        assertThat(permitted(rate, 100)).isEqualTo(10);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.5, 1, 10, 100})
    void permits_its_rate_however_often_it_is_asked(double resultsPerSecond) {
        var rate = rate(resultsPerSecond);
        permitted(rate, 1000);

        var permitted = 0L;
        for (var millis = 0; millis < 100_000; millis++) {
            pass(Duration.ofMillis(1));
            permitted += permitted(rate, 2);
        }

        assertThat(permitted)
                .isBetween((long) (99 * resultsPerSecond), (long) (100 * resultsPerSecond));
    }

    @Test
    void permits_no_more_to_several_threads() throws Exception {
        var rate = rate(1000);
        Callable<Long> caller = () -> permitted(rate, 1000);
        try (var threads = Executors.newFixedThreadPool(4)) {
            var permitted = 0L;
            for (var it : threads.invokeAll(Stream.generate(() -> caller).limit(4).toList())) {
                permitted += it.get();
            }

            assertThat(permitted).isEqualTo(1000);
        }
    }

    @Nested
    class GivenAnInvalidRate {

        @ParameterizedTest
        @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
        void says_what_is_wrong(double resultsPerSecond) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> rate(resultsPerSecond))
                    .withMessage(
                            "resultsPerSecond must be positive and finite, was "
                                    + resultsPerSecond);
        }
    }
}

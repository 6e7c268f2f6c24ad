package io.github.jobreporter.completion;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jobreporter.completion.ReportOutcome.Unavailable;
import java.time.Duration;
import java.time.Instant;
import java.util.IntSummaryStatistics;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
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

    /** One that waits for a holder that crashed, or takes its whole time. */
    @Test
    void reaches_the_end_of_a_lease_in_few_deliveries() {
        IntSummaryStatistics deliveries =
                IntStream.range(0, 10_000)
                        .map(_ -> deliveriesUntil(Duration.ofSeconds(65)))
                        .summaryStatistics();

        assertThat(deliveries.getAverage()).isBetween(3.0, 5.0);
        assertThat(deliveries.getMax()).isLessThanOrEqualTo(9);
    }

    private int deliveriesUntil(Duration leaseEnd) {
        Instant end = Instant.EPOCH.plus(leaseEnd);
        Unavailable held =
                new Unavailable(FailureReason.HELD_ELSEWHERE, "why", false, Optional.of(end));
        int deliveries = 0;
        Instant now = Instant.EPOCH;
        while (now.isBefore(end)) {
            deliveries++;
            now = now.plus(backoff.before(delivery(deliveries), held, now));
        }
        assertThat(now).isBefore(end.plusSeconds(2));
        return deliveries;
    }

    private static Delivery delivery(int receiveCount) {
        return new Delivery("m-1", "b", receiveCount, "r-1", Optional.empty(), Optional.empty());
    }
}

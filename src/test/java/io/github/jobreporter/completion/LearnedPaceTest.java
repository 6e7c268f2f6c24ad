package io.github.jobreporter.completion;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LearnedPaceTest {

    private static final PipelineAnswer ACCEPTED = new PipelineAnswer.Accepted();
    private static final PipelineAnswer THROTTLED = new PipelineAnswer.Throttled("slow down");
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final SimulatedTime time = new SimulatedTime();
    private final LearnedPace pace = new LearnedPace(time);

    /** Passes only while somebody sleeps. */
    private static final class SimulatedTime implements LearnedPace.Time {

        // Near the overflow, which System.nanoTime() may reach too.
        private long nanos = Long.MAX_VALUE - Duration.ofSeconds(5).toNanos();

        @Override
        public long nanos() {
            return nanos;
        }

        @Override
        public void sleep(long nanos) {
            this.nanos += nanos;
        }

        void pass(Duration duration) {
            nanos += duration.toNanos();
        }
    }

    private Duration waitForTurn() {
        long before = time.nanos();
        assertThat(pace.awaitTurn(MINUTE)).isTrue();
        return Duration.ofNanos(time.nanos() - before);
    }

    private void learnAccepted(int results) {
        for (int i = 0; i < results; i++) {
            pace.learn(ACCEPTED);
        }
    }

    /** Everything is throttled for more than three minutes. */
    private void learnAnOutage() {
        for (int i = 0; i < 200; i++) {
            pace.learn(THROTTLED);
            time.pass(Duration.ofSeconds(1));
        }
    }

    @Nested
    class BeforeAnythingIsThrottled {

        @Test
        void nothing_waits() {
            for (int i = 0; i < 1000; i++) {
                assertThat(waitForTurn()).isZero();
                pace.learn(ACCEPTED);
            }
        }

        @Test
        void there_is_no_turn_without_time_for_it() {
            assertThat(pace.awaitTurn(Duration.ofNanos(-1))).isFalse();
            pace.learn(THROTTLED);
            time.pass(MINUTE);
            assertThat(pace.awaitTurn(Duration.ofNanos(-1))).isFalse();
        }

        @Test
        void an_answer_that_may_not_come_from_codepipeline_teaches_nothing() {
            pace.learn(new PipelineAnswer.Faulted("access denied"));
            pace.learn(new PipelineAnswer.UnknownOutcome("timed out"));

            assertThat(waitForTurn()).isZero();
        }
    }

    @Nested
    class WhenAResultIsThrottled {

        @Test
        void the_rate_is_what_got_through_in_the_last_second() {
            learnAccepted(20);
            pace.learn(THROTTLED);

            assertThat(waitForTurn()).isEqualTo(Duration.ofMillis(50));
            assertThat(waitForTurn()).isEqualTo(Duration.ofMillis(50));
        }

        @Test
        void the_rate_may_come_from_the_second_before() {
            learnAccepted(20);
            time.pass(Duration.ofSeconds(1));
            pace.learn(THROTTLED);

            assertThat(waitForTurn()).isEqualTo(Duration.ofMillis(50));
        }

        @Test
        void what_got_through_before_that_does_not_count() {
            learnAccepted(20);
            time.pass(Duration.ofSeconds(2));
            pace.learn(THROTTLED);

            assertThat(waitForTurn()).isEqualTo(Duration.ofSeconds(1));
        }

        @Test
        void each_result_that_gets_through_raises_the_rate_by_its_root() {
            learnAccepted(4);
            pace.learn(THROTTLED);
            // From 4 to (2 + 100 × 0.005 / 2)² a second.
            learnAccepted(100);

            waitForTurn();
            assertThat(waitForTurn().toMillis()).isBetween(196L, 199L);
        }

        @Test
        void two_minutes_without_throttling_double_the_rate_with_each_result() {
            learnAccepted(4);
            pace.learn(THROTTLED);
            time.pass(Duration.ofMinutes(2).plusNanos(1));
            waitForTurn();
            pace.learn(ACCEPTED);

            waitForTurn();
            assertThat(waitForTurn()).isEqualTo(Duration.ofMillis(125));
        }

        @Test
        void an_answer_that_may_not_come_from_codepipeline_changes_nothing() {
            pace.learn(THROTTLED);
            time.pass(Duration.ofMinutes(3));
            for (int i = 0; i < 20; i++) {
                pace.learn(new PipelineAnswer.Faulted("access denied"));
                pace.learn(new PipelineAnswer.UnknownOutcome("timed out"));
            }

            waitForTurn();
            assertThat(waitForTurn().toMillis()).isBetween(799L, 801L);
        }

        @Test
        void the_rate_is_one_a_second_if_nothing_got_through() {
            pace.learn(THROTTLED);

            assertThat(waitForTurn()).isEqualTo(Duration.ofSeconds(1));
        }

        @Test
        void results_that_are_throttled_together_lower_the_rate_once() {
            pace.learn(THROTTLED);
            time.pass(Duration.ofSeconds(10));
            for (int i = 0; i < 10; i++) {
                pace.learn(THROTTLED);
            }

            waitForTurn();
            assertThat(waitForTurn().toMillis()).isBetween(900L, 1112L);
        }

        @Test
        void a_turn_that_comes_too_late_is_refused_without_waiting() {
            pace.learn(THROTTLED);
            long before = time.nanos();

            assertThat(pace.awaitTurn(Duration.ofMillis(999))).isFalse();
            assertThat(pace.awaitTurn(Duration.ofSeconds(-1))).isFalse();
            assertThat(time.nanos()).isEqualTo(before);
            assertThat(pace.awaitTurn(Duration.ofSeconds(1))).isTrue();
        }

        @Test
        void it_is_tried_once_a_minute_however_often_it_is_throttled() {
            learnAnOutage();

            waitForTurn();
            assertThat(waitForTurn()).isBetween(Duration.ofSeconds(59), MINUTE);
        }

        @Test
        void the_rate_recovers_within_minutes_of_an_outage() {
            learnAnOutage();
            long before = time.nanos();
            for (int i = 0; i < 20; i++) {
                waitForTurn();
                pace.learn(ACCEPTED);
            }

            assertThat(Duration.ofNanos(time.nanos() - before)).isLessThan(Duration.ofMinutes(6));
            waitForTurn();
            assertThat(waitForTurn()).isLessThan(Duration.ofMillis(100));
        }

        @Test
        void it_is_forgotten_after_a_quarter_of_an_hour() {
            pace.learn(THROTTLED);
            time.pass(Duration.ofMinutes(15).plusNanos(1));

            for (int i = 0; i < 10; i++) {
                assertThat(waitForTurn()).isZero();
            }
        }

        @Test
        void an_interrupt_ends_the_wait() {
            pace.learn(THROTTLED);
            Thread.currentThread().interrupt();

            assertThat(pace.awaitTurn(MINUTE)).isFalse();
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void it_waits_in_real_time() {
        LearnedPace real = LearnedPace.inRealTime();
        for (int i = 0; i < 50; i++) {
            real.learn(ACCEPTED);
        }
        real.learn(THROTTLED);
        long before = System.nanoTime();

        assertThat(real.awaitTurn(MINUTE)).isTrue();
        assertThat(Duration.ofNanos(System.nanoTime() - before))
                .isBetween(Duration.ofMillis(5), MINUTE);
    }

    /**
     * One environment, whose calls take no time. The bucket holds what is permitted in a second.
     */
    @ParameterizedTest
    @ValueSource(doubles = {1, 3, 10, 100})
    void a_backlog_goes_out_at_the_permitted_rate_with_few_refused_calls(double permitted) {
        int results = 5000;
        int calls = 0;
        int accepted = 0;
        double tokens = permitted;
        long begin = time.nanos();
        long refilled = begin;
        while (accepted < results) {
            assertThat(pace.awaitTurn(MINUTE)).isTrue();
            // The way to CodePipeline.
            time.pass(Duration.ofMillis(accepted % 7));
            double seconds = (double) (time.nanos() - refilled) / TimeUnit.SECONDS.toNanos(1);
            refilled = time.nanos();
            tokens = Math.min(permitted, tokens + seconds * permitted);
            calls++;
            if (tokens >= 1) {
                tokens--;
                accepted++;
                pace.learn(ACCEPTED);
            } else {
                pace.learn(THROTTLED);
                time.pass(Duration.ofMillis(101));
            }
        }
        double seconds = (double) (time.nanos() - begin) / TimeUnit.SECONDS.toNanos(1);

        assertThat((results - permitted) / seconds / permitted).isGreaterThan(0.9);
        assertThat((double) calls / results).isLessThan(1.2);
    }
}

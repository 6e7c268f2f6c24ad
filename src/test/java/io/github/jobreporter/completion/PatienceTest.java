package io.github.jobreporter.completion;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** With the queue, it is tested in {@link QueueSettlementTest}. */
class PatienceTest {

    private final Patience patience = new Patience(Duration.ofHours(24), Duration.ofHours(1));

    @ParameterizedTest
    @EnumSource(
            names = {
                "MALFORMED_EVENT",
                "REJECTED_BY_VALIDATION",
                "JOB_NOT_FOUND",
                "INVALID_CLIENT_TOKEN",
                "CONFLICTING_RESULT"
            })
    void retries_nothing_that_a_retry_cannot_cure(FailureReason reason) {
        assertThat(patience.retries(reason, Duration.ZERO)).isFalse();
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {
                "MALFORMED_EVENT",
                "REJECTED_BY_VALIDATION",
                "JOB_NOT_FOUND",
                "INVALID_CLIENT_TOKEN",
                "CONFLICTING_RESULT"
            })
    void retries_everything_else_even_if_clocks_differ(FailureReason reason) {
        assertThat(patience.retries(reason, Duration.ofSeconds(-30))).isTrue();
    }
}

package io.github.jobreporter.completion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LengthLimitTest {

    private final LengthLimit limit = new LengthLimit(2, 4);

    @ParameterizedTest
    @CsvSource({"1, false", "2, true", "4, true", "5, false"})
    void admits_lengths_from_min_to_max_in_code_points(int length, boolean admits) {
        assertThat(limit.admits("🚀".repeat(length))).isEqualTo(admits);
    }

    @Test
    void leaves_a_text_of_the_greatest_length_as_it_is() {
        assertThat(limit.cut("abcd")).isEqualTo("abcd");
    }

    @Test
    void cuts_a_longer_text_at_a_code_point_to_the_greatest_length() {
        assertThat(limit.cut("🚀🚀🚀🚀🚀")).isEqualTo("🚀🚀🚀…");
    }

    @Test
    void names_what_is_too_long_without_quoting_it() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> limit.require("jobId", "abcde"))
                .withMessage("jobId must be 2 to 4 characters, was 5");
    }
}

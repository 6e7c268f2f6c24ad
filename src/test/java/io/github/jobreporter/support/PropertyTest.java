package io.github.jobreporter.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class PropertyTest {

    private static final List<String> CASES = new ArrayList<>();

    @Property(cases = 20)
    void has_cases(Choices choices) {
        CASES.add(choices.text(10) + choices.text(10) + choices.text(10));
    }

    @AfterAll
    static void had_as_many_different_cases_as_it_states() {
        assertThat(CASES).hasSize(20).doesNotHaveDuplicates();
    }

    @Test
    void states_seed_and_case_when_it_fails() throws Exception {
        Method property = getClass().getDeclaredMethod("fails", Choices.class);

        assertThatThrownBy(() -> Property.Cases.run(property, this, new Choices(7)))
                .isInstanceOf(AssertionError.class)
                .hasMessage("fails with -Dproperty.seed=7: [" + new Choices(7).text(3) + "]")
                .hasCauseInstanceOf(IllegalStateException.class);
    }

    void fails(Choices choices) {
        throw new IllegalStateException(choices.shown(choices.text(3)));
    }

    @Test
    void reaches_the_limits_of_a_range_and_the_numbers_beside_them() {
        Choices choices = new Choices(1);

        Set<Integer> numbers =
                IntStream.range(0, 200)
                        .mapToObj(_ -> choices.between(-1_000_000, 1_000_000))
                        .collect(Collectors.toSet());

        assertThat(numbers)
                .contains(-1_000_000, -999_999, 999_999, 1_000_000)
                .hasSizeGreaterThan(100)
                .allMatch(number -> Math.abs(number) <= 1_000_000);
    }

    @Test
    void makes_texts_of_a_given_length_with_characters_of_all_kinds() {
        Choices choices = new Choices(1);

        List<String> texts = IntStream.range(0, 200).mapToObj(_ -> choices.text(50)).toList();

        assertThat(texts).allSatisfy(text -> assertThat(text.codePoints()).hasSize(50));
        assertThat(String.join("", texts))
                .containsPattern("\\p{Cntrl}")
                .containsPattern("[\\x{10000}-\\x{10FFFF}]")
                .contains("\"", "\\");
    }
}

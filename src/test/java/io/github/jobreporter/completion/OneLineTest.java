package io.github.jobreporter.completion;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OneLineTest {

    @Test
    void keeps_visible_characters() {
        assertThat(OneLine.of("grün ✓ 🚀 \"x\" …")).isEqualTo("grün ✓ 🚀 \"x\" …");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0000", "0009", "000a", "000d", "001b", "007f", "0085", "009b", "200b", "200f",
                "2028", "2029", "202e", "2066", "d800", "dfff", "feff"
            })
    void replaces_misleading_characters(String codePoint) {
        char character = (char) Integer.parseInt(codePoint, 16);

        assertThat(OneLine.of("a" + character + "b")).isEqualTo("a\ufffdb");
    }
}

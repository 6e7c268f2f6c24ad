package io.github.jobreporter.aws;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SqsTextTest {

    @Nested
    class GivenABody {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    "{\"a\": \"b\"}",
                    "tab\t, line\n, return\r",
                    "grün ✓ 🚀",
                    "\u007f\u0085\u009f",
                    "\ud7ff\ue000\ufffd",
                    "\ud800\udc00\udbff\udfff",
                    "not JSON at all"
                })
        void is_untouched_when_sqs_takes_it(String body) {
            assertThat(SqsText.body(body)).isSameAs(body);
        }

        @ParameterizedTest
        @CsvSource({
            "0000, \\u0000",
            "0008, \\u0008",
            "000b, \\u000b",
            "001f, \\u001f",
            "d800, \\ud800",
            "dfff, \\udfff",
            "fffe, \\ufffe",
            "ffff, \\uffff"
        })
        void escapes_characters_that_sqs_does_not_take_as_in_json(
                String codePoint, String escaped) {
            char character = (char) Integer.parseInt(codePoint, 16);

            assertThat(SqsText.body("{\"a\":\"✓" + character + "🚀\"}"))
                    .isEqualTo("{\"a\":\"✓" + escaped + "🚀\"}");
        }
    }

    @Nested
    class GivenAnAttribute {

        @Test
        void is_untouched_on_one_line() {
            assertThat(SqsText.attribute("grün ✓ 🚀 \"x\"")).isEqualTo("grün ✓ 🚀 \"x\"");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {"0000", "0009", "000a", "000d", "001f", "007f", "0085", "d800", "ffff"})
        void has_control_characters_replaced(String codePoint) {
            char character = (char) Integer.parseInt(codePoint, 16);

            assertThat(SqsText.attribute("a" + character + "b")).isEqualTo("a\ufffdb");
        }

        @Test
        void keeps_its_length_in_code_points() {
            assertThat(SqsText.attribute("\r\n")).isEqualTo("\ufffd\ufffd");
        }
    }
}

package io.github.jobreporter.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jobreporter.completion.ClientToken;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretValueTest {

    @Nested
    class GivenABareToken {

        @Test
        void is_the_token() {
            assertThat(SecretValue.tokenIn("the-token")).contains(new ClientToken("the-token"));
        }

        @ParameterizedTest
        @ValueSource(strings = {" the-token", "the-token\n", "\r\n\t the-token \u2003"})
        void loses_the_blanks_around_it(String value) {
            assertThat(SecretValue.tokenIn(value)).contains(new ClientToken("the-token"));
        }

        @Test
        void keeps_the_blanks_within_it() {
            assertThat(SecretValue.tokenIn("the token")).contains(new ClientToken("the token"));
        }

        @Test
        void may_have_256_characters() {
            String longest = "🚀".repeat(256);

            assertThat(SecretValue.tokenIn(longest)).contains(new ClientToken(longest));
        }

        @Test
        void may_not_have_257_characters() {
            assertThat(SecretValue.tokenIn("x".repeat(257))).isEmpty();
        }

        @ParameterizedTest
        @ValueSource(strings = {"", " ", "\n\t "})
        void may_not_be_blank(String value) {
            assertThat(SecretValue.tokenIn(value)).isEmpty();
        }

        @ParameterizedTest
        @ValueSource(strings = {"\"quoted\"", "[1]", "42", "null"})
        void is_taken_as_it_is_when_it_is_no_object(String value) {
            assertThat(SecretValue.tokenIn(value)).contains(new ClientToken(value));
        }
    }

    @Nested
    class GivenAnObject {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{\"clientToken\":\"the-token\"}",
                    "\n { \"clientToken\" : \"the-token\" } \n",
                    "{\"clientToken\":\"the\\u002dtoken\"}",
                    "{\"a\":1,\"clientToken\":\"the-token\",\"z\":null}",
                    "{\"a\":{\"clientToken\":\"another\"},\"clientToken\":\"the-token\"}",
                    "{\"a\":[{\"clientToken\":\"another\"}],\"clientToken\":\"the-token\"}",
                    "{\"clientToken\":\"the-token\",\"a\":{\"clientToken\":\"another\"}}"
                })
        void holds_the_token(String value) {
            assertThat(SecretValue.tokenIn(value)).contains(new ClientToken("the-token"));
        }

        @Test
        void keeps_the_blanks_around_its_token() {
            assertThat(SecretValue.tokenIn("{\"clientToken\":\" the-token \"}"))
                    .contains(new ClientToken(" the-token "));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{}",
                    "{\"clienttoken\":\"the-token\"}",
                    "{\"clientToken\":\"\"}",
                    "{\"clientToken\":null}",
                    "{\"clientToken\":42}",
                    "{\"clientToken\":[\"the-token\"]}",
                    "{\"clientToken\":{\"clientToken\":\"the-token\"}}",
                    "{\"clientToken\":\"the-token",
                    "{\"clientToken\":\"the-token\"",
                    "{clientToken:\"the-token\"}",
                    "{"
                })
        void holds_none(String value) {
            assertThat(SecretValue.tokenIn(value)).isEmpty();
        }
    }
}

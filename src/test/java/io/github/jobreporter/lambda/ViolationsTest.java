package io.github.jobreporter.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ViolationsTest {

    private final Violations violations = new Violations();

    @Test
    void keeps_three_hundred() {
        for (int i = 0; i <= 300; i++) {
            violations.at("m" + i).add("is unknown");
        }

        assertThat(violations.found()).hasSize(300).first().asString().isEqualTo("/m0: is unknown");
    }

    @ParameterizedTest
    @CsvSource({"s3cr3t-, /s3cr3t-: is unknown", "s3cr3t-t, /***: is unknown"})
    void withholds_secrets_of_8_or_more_characters(String secret, String shown) {
        violations.at(secret).add("is unknown");

        violations.withhold(secret);

        assertThat(violations.found()).containsExactly(shown);
    }
}

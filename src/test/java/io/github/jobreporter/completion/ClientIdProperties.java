package io.github.jobreporter.completion;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** A client id becomes the last part of a secret's name: it must not lead anywhere else. */
class ClientIdProperties {

    @Property
    void any_lower_case_uuid_is_admitted(@ForAll long most, @ForAll long least) {
        assertThat(ClientId.admits(new UUID(most, least).toString())).isTrue();
    }

    @Property
    void any_other_text_is_not(@ForAll String text) {
        assertThat(ClientId.admits(text)).isFalse();
    }

    @Property(tries = 5000)
    void any_damage_to_one_is_noticed(@ForAll("damaged") String text) {
        assertThat(ClientId.admits(text)).isEqualTo(isCanonical(text));
    }

    private static boolean isCanonical(String text) {
        try {
            return UUID.fromString(text).toString().equals(text);
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    @Provide
    Arbitrary<String> damaged() {
        Arbitrary<String> inserted =
                Arbitraries.of(
                        "", "/", "/../", "{", "..", "\\", "%2f", ":", "*", "-", "A", "0", "f", "\n",
                        "\0", " ", "\u0430", "\uff10", "\u200b", "\u0660", "\u2010", "\u0131");
        return Combinators.combine(
                        Arbitraries.longs(),
                        Arbitraries.integers().between(0, 36),
                        Arbitraries.integers().between(0, 3),
                        inserted)
                .as(
                        (bits, begin, length, replacement) -> {
                            String uuid = new UUID(bits, ~bits).toString();
                            int end = Math.min(36, begin + length);
                            return uuid.substring(0, begin) + replacement + uuid.substring(end);
                        });
    }
}

package io.github.jobreporter.completion;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jobreporter.support.Choices;
import io.github.jobreporter.support.Property;
import java.util.UUID;

/** A client id becomes the last part of a secret's name, and must not name another secret. */
class ClientIdProperties {

    @Property(cases = 1000)
    void any_lower_case_uuid_is_admitted(Choices choices) {
        UUID uuid = new UUID(choices.bits(), choices.bits());
        assertThat(ClientId.admits(choices.shown(uuid.toString()))).isTrue();
    }

    @Property(cases = 1000)
    void any_other_text_is_not(Choices choices) {
        assertThat(ClientId.admits(choices.shown(choices.anyText(255)))).isFalse();
    }

    @Property(cases = 5000)
    void admits_a_damaged_uuid_only_if_it_is_still_canonical(Choices choices) {
        long bits = choices.bits();
        String inserted =
                choices.of(
                        "", "/", "/../", "{", "..", "\\", "%2f", ":", "*", "-", "A", "0", "f", "\n",
                        "\0", " ", "\u0430", "\uff10", "\u200b", "\u0660", "\u2010", "\u0131");
        String text = choices.damage(new UUID(bits, ~bits).toString(), 3, inserted);

        assertThat(ClientId.admits(choices.shown(text))).isEqualTo(isCanonical(text));
    }

    private static boolean isCanonical(String text) {
        try {
            return UUID.fromString(text).toString().equals(text);
        } catch (IllegalArgumentException _) {
            return false;
        }
    }
}

package io.github.jobreporter.completion;

import java.util.regex.Pattern;

/**
 * The name of the secret that holds the client token, so that no message has to carry the token.
 *
 * @param value a lower-case UUID and nothing else, because it becomes part of a secret's name
 */
public record ClientId(String value) implements Credential {

    private static final Pattern LOWER_CASE_UUID =
            Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

    public ClientId {
        if (!admits(value)) {
            throw new IllegalArgumentException("clientId must be a lower-case UUID");
        }
    }

    /** Whether the text is a lower-case UUID. */
    public static boolean admits(String text) {
        return LOWER_CASE_UUID.matcher(text).matches();
    }
}

package io.github.jobreporter.completion;

/**
 * The secret half of the clientId/clientToken pair: a credential, not an idempotency token. Prints
 * as {@code ClientToken[***]}; only CodePipeline and the fingerprint use {@link #value()}.
 *
 * @param value 1 to 256 characters
 */
public record ClientToken(String value) implements Credential {

    public static final LengthLimit LENGTH = new LengthLimit(1, 256);

    public ClientToken {
        LENGTH.require("clientToken", value);
    }

    @Override
    public String toString() {
        return "ClientToken[***]";
    }
}

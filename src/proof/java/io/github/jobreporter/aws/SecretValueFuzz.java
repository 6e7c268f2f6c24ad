package io.github.jobreporter.aws;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.jobreporter.completion.ClientToken;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Any value of a secret either holds a valid token or counts as a secret without a token. */
public final class SecretValueFuzz {

    private SecretValueFuzz() {}

    private static final ObjectMapper JSON = new ObjectMapper();

    public static void fuzzerTestOneInput(byte[] secret) {
        String value = new String(secret, StandardCharsets.UTF_8);

        Optional<String> token = SecretValue.tokenIn(value).map(ClientToken::value);

        if (!value.strip().startsWith("{")) {
            assertThat(token).isEqualTo(admitted(value.strip()));
        }
        member(value).ifPresent(it -> assertThat(token).isEqualTo(admitted(it)));
    }

    private static Optional<String> admitted(String text) {
        return Optional.of(text).filter(ClientToken.LENGTH::admits);
    }

    private static Optional<String> member(String value) {
        try {
            return JSON.readTree(value)
                    .path("clientToken")
                    .asOptional()
                    .filter(JsonNode::isTextual)
                    .map(JsonNode::textValue);
        } catch (JsonProcessingException _) {
            return Optional.empty();
        }
    }
}

package io.github.jobreporter.aws;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.github.jobreporter.completion.ClientToken;
import java.io.IOException;
import java.util.Optional;

/** The value of a client's secret: the bare token, or a JSON object that holds it. */
final class SecretValue {

    private static final JsonFactory JSON = new JsonFactory();
    private static final String CLIENT_TOKEN = "clientToken";

    private SecretValue() {}

    /** The token without surrounding white space; empty if the value holds none. */
    static Optional<ClientToken> tokenIn(String value) {
        String text = value.strip();
        Optional<String> token = text.startsWith("{") ? member(text) : Optional.of(text);
        return token.filter(ClientToken.LENGTH::admits).map(ClientToken::new);
    }

    private static Optional<String> member(String json) {
        try (JsonParser parser = JSON.createParser(json)) {
            parser.nextToken();
            Optional<String> token = Optional.empty();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean wanted = CLIENT_TOKEN.equals(parser.currentName());
                if (parser.nextToken() == JsonToken.VALUE_STRING && wanted) {
                    token = Optional.of(parser.getText());
                }
                parser.skipChildren();
            }
            return token;
        } catch (IOException _) {
            // The exception would quote the secret.
            return Optional.empty();
        }
    }
}

package io.github.jobreporter.local.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.util.Optional;
import java.util.UUID;

/**
 * How AWS services that speak {@code awsJson} put requests and answers into HTTP.
 *
 * @param contentType of answers
 * @param targetPrefix of the header {@code X-Amz-Target}, before the operation's name
 */
public record AwsJsonProtocol(String contentType, String targetPrefix) {

    /** Without a limit for the length of member names: services have their own. */
    private static final ObjectMapper JSON =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder()
                                                    .maxNameLength(Integer.MAX_VALUE)
                                                    .build())
                                    .build())
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    /** The operation's name; empty when the service has none of that name. */
    public String operation(HttpExchange exchange) {
        var target = Optional.ofNullable(exchange.getRequestHeaders().getFirst("X-Amz-Target"));
        var prefix = targetPrefix + ".";
        return target.filter(it -> it.startsWith(prefix))
                .map(it -> it.substring(prefix.length()))
                .orElse("");
    }

    /** Empty when the body is no JSON object. */
    public static Optional<ObjectNode> request(HttpExchange exchange) throws IOException {
        try {
            return JSON.readTree(LoopbackHttp.text(exchange)) instanceof ObjectNode object
                    ? Optional.of(object)
                    : Optional.empty();
        } catch (CharacterCodingException | JsonProcessingException e) {
            return Optional.empty();
        }
    }

    public void send(HttpExchange exchange, int status, ObjectNode body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", contentType);
        exchange.getResponseHeaders().set("x-amzn-RequestId", UUID.randomUUID().toString());
        LoopbackHttp.answer(exchange, status, JSON.writeValueAsBytes(body));
    }
}

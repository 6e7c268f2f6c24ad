package io.github.jobreporter.differential;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.jobreporter.differential.RandomRequests.Request;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.Comparator;
import java.util.List;
import java.util.stream.StreamSupport;

/** Sends requests to an implementation, over HTTP. */
record Exchange(URI uri) {

    /**
     * What of an answer is compared. An error's message is not: the store's say more where it
     * supports less, and no program should depend on them.
     *
     * @param error the error's type, empty for none
     * @param body what was answered besides, with sets and scanned items in one order
     */
    record Answer(int status, String error, JsonNode body) {}

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> UNORDERED = List.of("SS", "NS", "BS", "Items");
    private static final String AUTHORIZATION =
            "AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/dynamodb/aws4_request,"
                    + " SignedHeaders=host;x-amz-date, Signature=0";

    Answer send(Request request) throws IOException {
        var connection = (HttpURLConnection) uri.toURL().openConnection();
        connection.setDoOutput(true);
        connection.setRequestProperty("Content-Type", "application/x-amz-json-1.0");
        connection.setRequestProperty("X-Amz-Target", "DynamoDB_20120810." + request.operation());
        connection.setRequestProperty("X-Amz-Date", "20260101T000000Z");
        connection.setRequestProperty("Authorization", AUTHORIZATION);
        try (var out = connection.getOutputStream()) {
            out.write(JSON.writeValueAsBytes(request.json()));
        }
        int status = connection.getResponseCode();
        try (var in = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
            return answer(status, (ObjectNode) JSON.readTree(in.readAllBytes()));
        }
    }

    private static Answer answer(int status, ObjectNode body) {
        var type = body.path("__type").asText();
        body.remove(List.of("__type", "message", "Message"));
        sort(body);
        return new Answer(status, type.substring(type.indexOf('#') + 1), body);
    }

    private static void sort(JsonNode json) {
        json.forEach(Exchange::sort);
        if (json instanceof ObjectNode object) {
            UNORDERED.stream()
                    .filter(it -> object.path(it).isArray())
                    .forEach(it -> object.set(it, sorted((ArrayNode) object.path(it))));
        }
    }

    private static ArrayNode sorted(ArrayNode array) {
        var elements =
                StreamSupport.stream(array.spliterator(), false)
                        .sorted(
                                Comparator.<JsonNode, String>comparing(
                                                it -> it.at("/id/S").asText())
                                        .thenComparing(JsonNode::toString))
                        .toList();
        return JSON.createArrayNode().addAll(elements);
    }
}

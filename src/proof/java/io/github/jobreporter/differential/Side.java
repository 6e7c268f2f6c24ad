package io.github.jobreporter.differential;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.jobreporter.differential.RandomRequests.Request;
import io.github.jobreporter.local.dynamodb.TableStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.Comparator;
import java.util.List;
import java.util.stream.StreamSupport;

/** An implementation of DynamoDB. */
interface Side {

    ObjectMapper JSON = new ObjectMapper();

    /**
     * The compared part of an answer, and its message.
     *
     * @param error the error's type, empty if there is none
     * @param body the other members of the answer; sets and scanned items are sorted
     */
    record Answer(int status, String error, String message, ObjectNode body) {

        static Answer of(int status, ObjectNode body) {
            var type = body.path("__type").asText();
            var message = body.path("message").asText(body.path("Message").asText());
            body.remove(List.of("__type", "message", "Message"));
            for (var table : List.of("Table", "TableDescription")) {
                if (body.path(table) instanceof ObjectNode described) {
                    described.retain("TableName", "KeySchema", "AttributeDefinitions");
                }
            }
            sort(body);
            return new Answer(status, type.substring(type.indexOf('#') + 1), message, body);
        }

        private static void sort(JsonNode json) {
            json.forEach(Answer::sort);
            if (json instanceof ObjectNode object) {
                List.of("SS", "NS", "BS", "Items").stream()
                        .filter(it -> object.path(it).isArray())
                        .forEach(it -> object.set(it, sorted((ArrayNode) object.path(it))));
            }
        }

        private static ArrayNode sorted(ArrayNode array) {
            var elements =
                    StreamSupport.stream(array.spliterator(), false)
                            .sorted(
                                    Comparator.<JsonNode, String>comparing(
                                                    it -> it.path("id").toString())
                                            .thenComparing(JsonNode::toString))
                            .toList();
            return JsonNodeFactory.instance.arrayNode().addAll(elements);
        }

        /** Ignores the messages, because no program should depend on them. */
        boolean sameAs(Answer other) {
            return status == other.status && error.equals(other.error) && body.equals(other.body);
        }
    }

    Answer send(String operation, ObjectNode json);

    default Answer send(Request request) {
        var answer = send(request.operation(), request.json());
        return answer.body.has("ScannedCount") ? withAllPages(request.json(), answer) : answer;
    }

    /** The order of items is not defined, so all pages of a scan are compared together. */
    private Answer withAllPages(ObjectNode json, Answer first) {
        var all = JsonNodeFactory.instance.objectNode();
        var items = all.putArray("Items");
        var counts = all.putArray("counts");
        var request = json.deepCopy();
        var page = first;
        while (page.status == 200) {
            items.addAll((ArrayNode) page.body.path("Items"));
            counts.add(page.body.path("Count")).add(page.body.path("ScannedCount"));
            if (!page.body.has("LastEvaluatedKey")) {
                return Answer.of(200, all);
            }
            request.set("ExclusiveStartKey", page.body.path("LastEvaluatedKey"));
            page = send("Scan", request.deepCopy());
        }
        return page;
    }

    static Side of(TableStore store) {
        return (operation, json) -> {
            var reply = store.call(operation, json);
            return Answer.of(reply.status(), reply.body());
        };
    }

    /** An implementation that is called over HTTP. */
    static Side at(URI uri) {
        return (operation, json) -> {
            try {
                return exchange(uri, operation, json);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
    }

    private static Answer exchange(URI uri, String operation, ObjectNode json) throws IOException {
        var connection = (HttpURLConnection) uri.toURL().openConnection();
        connection.setDoOutput(true);
        connection.setRequestProperty("Content-Type", "application/x-amz-json-1.0");
        connection.setRequestProperty("X-Amz-Target", "DynamoDB_20120810." + operation);
        connection.setRequestProperty("X-Amz-Date", "20260101T000000Z");
        connection.setRequestProperty(
                "Authorization",
                "AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/dynamodb/aws4_request,"
                        + " SignedHeaders=host;x-amz-date, Signature=0");
        try (var out = connection.getOutputStream()) {
            out.write(JSON.writeValueAsBytes(json));
        }
        int status = connection.getResponseCode();
        try (var in = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
            return Answer.of(status, (ObjectNode) JSON.readTree(in.readAllBytes()));
        }
    }
}

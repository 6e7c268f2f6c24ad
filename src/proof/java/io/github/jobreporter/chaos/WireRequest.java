package io.github.jobreporter.chaos;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.jobreporter.local.http.Wire;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.Map;
import java.util.Set;

/**
 * A request in one of AWS's JSON protocols, as seen on the wire.
 *
 * @param headers by name in lower case
 */
record WireRequest(Map<String, String> headers, ObjectNode body) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Those of one connection. */
    private static final Set<String> OF_THE_CONNECTION =
            Set.of("connection", "content-length", "expect", "host", "upgrade");

    static WireRequest of(Wire.Request request) throws IOException {
        if (JSON.readTree(request.body()) instanceof ObjectNode body) {
            return new WireRequest(request.headers(), body);
        }
        throw new IOException("no request in a JSON protocol");
    }

    /** The operation from {@code X-Amz-Target}, without the service. */
    String operation() {
        String target = headers.getOrDefault("x-amz-target", "");
        return target.substring(target.lastIndexOf('.') + 1);
    }

    WireRequest with(ObjectNode otherBody) {
        return new WireRequest(headers, otherBody);
    }

    /** The same request to another place. */
    HttpRequest to(URI target) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(target)
                        .POST(HttpRequest.BodyPublishers.ofString(body.toString()));
        headers.forEach(
                (name, value) -> {
                    if (!OF_THE_CONNECTION.contains(name)) {
                        request.header(name, value);
                    }
                });
        return request.build();
    }
}

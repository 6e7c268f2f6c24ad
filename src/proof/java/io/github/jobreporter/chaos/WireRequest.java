package io.github.jobreporter.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A request in AWS's JSON protocols, as it stands on the wire.
 *
 * @param headers by their names in lower case
 */
record WireRequest(Map<String, String> headers, ObjectNode body) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Those of one connection. */
    private static final Set<String> OF_THE_CONNECTION =
            Set.of("connection", "content-length", "expect", "host", "upgrade");

    /** Reads one; empty when the connection ends instead. */
    static Optional<WireRequest> read(InputStream in) throws IOException {
        if (line(in).isEmpty()) {
            return Optional.empty();
        }
        Map<String, String> headers = new LinkedHashMap<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("the request breaks off");
        }
        return Optional.of(new WireRequest(headers, object(JSON.readTree(bytes))));
    }

    private static ObjectNode object(JsonNode body) throws IOException {
        if (body instanceof ObjectNode object) {
            return object;
        }
        throw new IOException("no request in a JSON protocol");
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n' && next != -1; next = in.read()) {
            line.write(next);
        }
        return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
    }

    /** As in {@code X-Amz-Target}, without the service. */
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

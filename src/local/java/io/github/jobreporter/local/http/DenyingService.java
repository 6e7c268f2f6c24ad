package io.github.jobreporter.local.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.jobreporter.local.http.AwsJsonServer.Answer;
import io.github.jobreporter.local.http.AwsJsonServer.Service;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A proxy for a service that denies some operations, as AWS does if the role's policy lacks them.
 */
public final class DenyingService implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final URI target;
    private final HttpClient http = HttpClient.newHttpClient();
    private final AwsJsonServer server;

    private DenyingService(URI target, String prefix, Set<String> denied, Set<String> passed)
            throws IOException {
        this.target = target;
        Map<String, Function<ObjectNode, Answer>> operations =
                Stream.concat(denied.stream(), passed.stream())
                        .collect(
                                Collectors.toMap(
                                        it -> it,
                                        it ->
                                                denied.contains(it)
                                                        ? _ -> AwsJsonServer.denial(it)
                                                        : body -> passOn(prefix + "." + it, body)));
        server =
                AwsJsonServer.start(
                        new Service(prefix, "QueueUrl", operations), InstantSource.system());
    }

    /**
     * Denies what is in the first set and passes on what is in the second.
     *
     * @param prefix of the header {@code X-Amz-Target}, before the operation's name
     */
    public static DenyingService inFrontOf(
            URI target, String prefix, Set<String> denied, Set<String> passed) throws IOException {
        return new DenyingService(target, prefix, denied, passed);
    }

    public URI uri() {
        return server.uri();
    }

    @Override
    public void close() {
        server.close();
        http.close();
    }

    private Answer passOn(String operation, ObjectNode body) {
        try {
            var request =
                    HttpRequest.newBuilder(target)
                            .header("X-Amz-Target", operation)
                            .header("Content-Type", "application/x-amz-json-1.0")
                            .POST(BodyPublishers.ofString(body.toString()))
                            .build();
            var response = http.send(request, BodyHandlers.ofString());
            var answer = response.body().isEmpty() ? "{}" : response.body();
            return new Answer(response.statusCode(), (ObjectNode) JSON.readTree(answer));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while passing a call on", e);
        }
    }
}

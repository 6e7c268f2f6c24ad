package io.github.jobreporter.local.secrets;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.jobreporter.local.http.AwsJsonServer;
import io.github.jobreporter.local.http.AwsJsonServer.Answer;
import io.github.jobreporter.local.http.AwsJsonServer.Scope;
import io.github.jobreporter.local.http.AwsJsonServer.Service;
import io.github.jobreporter.local.http.Fault;
import io.github.jobreporter.local.http.HeldCall;
import io.github.jobreporter.local.http.LoopbackHttp.Settings;
import io.github.jobreporter.local.http.RecordedCall;
import java.io.IOException;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Secrets Manager, as far as a reader of secrets uses it. */
public final class SecretsEndpoint implements AutoCloseable {

    private record Secret(String value, String versionId) {}

    private final AwsJsonServer server;
    private final InstantSource clock;
    private final Map<String, Secret> secrets = new ConcurrentHashMap<>();
    private volatile Consumer<String> maker = _ -> {};

    private SecretsEndpoint(InstantSource clock, Settings settings) throws IOException {
        this.clock = clock;
        server =
                AwsJsonServer.start(
                        new Service(
                                "secretsmanager",
                                "SecretId",
                                Map.of("GetSecretValue", this::secretValue)),
                        clock,
                        settings);
    }

    public static SecretsEndpoint start(InstantSource clock) throws IOException {
        return start(clock, Settings.ANY_PORT);
    }

    public static SecretsEndpoint start(InstantSource clock, Settings settings) throws IOException {
        return new SecretsEndpoint(clock, settings);
    }

    public URI uri() {
        return server.uri();
    }

    /** Has missing secrets made, by their names, when they are read. */
    public void makeWhenAskedFor(Consumer<String> other) {
        maker = other;
    }

    /** Makes a secret, or gives it another value. */
    public void put(String name, String value) {
        secrets.put(name, new Secret(value, UUID.randomUUID().toString()));
    }

    public void remove(String name) {
        secrets.remove(name);
    }

    /** The names of the secrets that were read, in order. */
    public List<String> requestedNames() {
        return journal().stream().map(RecordedCall::subject).toList();
    }

    public List<RecordedCall> journal() {
        return server.journal();
    }

    /** Orders a fault for the next call whose secret has no fault of its own. */
    public void order(Fault fault) {
        server.order(Scope.ALL, fault);
    }

    public void order(String name, Fault fault) {
        server.order(Scope.of(name), fault);
    }

    /** Cancels all faults that no call has met yet. */
    public void forgetFaults() {
        server.forgetFaults();
    }

    /** Holds the next call for a secret before it acts. */
    public HeldCall holdNext(String name) {
        return server.holdNext(name);
    }

    @Override
    public void close() {
        server.close();
    }

    private Answer secretValue(ObjectNode request) {
        var name = request.path("SecretId").asText();
        if (!secrets.containsKey(name)) {
            maker.accept(name);
        }
        return Optional.ofNullable(secrets.get(name))
                .map(it -> Answer.success(described(name, it)))
                .orElseGet(
                        () ->
                                Answer.refusal(
                                        "ResourceNotFoundException",
                                        "Secrets Manager can't find the specified secret."));
    }

    private ObjectNode described(String name, Secret secret) {
        var body = JsonNodeFactory.instance.objectNode();
        body.put("ARN", "arn:aws:secretsmanager:us-east-1:000000000000:secret:" + name + "-local1")
                .put("Name", name)
                .put("SecretString", secret.value)
                .put("VersionId", secret.versionId)
                .put("CreatedDate", clock.instant().getEpochSecond());
        body.putArray("VersionStages").add("AWSCURRENT");
        return body;
    }
}

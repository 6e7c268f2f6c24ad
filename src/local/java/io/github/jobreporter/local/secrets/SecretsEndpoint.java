package io.github.jobreporter.local.secrets;

import io.github.jobreporter.local.http.AwsJsonServer;
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
import java.util.function.Consumer;

/** Secrets Manager, as far as readers of secrets and their operators use it. */
public final class SecretsEndpoint implements AutoCloseable {

    private final SecretStore store;
    private final AwsJsonServer server;

    private SecretsEndpoint(InstantSource clock, Settings settings) throws IOException {
        store = new SecretStore(clock);
        server =
                AwsJsonServer.start(
                        new Service("secretsmanager", "SecretId", store.operations()),
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
        store.makeWhenAskedFor(other);
    }

    /** Makes a secret, or gives it another value. */
    public void put(String name, String value) {
        store.put(name, value);
    }

    /** The same, unless a client has made, changed or deleted it. */
    public void putUnlessChanged(String name, String value) {
        store.putUnlessChanged(name, value);
    }

    public void remove(String name) {
        store.remove(name);
    }

    /** The names of the secrets that were read, in order. */
    public List<String> requestedNames() {
        return journal().stream()
                .filter(it -> it.operation().equals(SecretStore.GET))
                .map(RecordedCall::subject)
                .toList();
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
}

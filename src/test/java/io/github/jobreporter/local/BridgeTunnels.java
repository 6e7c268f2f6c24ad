package io.github.jobreporter.local;

import io.github.jobreporter.local.Tunnel.Entrance;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;

/** Every service of the stack at a bridge's address, by the same port as on this machine. */
final class BridgeTunnels implements AutoCloseable {

    private final Deque<Tunnel> tunnels = new ArrayDeque<>();

    private BridgeTunnels() {}

    /**
     * Listens at the bridge, for peers of its network only.
     *
     * @throws IllegalStateException when a port is in use there
     */
    static BridgeTunnels open(Bridge bridge, Collection<URI> services) {
        BridgeTunnels opened = new BridgeTunnels();
        try {
            services.forEach(it -> opened.tunnels.push(tunnel(bridge, it)));
            return opened;
        } catch (RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    private static Tunnel tunnel(Bridge bridge, URI service) {
        try {
            var address = new InetSocketAddress(bridge.address(), service.getPort());
            return Tunnel.to(service, new Entrance(address, bridge::isNeighbour));
        } catch (IOException e) {
            throw new IllegalStateException(
                    "port %d is in use at %s: end what listens there, or turn the bridge off with -Dlocal.bridge=none"
                            .formatted(service.getPort(), bridge),
                    e);
        }
    }

    @Override
    public void close() {
        while (!tunnels.isEmpty()) {
            try {
                tunnels.pop().close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}

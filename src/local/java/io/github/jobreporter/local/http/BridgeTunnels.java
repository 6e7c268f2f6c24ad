package io.github.jobreporter.local.http;

import io.github.jobreporter.local.http.Tunnel.Entrance;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Every service of the stack at a bridge's address, at the same port as on this machine. */
public final class BridgeTunnels implements AutoCloseable {

    private final Bridge bridge;
    private final Consumer<String> out;
    private final Set<InetAddress> turnedAway = ConcurrentHashMap.newKeySet();
    private final Deque<Tunnel> tunnels = new ArrayDeque<>();

    private BridgeTunnels(Bridge bridge, Consumer<String> out) {
        this.bridge = bridge;
        this.out = out;
    }

    /**
     * Listens at the bridge, for peers of its network only.
     *
     * @param out is told once of each other peer
     * @throws IllegalStateException when a port is in use there
     */
    public static BridgeTunnels open(
            Bridge bridge, Collection<URI> services, Consumer<String> out) {
        BridgeTunnels opened = new BridgeTunnels(bridge, out);
        try {
            services.forEach(it -> opened.tunnels.push(opened.tunnel(it)));
            return opened;
        } catch (RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    private boolean admits(InetAddress peer) {
        if (bridge.isNeighbour(peer)) {
            return true;
        }
        if (turnedAway.add(peer)) {
            out.accept(
                    ("Refused %s, which is not on the network of %s: -Dlocal.bridge=<interface>"
                                    + " names another.")
                            .formatted(peer.getHostAddress(), bridge));
        }
        return false;
    }

    private Tunnel tunnel(URI service) {
        try {
            var address = new InetSocketAddress(bridge.address(), service.getPort());
            return Tunnel.to(service, new Entrance(address, this::admits));
        } catch (IOException e) {
            throw new IllegalStateException(
                    ("port %d is in use at %s: end what listens there, or turn the"
                                    + " bridge off with -Dlocal.bridge=none")
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
                out.accept("A tunnel did not close: " + e);
            }
        }
    }
}

package io.github.jobreporter.local.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;

/** Forwards connections to a service, from a port that can be cut or from another network. */
public final class Tunnel implements AutoCloseable {

    private static final int BACKLOG = 50;

    /**
     * Where a tunnel listens.
     *
     * @param admits the addresses whose connections are accepted; others are closed at once
     */
    record Entrance(InetSocketAddress address, Predicate<InetAddress> admits) {}

    private final URI target;
    private final ServerSocket server;
    private final Predicate<InetAddress> admits;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private volatile boolean cut;

    private Tunnel(URI target, ServerSocket server, Predicate<InetAddress> admits) {
        this.target = target;
        this.server = server;
        this.admits = admits;
    }

    /** From any free port of the loopback interface. */
    public static Tunnel to(URI target) throws IOException {
        var anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        return to(target, new Entrance(anyPort, _ -> true));
    }

    static Tunnel to(URI target, Entrance entrance) throws IOException {
        InetSocketAddress address = entrance.address;
        Tunnel tunnel =
                new Tunnel(
                        target,
                        new ServerSocket(address.getPort(), BACKLOG, address.getAddress()),
                        entrance.admits);
        tunnel.threads.execute(tunnel::accept);
        return tunnel;
    }

    public URI uri() {
        return URI.create(
                "http://%s:%d"
                        .formatted(
                                server.getInetAddress().getHostAddress(), server.getLocalPort()));
    }

    /** Ends every connection, and each new one at once. */
    public void cut() {
        cut = true;
        open.forEach(Tunnel::close);
    }

    /** Forwards new connections again. */
    public void restore() {
        cut = false;
    }

    @Override
    public void close() throws IOException {
        cut();
        server.close();
        threads.shutdownNow();
        // The port is free only after the accepting thread has ended.
        threads.close();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                connect(server.accept());
            } catch (IOException _) {
                // Closed.
            }
        }
    }

    private void connect(Socket near) {
        if (!admits.test(near.getInetAddress())) {
            close(near);
            return;
        }
        open.add(near);
        if (cut) {
            close(near);
            return;
        }
        try {
            Socket far = new Socket(target.getHost(), target.getPort());
            open.add(far);
            threads.execute(() -> pump(near, far));
            threads.execute(() -> pump(far, near));
        } catch (IOException _) {
            // The target is gone: the caller sees a closed connection.
            open.remove(near);
            close(near);
        }
    }

    private void pump(Socket from, Socket to) {
        try (from;
                to;
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            in.transferTo(out);
        } catch (IOException _) {
            // One side closed, so the other is closed.
        } finally {
            open.remove(from);
            open.remove(to);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

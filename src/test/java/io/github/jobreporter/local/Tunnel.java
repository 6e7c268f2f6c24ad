package io.github.jobreporter.local;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A way to a service that can be cut, so that a function loses a real service. */
public final class Tunnel implements AutoCloseable {

    private final URI target;
    private final ServerSocket server;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private volatile boolean cut;

    private Tunnel(URI target, ServerSocket server) {
        this.target = target;
        this.server = server;
    }

    public static Tunnel to(URI target) throws IOException {
        Tunnel tunnel =
                new Tunnel(target, new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
        tunnel.threads.execute(tunnel::accept);
        return tunnel;
    }

    public URI uri() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort());
    }

    /** Ends every connection, and each new one at once. */
    public void cut() {
        cut = true;
        open.forEach(Tunnel::close);
    }

    @Override
    public void close() throws IOException {
        cut();
        server.close();
        threads.shutdownNow();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                connect(server.accept());
            } catch (IOException _) {
                // Closed, or the target is gone: the caller finds out by itself.
            }
        }
    }

    private void connect(Socket near) throws IOException {
        open.add(near);
        if (cut) {
            close(near);
            return;
        }
        Socket far = new Socket(target.getHost(), target.getPort());
        open.add(far);
        threads.execute(() -> pump(near, far));
        threads.execute(() -> pump(far, near));
    }

    private void pump(Socket from, Socket to) {
        try (from;
                to;
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            in.transferTo(out);
        } catch (IOException _) {
            // One side ended; so does the other.
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

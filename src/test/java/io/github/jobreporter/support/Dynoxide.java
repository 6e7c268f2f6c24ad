package io.github.jobreporter.support;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/**
 * An independent implementation of DynamoDB: dynoxide, a native program with tables in memory.
 * {@code .ci/run} installs it. Ends at the latest with this JVM.
 */
public final class Dynoxide implements AutoCloseable {

    private static final Path BINARY =
            Path.of(System.getProperty("local.build", "target"))
                    .resolve("dynoxide/node_modules/@dynoxide/linux-x64/dynoxide");
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Process process;
    private final int port;

    private Dynoxide(Process process, int port) {
        this.process = process;
        this.port = port;
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    }

    /** A condition for tests. */
    public static boolean isInstalled() {
        return Files.isExecutable(BINARY);
    }

    public static Dynoxide start() throws IOException, InterruptedException {
        int port = freePort();
        var process =
                new ProcessBuilder(BINARY.toString(), "--port", Integer.toString(port))
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        var dynoxide = new Dynoxide(process, port);
        var deadline = Instant.now().plus(PATIENCE);
        while (!dynoxide.listens()) {
            if (!process.isAlive() || Instant.now().isAfter(deadline)) {
                dynoxide.close();
                throw new IllegalStateException("dynoxide did not start: " + BINARY);
            }
            Thread.sleep(20);
        }
        return dynoxide;
    }

    /** The port is chosen here, because dynoxide does not report one that it chose. */
    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private boolean listens() {
        try (var _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    public URI uri() {
        return URI.create("http://127.0.0.1:" + port);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}

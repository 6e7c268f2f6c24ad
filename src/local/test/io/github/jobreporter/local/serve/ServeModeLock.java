package io.github.jobreporter.local.serve;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * Lets one test class at a time use serve mode, which writes its files for SAM into one folder.
 * Test classes run in several JVMs.
 */
public final class ServeModeLock implements BeforeAllCallback {

    private static final Path FILE =
            Path.of(System.getProperty("local.build", "target"), "serve-mode.lock");

    /** A nested class finds the lock of its outer class, after which the lock is closed. */
    @Override
    public void beforeAll(ExtensionContext context) {
        context.getStore(Namespace.create(ServeModeLock.class))
                .getOrComputeIfAbsent(FILE, _ -> acquire(), FileChannel.class);
    }

    private static FileChannel acquire() {
        try {
            Files.createDirectories(FILE.toAbsolutePath().getParent());
            FileChannel channel =
                    FileChannel.open(FILE, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            channel.lock();
            return channel;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package io.github.jobreporter.local.runtime;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * Everything that a function's process wrote. It is a file, not a pipe: what was written before the
 * process asked for its next invocation can be read at once, and remains if the process is killed.
 */
final class FunctionLog implements AutoCloseable {

    private static final Duration TICK = Duration.ofMillis(50);

    private final Path file;
    private final Thread follower;
    private volatile boolean closing;

    private FunctionLog(Path file, Consumer<String> listener) {
        this.file = file;
        follower = Thread.ofVirtual().unstarted(() -> follow(listener));
    }

    static FunctionLog create(Path folder, String name, Consumer<String> listener)
            throws IOException {
        Files.createDirectories(folder);
        var log = new FunctionLog(newFile(folder, name), listener);
        log.follower.start();
        return log;
    }

    private static Path newFile(Path folder, String name) throws IOException {
        for (var i = 1; ; i++) {
            try {
                return Files.createFile(folder.resolve("%s-%d.log".formatted(name, i)));
            } catch (FileAlreadyExistsException _) {
                // Of an earlier process of this function: the next number.
            }
        }
    }

    Path file() {
        return file;
    }

    List<String> lines() {
        return linesSince(0);
    }

    /** How much is written so far, in bytes. */
    long position() {
        return file.toFile().length();
    }

    /** What was written after a position. */
    List<String> linesSince(long position) {
        try (var bytes = Files.newInputStream(file)) {
            bytes.skipNBytes(position);
            return new String(bytes.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends when the listener has got every line. */
    @Override
    public void close() {
        closing = true;
        follower.interrupt();
        try {
            follower.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void follow(Consumer<String> listener) {
        try (var bytes = new RandomAccessFile(file.toFile(), "r")) {
            var last = false;
            while (!last) {
                // Read before the last round, so that the round includes what came before closing.
                last = closing;
                tell(bytes, listener);
                pause(last);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void tell(RandomAccessFile bytes, Consumer<String> listener) throws IOException {
        var start = bytes.getFilePointer();
        var fresh = new byte[Math.toIntExact(bytes.length() - start)];
        bytes.readFully(fresh);
        var end = fresh.length;
        while (end > 0 && fresh[end - 1] != '\n') {
            end--;
        }
        // An incomplete line or character waits for the rest.
        bytes.seek(start + end);
        new String(fresh, 0, end, StandardCharsets.UTF_8).lines().forEach(listener);
    }

    @SuppressWarnings("InterruptedExceptionSwallowed")
    private static void pause(boolean last) {
        if (last) {
            return;
        }
        try {
            Thread.sleep(TICK);
        } catch (InterruptedException _) {
            // Interrupted by close: one more round.
        }
    }
}

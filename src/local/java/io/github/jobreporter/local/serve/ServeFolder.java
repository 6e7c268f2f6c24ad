package io.github.jobreporter.local.serve;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/**
 * The folder that a serve mode writes its files to: the build's own, or the first below it that no
 * other serve mode uses. The operating system ends the lock with the process, so what a killed one
 * left is overwritten.
 */
final class ServeFolder implements AutoCloseable {

    static final String ENVIRONMENT_FILE = "env.sh";
    private static final String LOCK_FILE = "serve-mode.lock";

    /**
     * Of this process. It must not open the lock of its own folder again: closing ends the lock.
     */
    private static final Set<Path> TAKEN = ConcurrentHashMap.newKeySet();

    private final Path path;
    private final boolean isTheBuilds;
    private final FileChannel lock;
    private final Map<Path, byte[]> written = new LinkedHashMap<>();

    private ServeFolder(Path path, boolean isTheBuilds, FileChannel lock) {
        this.path = path;
        this.isTheBuilds = isTheBuilds;
        this.lock = lock;
    }

    static ServeFolder take(Path build) {
        return IntStream.iterate(1, it -> it + 1)
                .mapToObj(it -> takeIfFree(build.toAbsolutePath(), it))
                .flatMap(Optional::stream)
                .findFirst()
                .orElseThrow();
    }

    private static Optional<ServeFolder> takeIfFree(Path build, int number) {
        Path folder = number == 1 ? build : build.resolve("serve-" + number);
        if (!TAKEN.add(folder)) {
            return Optional.empty();
        }
        try {
            Files.createDirectories(folder);
            FileChannel channel =
                    FileChannel.open(
                            folder.resolve(LOCK_FILE),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE);
            if (channel.tryLock() != null) {
                return Optional.of(new ServeFolder(folder, number == 1, channel));
            }
            channel.close();
            TAKEN.remove(folder);
            return Optional.empty();
        } catch (IOException e) {
            TAKEN.remove(folder);
            throw new UncheckedIOException(e);
        }
    }

    /** Whether it is the first serve mode of the build. */
    boolean isTheBuilds() {
        return isTheBuilds;
    }

    Path resolve(String name) {
        return path.resolve(name);
    }

    /** Relative to the current folder, if it is below it. */
    Path readable(String name) {
        Path here = Path.of("").toAbsolutePath();
        Path file = resolve(name);
        return file.startsWith(here) ? here.relativize(file) : file;
    }

    /** Writes a file, which is removed when this is closed, unless it was overwritten. */
    void write(String name, String content) {
        Path file = resolve(name);
        try {
            Files.createDirectories(file.resolveSibling(""));
            written.put(file, content.getBytes(StandardCharsets.UTF_8));
            Files.writeString(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            for (Map.Entry<Path, byte[]> it : written.entrySet()) {
                removeIfUnchanged(it.getKey(), it.getValue());
            }
            lock.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            TAKEN.remove(path);
        }
    }

    /**
     * After {@code mvnw clean}, which removes the lock file, another serve mode may have taken the
     * folder.
     */
    private static void removeIfUnchanged(Path file, byte[] content) throws IOException {
        if (Files.exists(file) && Arrays.equals(Files.readAllBytes(file), content)) {
            Files.delete(file);
        }
    }
}

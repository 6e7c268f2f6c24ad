package io.github.jobreporter.local.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The folder with the functions' logs of one run of the stack, which is one process. Its name is
 * the time at which the process started, and its id. The folders of the last runs are kept.
 */
record RunLogs(Path folder) {

    /** With this one. */
    static final int KEPT = 5;

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");
    private static final Pattern NAME = Pattern.compile("\\d{8}-\\d{6}-\\d{1,18}");

    /** The folder of this process. */
    static RunLogs in(Path parent) {
        ProcessHandle process = ProcessHandle.current();
        Instant start = process.info().startInstant().orElse(Instant.EPOCH);
        return new RunLogs(
                parent.resolve(
                        TIME.format(start.atZone(ZoneId.systemDefault())) + "-" + process.pid()));
    }

    /** Makes the folder and removes those of older runs that have ended. */
    void prepare() throws IOException {
        Files.createDirectories(folder);
        Files.delete(Files.createTempFile(folder, "writable", ".tmp"));
        for (Path it : others().stream().skip(KEPT - 1).toList()) {
            if (!isOfLivingProcess(it)) {
                remove(it);
            }
        }
    }

    /** Newest first. */
    private List<Path> others() throws IOException {
        try (Stream<Path> folders = Files.list(folder.resolveSibling(""))) {
            return folders.filter(it -> NAME.matcher(name(it)).matches())
                    .filter(it -> !it.equals(folder))
                    .sorted(Comparator.comparing(RunLogs::name).reversed())
                    .toList();
        }
    }

    private static String name(Path path) {
        return path.getFileName().toString();
    }

    private static boolean isOfLivingProcess(Path other) {
        String name = name(other);
        long pid = Long.parseLong(name.substring(name.lastIndexOf('-') + 1));
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }

    private static void remove(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path it : files.toList()) {
                Files.deleteIfExists(it);
            }
            Files.deleteIfExists(folder);
        } catch (IOException _) {
            // Another user's, or another process removes it at the same time: it may stay.
        }
    }
}

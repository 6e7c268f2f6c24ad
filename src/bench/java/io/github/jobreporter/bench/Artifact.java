package io.github.jobreporter.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** The zip that would be uploaded for a folder. The same folder gives the same bytes. */
record Artifact(long zippedBytes, int jars) {

    static Artifact of(Path folder) throws IOException {
        try (var tree = Files.walk(folder)) {
            var files = tree.filter(Files::isRegularFile).sorted().toList();
            var jars = files.stream().filter(it -> it.toString().endsWith(".jar")).toList().size();
            return new Artifact(zipped(folder, files), jars);
        }
    }

    private static long zipped(Path folder, List<Path> files) {
        var size = new AtomicLong();
        try (var zip = new ZipOutputStream(counting(size))) {
            for (var file : files) {
                var entry = new ZipEntry(folder.relativize(file).toString());
                entry.setTime(0);
                zip.putNextEntry(entry);
                Files.copy(file, zip);
                zip.closeEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return size.get();
    }

    private static OutputStream counting(AtomicLong size) {
        return new OutputStream() {
            @Override
            public void write(int b) {
                size.incrementAndGet();
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
                size.addAndGet(length);
            }
        };
    }
}

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * {@code java StoreJars.java FOLDER}: rewrites each jar of a folder without compression. Entries
 * and times stay the same. Classes then load without decompression. Lambda's zip gets smaller,
 * because it compresses each jar as a whole. For the figures see {@code docs/performance.md}.
 */
final class StoreJars {

    private StoreJars() {}

    public static void main(String[] args) throws IOException {
        try (var jars = Files.newDirectoryStream(Path.of(args[0]), "*.jar")) {
            for (var jar : jars) {
                var stored = jar.resolveSibling(jar.getFileName() + ".part");
                store(jar, stored);
                Files.move(stored, jar, StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private static void store(Path jar, Path stored) throws IOException {
        try (var from = new ZipFile(jar.toFile());
                var to =
                        new ZipOutputStream(
                                new BufferedOutputStream(Files.newOutputStream(stored)))) {
            for (var entry : Collections.list(from.entries())) {
                to.putNextEntry(stored(entry));
                try (var content = from.getInputStream(entry)) {
                    content.transferTo(to);
                }
            }
        }
    }

    private static ZipEntry stored(ZipEntry entry) {
        var stored = new ZipEntry(entry.getName());
        stored.setMethod(ZipEntry.STORED);
        stored.setSize(entry.getSize());
        stored.setCrc(entry.getCrc());
        stored.setTimeLocal(entry.getTimeLocal());
        return stored;
    }
}

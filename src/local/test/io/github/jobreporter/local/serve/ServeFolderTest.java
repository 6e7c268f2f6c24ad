package io.github.jobreporter.local.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServeFolderTest {

    @TempDir private Path build = Path.of("");

    @Test
    void is_the_builds_own_for_the_first_and_another_for_each_further_one() {
        try (var first = ServeFolder.take(build);
                var second = ServeFolder.take(build);
                var third = ServeFolder.take(build)) {
            assertThat(first.resolve("env.sh")).isEqualTo(build.resolve("env.sh"));
            assertThat(second.resolve("env.sh")).isEqualTo(build.resolve("serve-2/env.sh"));
            assertThat(third.resolve("env.sh")).isEqualTo(build.resolve("serve-3/env.sh"));
        }
    }

    @Test
    void is_free_again_with_the_files_that_a_killed_one_left() throws IOException {
        ServeFolder.take(build).close();
        Files.writeString(build.resolve("env.sh"), "of a killed one");

        try (var next = ServeFolder.take(build)) {
            next.write("env.sh", "of the next one");

            assertThat(build.resolve("env.sh")).hasContent("of the next one");
        }

        assertThat(build.resolve("env.sh")).doesNotExist();
    }

    /** After {@code mvnw clean}, which removes the lock file. */
    @Test
    void keeps_a_file_that_another_one_has_written() throws IOException {
        try (var first = ServeFolder.take(build)) {
            first.write("env.sh", "of the first");
            first.write("gone.json", "{}");
            Files.write(build.resolve("env.sh"), new byte[] {(byte) 0xFF});
            Files.delete(build.resolve("gone.json"));
        }

        assertThat(build.resolve("env.sh")).hasBinaryContent(new byte[] {(byte) 0xFF});
    }
}

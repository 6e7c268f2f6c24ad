package io.github.jobreporter.journey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;

/** The folder for Lambda holds the function and nothing else. */
class ShippedFolderIT {

    private static final Path TASK_ROOT =
            Path.of(System.getProperty("local.build", "target"), "task-root");

    private static List<String> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(it -> folder.relativize(it).toString())
                    .toList();
        }
    }

    @Test
    void has_classes_of_the_four_packages_and_the_log_configuration() throws IOException {
        assertThat(files(TASK_ROOT))
                .filteredOn(it -> !it.startsWith("lib"))
                .allSatisfy(
                        it ->
                                assertThat(it)
                                        .matches(
                                                "log4j2\\.properties|io/github/jobreporter"
                                                        + "/(completion|lambda|aws|bootstrap)"
                                                        + "/[^/]+\\.class"));
    }

    @Test
    void has_no_test_code_no_local_stack_and_no_second_http_client() throws IOException {
        assertThat(files(TASK_ROOT.resolve("lib")))
                .isNotEmpty()
                .noneMatch(
                        it ->
                                it.matches(
                                        "(?i).*(junit|mockito|assertj|archunit|jazzer|awaitility|"
                                                + "elasticmq|pekko|"
                                                + "snakeyaml|runtime-interface|netty|httpclient|"
                                                + "httpcore|apache-client|aws-java-sdk).*"));
    }

    @Test
    void has_jars_without_compression() throws IOException {
        for (String jar : files(TASK_ROOT.resolve("lib"))) {
            try (var zip = new ZipFile(TASK_ROOT.resolve("lib").resolve(jar).toFile())) {
                assertThat(zip.stream()).allMatch(it -> it.getMethod() == ZipEntry.STORED, jar);
            }
        }
    }
}

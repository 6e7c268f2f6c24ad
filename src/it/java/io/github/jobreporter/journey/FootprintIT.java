package io.github.jobreporter.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jobreporter.local.runtime.BuildOutput;
import io.github.jobreporter.local.runtime.FunctionProcess;
import io.github.jobreporter.local.stack.LocalStack;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Figures of the function that do not depend on the machine's load. Times are in the benchmark
 * ({@code docs/performance.md}). Each limit is a little above the measured figure. If a change
 * exceeds one on purpose, measure again and raise the limit.
 */
@ExtendWith(LocalStackExtension.class)
class FootprintIT {

    private static final Path BUILD = Path.of(System.getProperty("local.build", "target"));
    private static final Path TASK_ROOT = BUILD.resolve("task-root");

    private static final String TOKEN = "token-12345678";

    /** In the names of the classes of the SDK and of ours that publish outcomes. */
    private static final String EVENT_BRIDGE = "eventbridge";

    private static final int MESSAGES = 100;
    private static final int YOUNG_MEGABYTES = 2;

    /** The young generation without the two survivor spaces. */
    private static final double EDEN_SHARE = 0.8;

    private final Journeys journeys;

    @TempDir private Path logs;

    FootprintIT(Journeys journeys) {
        this.journeys = journeys;
    }

    private FunctionProcess start(String jvmOptions) throws InterruptedException {
        return start(jvmOptions, "None");
    }

    private FunctionProcess start(String jvmOptions, String outcomeEvents)
            throws InterruptedException {
        return journeys.queueReporterWith(
                Map.of("JAVA_TOOL_OPTIONS", jvmOptions, "OUTCOME_EVENTS", outcomeEvents));
    }

    private void report(FunctionProcess process, int messages) throws InterruptedException {
        for (int i = 0; i < messages; i++) {
            String body = event(journeys.newJob(TOKEN));
            String batch = Journeys.batch(UUID.randomUUID().toString(), body);
            assertThat(Journeys.failures(process.invoke(batch))).isEmpty();
        }
    }

    private static String event(String jobId) {
        return "{\"jobId\": \"%s\", \"clientToken\": \"%s\"}".formatted(jobId, TOKEN);
    }

    private static long lines(Path log, String mark) throws IOException {
        try (Stream<String> lines = Files.lines(log)) {
            return lines.filter(
                            it ->
                                    it.toLowerCase(Locale.ROOT)
                                            .contains(mark.toLowerCase(Locale.ROOT)))
                    .count();
        }
    }

    @Test
    void ships_no_more_than_before() throws IOException {
        try (Stream<Path> jars = Files.list(TASK_ROOT.resolve("lib"))) {
            assertThat(jars.count()).isLessThanOrEqualTo(58);
        }
        assertThat(zippedBytes()).isLessThan(13_200_000);
    }

    @Test
    void loads_no_more_classes_than_before_and_few_at_the_first_invocation()
            throws IOException, InterruptedException {
        Path log = logs.resolve("classes");
        try (FunctionProcess process =
                start("-Xlog:class+load:file=%s::filecount=0".formatted(log))) {
            long initialised = lines(log, "source:");
            report(process, 1);

            assertThat(initialised).isBetween(5_000L, 7_600L);
            assertThat(lines(log, "source:") - initialised).isLessThan(300);
            assertThat(lines(log, EVENT_BRIDGE)).isZero();
        }
    }

    @Test
    void loads_the_client_of_the_bus_before_the_first_invocation_if_all_outcomes_are_published()
            throws IOException, InterruptedException {
        Path log = logs.resolve("classes");
        try (FunctionProcess process =
                start("-Xlog:class+load:file=%s::filecount=0".formatted(log), "All")) {
            long initialised = lines(log, EVENT_BRIDGE);
            report(process, 1);

            assertThat(initialised).isPositive();
            assertThat(lines(log, EVENT_BRIDGE) - initialised).isLessThan(20);
        }
    }

    /** As on AWS, where no variable sets an endpoint. */
    @Test
    void does_not_load_the_list_of_all_services_of_aws() throws IOException, InterruptedException {
        Path log = logs.resolve("classes");
        var variables =
                Map.of("JAVA_TOOL_OPTIONS", "-Xlog:class+load:file=%s::filecount=0".formatted(log));
        try (FunctionProcess _ =
                FunctionProcess.start(
                        journeys.stack().definition(LocalStack.QUEUE_REPORTER),
                        FunctionProcess.Settings.of(BuildOutput.in(BUILD)).with(variables))) {
            assertThat(lines(log, "awssdk.services.codepipeline")).isGreaterThan(100);
            // The list has 300.
            assertThat(Files.readAllLines(log))
                    .filteredOn(it -> it.contains("awssdk.regions.servicemetadata"))
                    .hasSizeLessThan(10);
        }
    }

    @Test
    void allocates_no_more_for_a_message_than_before() throws IOException, InterruptedException {
        Path log = logs.resolve("collections");
        String options = "-Xmn%dm -Xlog:gc:file=%s::filecount=0".formatted(YOUNG_MEGABYTES, log);
        try (FunctionProcess process = start(options)) {
            report(process, MESSAGES);
            long before = lines(log, "Pause Young");
            report(process, MESSAGES);

            double eden = YOUNG_MEGABYTES * EDEN_SHARE * 1024 * 1024;
            assertThat((lines(log, "Pause Young") - before) * eden / MESSAGES)
                    .isBetween(50_000.0, 700_000.0);
        }
    }

    private static long zippedBytes() throws IOException {
        var counted = new CountingOutput();
        try (var zip = new ZipOutputStream(counted);
                Stream<Path> files = Files.walk(TASK_ROOT)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                zip.putNextEntry(new ZipEntry(TASK_ROOT.relativize(file).toString()));
                Files.copy(file, zip);
            }
        }
        return counted.bytes;
    }

    private static final class CountingOutput extends OutputStream {

        private long bytes;

        @Override
        public void write(int oneByte) {
            bytes++;
        }

        @Override
        public void write(byte[] all, int offset, int length) {
            bytes += length;
        }
    }
}

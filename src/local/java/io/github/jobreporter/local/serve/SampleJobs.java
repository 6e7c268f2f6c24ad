package io.github.jobreporter.local.serve;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.jobreporter.local.play.JobFixture;
import io.github.jobreporter.local.stack.LocalStack;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Makes the job or the secret that an event file names when the stack is first asked for it, so
 * that every file of {@code events/} can be played at any time. Not earlier, because a job times
 * out an hour after it was made, and because a polling worker would get the queued ones.
 */
final class SampleJobs {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path folder;
    private final JobFixture fixture;

    private SampleJobs(Path folder, JobFixture fixture) {
        this.folder = folder;
        this.fixture = fixture;
    }

    /** Makes the jobs and secrets of a folder's files on demand from now on. */
    static void makeWhenAskedFor(LocalStack stack, Path folder) {
        SampleJobs samples = new SampleJobs(folder, new JobFixture(stack));
        stack.codePipeline().makeWhenAskedFor(it -> samples.make("jobId", it));
        stack.secrets().makeWhenAskedFor(it -> samples.make("clientId", lastSegment(it)));
    }

    private static String lastSegment(String secretName) {
        return secretName.substring(secretName.lastIndexOf('/') + 1);
    }

    private void make(String member, String value) {
        try (Stream<Path> files = Files.list(folder)) {
            files.filter(it -> it.toString().endsWith(".json"))
                    .sorted()
                    .flatMap(it -> payload(it).stream())
                    .flatMap(JobFixture::completions)
                    .filter(it -> it.path(member).asText().equals(value))
                    .findFirst()
                    .ifPresent(fixture::prepareOne);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<JsonNode> payload(Path file) {
        try {
            return Optional.of(JSON.readTree(file.toFile()));
        } catch (JsonProcessingException _) {
            // The file is being written.
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package io.github.jobreporter.local.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.jobreporter.local.codepipeline.Job;
import io.github.jobreporter.local.play.EventCase;
import io.github.jobreporter.local.play.JobFixture;
import io.github.jobreporter.local.stack.LocalStack;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Jobs and secrets of the event files exist on first use, and not earlier. */
@Timeout(60)
class SampleJobsTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path BUILD = Path.of(System.getProperty("local.build", "target"));

    private static LocalStack stack;
    private static HttpClient http;

    @BeforeAll
    static void start() throws InterruptedException {
        stack = LocalStack.start(LocalStack.TEMPLATE, BUILD);
        http = HttpClient.newHttpClient();
        SampleJobs.makeWhenAskedFor(stack, EventCase.FOLDER);
    }

    @AfterAll
    static void stop() {
        http.close();
        stack.close();
    }

    private static JsonNode send(HttpRequest.Builder request)
            throws IOException, InterruptedException {
        return JSON.readTree(http.send(request.build(), BodyHandlers.ofString()).body());
    }

    private static HttpRequest.Builder job(String id) {
        return HttpRequest.newBuilder(stack.codePipeline().uri().resolve("/control/jobs/" + id));
    }

    private static JsonNode call(URI service, String operation, String body)
            throws IOException, InterruptedException {
        return send(
                HttpRequest.newBuilder(service)
                        .header("X-Amz-Target", operation)
                        .POST(BodyPublishers.ofString(body)));
    }

    private static JsonNode put(String jobId, String token)
            throws IOException, InterruptedException {
        return call(
                stack.codePipeline().uri(),
                "CodePipeline_20150709.PutThirdPartyJobSuccessResult",
                "{\"jobId\": \"%s\", \"clientToken\": \"%s\"}".formatted(jobId, token));
    }

    static Iterable<EventCase> files() {
        return EventCase.ours();
    }

    @ParameterizedTest
    @MethodSource("files")
    void has_every_job_in_the_state_of_its_id(EventCase file) throws Exception {
        for (JsonNode completion : JobFixture.completions(file.payload()).toList()) {
            var id = completion.path("jobId").asText();

            var state = send(job(id)).path("state").asText("no such job");

            assertThat(state)
                    .isEqualTo(
                            id.startsWith("unknown-job-")
                                    ? "no such job"
                                    : id.startsWith("queued-") ? "Queued" : "InProgress");
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void has_the_secret_of_every_client_id(EventCase file) throws Exception {
        for (JsonNode completion : JobFixture.completions(file.payload()).toList()) {
            var clientId = completion.path("clientId").asText();
            if (!clientId.isEmpty()) {
                var secret =
                        call(
                                stack.secrets().uri(),
                                "secretsmanager.GetSecretValue",
                                "{\"SecretId\": \"job-reporter/client-tokens/%s\"}"
                                        .formatted(clientId));

                assertThat(secret.path("SecretString").asText("none"))
                        .isEqualTo(
                                clientId.startsWith("00000000-") ? "none" : "token-of-" + clientId);
            }
        }
    }

    @Test
    void lists_none_early_and_hands_none_to_a_worker() throws Exception {
        try (var fresh = LocalStack.start(LocalStack.TEMPLATE, BUILD)) {
            SampleJobs.makeWhenAskedFor(fresh, EventCase.FOLDER);

            var polled =
                    call(
                            fresh.codePipeline().uri(),
                            "CodePipeline_20150709.PollForThirdPartyJobs",
                            """
                            {"actionTypeId": {"category": "Test", "owner": "ThirdParty",
                             "provider": "Local", "version": "1"}, "maxBatchSize": 100}""");

            assertThat(polled.path("jobs")).isEmpty();
            assertThat(fresh.codePipeline().jobs()).isEmpty();
        }
    }

    @Test
    void makes_a_job_for_its_first_result_with_the_token_of_the_event(@TempDir Path folder)
            throws Exception {
        Files.writeString(folder.resolve("a.json"), "{ half a file");
        Files.writeString(
                folder.resolve("mine.json"), "{\"jobId\": \"mine\", \"clientToken\": \"t\"}");
        try (var fresh = LocalStack.start(LocalStack.TEMPLATE, BUILD)) {
            SampleJobs.makeWhenAskedFor(fresh, folder);

            var uri = fresh.codePipeline().uri();
            var operation = "CodePipeline_20150709.PutThirdPartyJobSuccessResult";
            call(uri, operation, "{\"jobId\": \"mine\", \"clientToken\": \"other\"}");
            assertThat(fresh.codePipeline().job("mine").orElseThrow().state())
                    .isEqualTo(Job.State.IN_PROGRESS);
            call(uri, operation, "{\"jobId\": \"mine\", \"clientToken\": \"t\"}");

            assertThat(fresh.codePipeline().job("mine").orElseThrow().state())
                    .isEqualTo(Job.State.SUCCEEDED);
        }
    }

    @Test
    void does_not_change_an_existing_job() throws Exception {
        stack.codePipeline().addJob("queue-failure", "mine", Job.State.CREATED);

        assertThat(put("queue-failure", "mine").path("__type").asText())
                .isEqualTo("InvalidJobStateException");
    }
}

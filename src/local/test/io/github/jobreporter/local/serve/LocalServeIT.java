package io.github.jobreporter.local.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.jobreporter.local.stack.Ports;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code ./mvnw -Plocal -Dlocal.serve} does. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LocalServeIT {

    private static final Path BUILD = Path.of(System.getProperty("local.build", "target"));
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
    private final HttpClient http = HttpClient.newHttpClient();
    private Optional<LocalServe> serve = Optional.empty();

    @BeforeAll
    void start() throws InterruptedException {
        ServeOptions options = ServeOptions.of(Ports.ANY).publishing(Optional.of("All"));
        serve = Optional.of(LocalServe.start(out, BUILD, options));
    }

    @AfterAll
    void stop() {
        serve.ifPresent(LocalServe::close);
        http.close();
    }

    private String printed() {
        return printed.toString(StandardCharsets.UTF_8);
    }

    private URI at(String path) {
        return serve.orElseThrow().page().resolve(path);
    }

    private HttpResponse<String> send(HttpRequest request)
            throws IOException, InterruptedException {
        return http.send(request, BodyHandlers.ofString());
    }

    private HttpResponse<String> act(String action, String body)
            throws IOException, InterruptedException {
        return send(
                HttpRequest.newBuilder(at("/actions/" + action))
                        .POST(BodyPublishers.ofString(body))
                        .build());
    }

    private JsonNode state() throws IOException, InterruptedException {
        return JSON.readTree(send(HttpRequest.newBuilder(at("/state")).build()).body());
    }

    /** A new job's id. */
    private String newJob() throws IOException, InterruptedException {
        return JSON.readTree(act("make-job", "{\"state\": \"InProgress\"}").body())
                .path("jobId")
                .asText();
    }

    private void complete(String job, String how) throws IOException, InterruptedException {
        complete(job, "\"how\": \"%s\"".formatted(how), "queue");
    }

    private void complete(String job, String members, String by)
            throws IOException, InterruptedException {
        String body = "{\"jobId\": \"%s\", \"by\": \"%s\", %s}".formatted(job, by, members);
        assertThat(act("complete", body).statusCode()).isEqualTo(200);
    }

    private void awaitState(Predicate<JsonNode> wanted) {
        await().atMost(PATIENCE).until(this::state, wanted);
    }

    private static Predicate<JsonNode> delivery(String job, String outcome, String reason) {
        return state ->
                state.path("deliveries")
                        .valueStream()
                        .filter(it -> it.path("jobId").asText().equals(job))
                        .filter(it -> it.path("outcome").asText().equals(outcome))
                        .anyMatch(it -> it.path("reason").asText().equals(reason));
    }

    private static Predicate<JsonNode> jobIn(String job, String state) {
        return it ->
                it.path("jobs")
                        .valueStream()
                        .filter(found -> found.path("id").asText().equals(job))
                        .anyMatch(found -> found.path("state").asText().equals(state));
    }

    @Nested
    class GivenItRuns {

        @Test
        void prints_the_addresses_and_commands() {
            assertThat(printed())
                    .startsWith("source ")
                    .contains(
                            serve.orElseThrow().page().toString(),
                            "aws codepipeline poll-for-third-party-jobs",
                            "aws codepipeline acknowledge-third-party-job",
                            "aws sqs send-message",
                            "aws events put-events",
                            "/control/faults");
        }

        @Test
        void prints_and_shows_each_outcome_event() throws Exception {
            String job = newJob();

            complete(job, "wrongToken");

            awaitState(delivery(job, "Refused", "INVALID_CLIENT_TOKEN"));
            assertThat(printed())
                    .containsPattern(
                            "outcome event +\\{.*\"%s\".*INVALID_CLIENT_TOKEN".formatted(job));
            assertThat(state().path("outcomes"))
                    .anyMatch(it -> it.at("/detail/jobId").asText().equals(job));
        }

        @Test
        void prints_a_line_for_each_delivery() throws Exception {
            String job = newJob();

            complete(job, "success");

            await().atMost(PATIENCE)
                    .untilAsserted(
                            () ->
                                    assertThat(printed())
                                            .containsPattern(
                                                    job
                                                            + " +Reported +[0-9]+ ms"
                                                            + " +delivery 1 by QueueReporter"));
        }

        @Test
        void serves_a_page_that_loads_nothing_from_other_hosts() throws Exception {
            HttpResponse<String> page = send(HttpRequest.newBuilder(at("/")).build());

            assertThat(page.headers().firstValue("Content-Type"))
                    .hasValue("text/html; charset=utf-8");
            assertThat(page.headers().firstValue("Content-Security-Policy"))
                    .get(InstanceOfAssertFactories.STRING)
                    .contains("default-src 'none'", "require-trusted-types-for 'script'");
            assertThat(page.body()).doesNotContain("http://", "https://", "innerHTML");
        }

        @Test
        void never_shows_a_token() throws Exception {
            make("secretive", "s3cret");
            complete("secretive", "misspelt");
            awaitState(it -> it.path("deadLetters").toString().contains("secretive"));
            complete("secretive", "success");
            awaitState(delivery("secretive", "Reported", ""));

            assertThat(state().toString()).doesNotContain("s3cret");
            String messageId =
                    state().path("deadLetters").findParents("jobId").stream()
                            .filter(it -> it.path("jobId").asText().equals("secretive"))
                            .map(it -> it.path("messageId").asText())
                            .findFirst()
                            .orElseThrow();
            assertThat(
                            send(HttpRequest.newBuilder(at("/dead-letters/" + messageId)).build())
                                    .body())
                    .contains("continuationTokn", "clientToken")
                    .doesNotContain("s3cret");
        }
    }

    private URI control(String path) {
        return URI.create(EnvironmentFile.namedIn(printed()).exported("codepipeline") + path);
    }

    private void make(String job, String token) throws IOException, InterruptedException {
        String body =
                "{\"id\": \"%s\", \"clientToken\": \"%s\", \"state\": \"InProgress\"}"
                        .formatted(job, token);
        send(
                HttpRequest.newBuilder(control("/control/jobs"))
                        .POST(BodyPublishers.ofString(body))
                        .build());
    }

    @Nested
    class GivenAJobOfThePage {

        @ParameterizedTest
        @CsvSource({
            "'\"how\": \"success\"', queue, Reported, ''",
            "'\"how\": \"success\", \"credential\": \"clientId\"', bus, Reported, ''",
            "'\"how\": \"failure\"', queue, Reported, ''",
            "'\"how\": \"continued\"', bus, Reported, ''",
            "'\"how\": \"wrongToken\"', queue, Refused, INVALID_CLIENT_TOKEN",
            "'\"how\": \"wrongToken\", \"credential\": \"clientId\"',"
                    + " bus, Refused, INVALID_CLIENT_TOKEN",
            "'\"how\": \"misspelt\"', bus, Refused, MALFORMED_EVENT",
            "'\"how\": \"success\", \"fault\": \"throttle\"', queue, Unavailable, THROTTLED",
            "'\"how\": \"success\", \"fault\": \"failBeforeActing\"',"
                    + " queue, Unavailable, OUTCOME_UNKNOWN",
            "'\"how\": \"failure\", \"fault\": \"dropAfterActing\"',"
                    + " queue, Unavailable, OUTCOME_UNKNOWN",
            "'\"how\": \"success\", \"fault\": \"delayBeforeActing\"',"
                    + " queue, Unavailable, OUTCOME_UNKNOWN",
            "'\"how\": \"success\", \"fault\": \"delayAfterActing\"',"
                    + " queue, Unavailable, OUTCOME_UNKNOWN",
            "'\"how\": \"success\", \"fault\": \"deny\"', bus, Unavailable, SERVICE_FAULT"
        })
        void completes_it_in_every_way(String members, String by, String outcome, String reason)
                throws Exception {
            String job = newJob();

            complete(job, members, by);

            awaitState(delivery(job, outcome, reason));
        }

        @Test
        void completes_it_twice_and_the_second_is_held_elsewhere_or_already_reported()
                throws Exception {
            String job = newJob();

            complete(job, "twice");

            awaitState(delivery(job, "Reported", ""));
            awaitState(
                    delivery(job, "AlreadyReported", "")
                            .or(delivery(job, "Unavailable", "HELD_ELSEWHERE")));
        }

        @Test
        void does_not_replace_a_job_of_the_control_surface() throws Exception {
            make("taken", "mine");

            assertThat(act("make-job", "{\"id\": \"taken\"}").statusCode()).isEqualTo(400);

            assertThat(send(HttpRequest.newBuilder(control("/control/jobs/taken")).build()).body())
                    .contains("\"mine\"");
        }

        @Test
        void redrives_a_refused_event() throws Exception {
            String job = newJob();
            complete(job, "wrongToken");
            awaitState(it -> letterJobs(it).contains(job));

            assertThat(act("redrive", "{}").body()).contains("Redrove");

            await().atMost(PATIENCE)
                    .until(
                            () -> printed().lines().filter(it -> it.contains(job + " ")).count(),
                            it -> it >= 2);
            assertThat(jobIn(job, "InProgress").test(state())).isTrue();
            assertThat(letterJobs(state())).doesNotContain(job);
        }

        private static List<String> letterJobs(JsonNode state) {
            return state.path("deadLetters")
                    .valueStream()
                    .map(it -> it.path("jobId").asText())
                    .toList();
        }
    }

    @Nested
    class GivenTheClockIsMoved {

        private void advance(String by) throws IOException, InterruptedException {
            send(
                    HttpRequest.newBuilder(control("/control/clock"))
                            .POST(BodyPublishers.ofString("{\"by\": \"%s\"}".formatted(by)))
                            .build());
        }

        @Test
        void an_event_that_is_retried_for_an_hour_is_dead_lettered_in_seconds() throws Exception {
            act("make-job", "{\"id\": \"forgotten\", \"state\": \"Queued\"}");
            complete("forgotten", "success");
            awaitState(delivery("forgotten", "Unavailable", "JOB_NOT_IN_PROGRESS"));

            advance("PT1H");

            awaitState(
                    it ->
                            it.path("deadLetters")
                                    .valueStream()
                                    .filter(
                                            found ->
                                                    found.path("jobId")
                                                            .asText()
                                                            .equals("forgotten"))
                                    .anyMatch(
                                            found ->
                                                    found.path("detail")
                                                            .asText()
                                                            .contains("in 60 minutes")));
            assertThat(Duration.parse(state().at("/clock/ahead").asText()))
                    .isGreaterThanOrEqualTo(Duration.ofHours(1));
        }
    }

    @Nested
    class GivenAnInvalidRequest {

        @ParameterizedTest
        @CsvSource({
            "complete, '{\"jobId\": \"nobody\", \"how\": \"success\"}', there is no job nobody",
            "complete, '{\"how\": \"success\"}', jobId: Member must not be null",
            "complete, '{\"jobId\": \"j\", \"how\": \"otherwise\"}',"
                    + " 'how: Member must satisfy enum'",
            "complete, '{\"jobId\": \"j\", \"how\": \"success\", \"fault\": \"none\"}',"
                    + " 'fault: Member must'",
            "complete, '{\"jobId\": \"j\", \"how\": \"success\", \"hwo\": 1}', 'hwo: unknown'",
            "complete, not json, the body must be a JSON object",
            "acknowledge, '{\"jobId\": \"nobody\"}', there is no job nobody",
            "make-job, '{\"clientId\": \"x\"}', clientId: Member must satisfy regular expression",
            "poll, '{\"jobId\": \"j\"}', jobId: unknown",
            "redrive, '{\"messageId\": \"x\"}', there is no dead letter x"
        })
        void is_refused_with_a_reason(String action, String body, String reason) throws Exception {
            HttpResponse<String> answer = act(action, body);

            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.headers().firstValue("Content-Type"))
                    .hasValue("application/json; charset=utf-8");
            assertThat(answer.body()).contains(reason);
        }

        @Test
        void is_refused_if_the_job_exists_or_has_another_state() throws Exception {
            String job = newJob();

            assertThat(act("acknowledge", "{\"jobId\": \"%s\"}".formatted(job)).body())
                    .contains(job + " is not dispatched: InProgress");
            assertThat(act("make-job", "{\"id\": \"%s\"}".formatted(job)).body())
                    .contains("there is a job " + job);
        }

        @Test
        void must_not_be_the_page_of_another_site() throws Exception {
            HttpRequest forged =
                    HttpRequest.newBuilder(at("/actions/make-job"))
                            .header("Origin", "https://partner.example")
                            .POST(BodyPublishers.ofString("{}"))
                            .build();

            assertThat(send(forged).statusCode()).isEqualTo(403);
        }

        @Test
        void names_the_existing_paths() throws Exception {
            HttpResponse<String> answer = send(HttpRequest.newBuilder(at("/nothing")).build());

            assertThat(answer.statusCode()).isEqualTo(404);
            assertThat(answer.body()).contains("GET /state", "POST /actions/make-job");
        }
    }

    @Nested
    class GivenPorts {

        @Test
        void reports_one_that_is_in_use() throws IOException {
            try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                int port = taken.getLocalPort();

                assertThatIllegalArgumentException()
                        .isThrownBy(() -> LocalServe.start(out, BUILD, new Ports(port)))
                        .withMessageContaining("port %d is in use", port);
            }
        }

        @Test
        void follow_each_other_from_the_requested_one() {
            Ports ports = Ports.of("4560");

            assertThat(
                            List.of(
                                    ports.page().port(),
                                    ports.codePipeline().port(),
                                    ports.sqs(),
                                    ports.dynamoDb().port(),
                                    ports.secretsManager().port(),
                                    ports.eventBridge().port()))
                    .containsExactly(4560, 4561, 4562, 4563, 4564, 4565);
        }

        @ParameterizedTest
        @ValueSource(strings = {"x", "-1", "65531", ""})
        void refuses_an_invalid_port(String port) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Ports.of(port))
                    .withMessageContaining("port");
        }
    }
}

package io.github.jobreporter.local.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.jobreporter.local.codepipeline.ActionType;
import io.github.jobreporter.local.codepipeline.CodePipelineEndpoint;
import io.github.jobreporter.local.codepipeline.Job.Client;
import io.github.jobreporter.local.codepipeline.Job.State;
import io.github.jobreporter.local.http.AwsEndpoint;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.codepipeline.CodePipelineClient;
import software.amazon.awssdk.services.codepipeline.model.CodePipelineException;

@Timeout(30)
class ControlSurfaceTest {

    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private record Reply(int status, JsonNode body) {}

    private CodePipelineEndpoint endpoint;

    @BeforeEach
    void start() throws IOException {
        endpoint = CodePipelineEndpoint.start(InstantSource.fixed(NOW));
        ControlSurface.addTo(endpoint, () -> List.of(JSON.createObjectNode().put("id", "e-1")));
    }

    @AfterEach
    void stop() {
        endpoint.close();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(endpoint.uri() + "/control" + path));
    }

    private static Reply send(HttpRequest.Builder request)
            throws IOException, InterruptedException {
        var response = HTTP.send(request.build(), BodyHandlers.ofString());
        return new Reply(response.statusCode(), JSON.readTree(response.body()));
    }

    private Reply send(String method, String path, String body)
            throws IOException, InterruptedException {
        return send(request(path).method(method, BodyPublishers.ofString(body.replace('\'', '"'))));
    }

    private Reply get(String path) throws IOException, InterruptedException {
        return send("GET", path, "");
    }

    private Reply post(String path, String body) throws IOException, InterruptedException {
        return send("POST", path, body);
    }

    @Nested
    class GivenJobs {

        @Test
        void makes_one_from_nothing() throws Exception {
            var reply = post("/jobs", "");

            assertThat(reply.status()).isEqualTo(201);
            var job = endpoint.job(reply.body().path("id").asText()).orElseThrow();
            assertThat(job.state()).isEqualTo(State.QUEUED);
            assertThat(job.action().type()).isEqualTo(ActionType.LOCAL);
            assertThat(reply.body().path("clientToken").asText()).isEqualTo(job.clientToken());
        }

        @Test
        void makes_one_as_described() throws Exception {
            var reply =
                    post(
                            "/jobs",
                            """
                            {'id':'a/b c','clientId':'00000000-0000-4000-8000-000000000001',
                             'clientToken':'t','state':'InProgress','configuration':{'k':'v'},
                             'actionType':{'category':'Deploy','owner':'ThirdParty',
                                           'provider':'P','version':'2'}}""");

            assertThat(reply.status()).isEqualTo(201);
            assertThat(get("/jobs/a%2Fb%20c").body()).isEqualTo(reply.body());
            var job = endpoint.job("a/b c").orElseThrow();
            assertThat(job.client().id()).isEqualTo("00000000-0000-4000-8000-000000000001");
            assertThat(job.clientToken()).isEqualTo("t");
            assertThat(job.state()).isEqualTo(State.IN_PROGRESS);
            assertThat(job.action().configuration()).containsEntry("k", "v");
            assertThat(job.action().type())
                    .isEqualTo(new ActionType("Deploy", "ThirdParty", "P", "2"));
        }

        @Test
        void keeps_the_time_of_creation_when_the_state_changes() throws Exception {
            var createdAt = post("/jobs", "{'id':'j'}").body().path("createdAt").asText();
            endpoint.advance(Duration.ofMinutes(5));

            var moved = post("/jobs/j/state", "{'state':'InProgress'}").body();

            assertThat(Duration.between(Instant.parse(createdAt), endpoint.now()))
                    .isGreaterThanOrEqualTo(Duration.ofMinutes(5));
            assertThat(moved.path("createdAt").asText()).isEqualTo(createdAt);
        }

        @Test
        void does_not_replace_an_existing_one() throws Exception {
            endpoint.addJob("j", "t", State.SUCCEEDED);

            var reply = post("/jobs", "{'id':'j'}");

            assertThat(reply.status()).isEqualTo(409);
            assertThat(reply.body().path("error").asText()).contains("take another id");
            assertThat(endpoint.job("j").orElseThrow().state()).isEqualTo(State.SUCCEEDED);
        }

        @Test
        void lists_them_without_their_tokens() throws Exception {
            endpoint.addJob("a", "s3cret-token", State.QUEUED);
            endpoint.addJob("b", "s3cret-token", State.TIMED_OUT);

            var body = get("/jobs").body();

            assertThat(body.path("jobs").findValuesAsText("id")).containsExactly("a", "b");
            assertThat(body.path("jobs").findValuesAsText("state"))
                    .containsExactly("Queued", "TimedOut");
            assertThat(body.toString()).doesNotContain("s3cret-token");
        }

        @Test
        void shows_a_result_and_the_continuing_job() throws Exception {
            endpoint.addJob("j", "t", State.IN_PROGRESS);
            try (var worker = worker()) {
                worker.putThirdPartyJobSuccessResult(
                        it ->
                                it.jobId("j")
                                        .clientToken("t")
                                        .continuationToken("resume")
                                        .executionDetails(details -> details.summary("ok")));
            }

            var job = get("/jobs/j").body();

            assertThat(job.at("/result/executionDetails/summary").asText()).isEqualTo("ok");
            assertThat(job.at("/result").has("clientToken")).isFalse();
            var next = get("/jobs/" + job.path("continuedAs").asText()).body();
            assertThat(next.path("continuationToken").asText()).isEqualTo("resume");
        }

        @Test
        void moves_one() throws Exception {
            endpoint.addJob("j", "t", State.QUEUED);

            var reply = post("/jobs/j/state", "{'state':'TimedOut'}");

            assertThat(reply.body().path("state").asText()).isEqualTo("TimedOut");
            assertThat(endpoint.job("j").orElseThrow().state()).isEqualTo(State.TIMED_OUT);
        }

        @Test
        void deletes_the_result_of_a_moved_job() throws Exception {
            endpoint.addJob("j", "t", State.IN_PROGRESS);
            try (var worker = worker()) {
                worker.putThirdPartyJobSuccessResult(
                        it -> it.jobId("j").clientToken("t").continuationToken("resume"));
            }

            var moved = post("/jobs/j/state", "{'state':'InProgress'}").body();

            assertThat(moved.path("state").asText()).isEqualTo("InProgress");
            assertThat(moved.has("result")).isFalse();
            assertThat(moved.has("continuedAs")).isFalse();
        }

        @Test
        void returns_client_id_and_token_of_each_new_job() throws Exception {
            var clients = new ArrayList<Client>();
            endpoint.onClient(clients::add);

            var client = "00000000-0000-4000-8000-000000000001";
            post("/jobs", "{'clientId':'" + client + "','clientToken':'t'}");
            var other = post("/jobs", "").body();

            assertThat(clients)
                    .containsExactly(
                            new Client(client, "t"),
                            new Client(
                                    other.path("clientId").asText(),
                                    other.path("clientToken").asText()));
        }

        @Test
        void says_where_to_find_jobs_if_one_is_missing() throws Exception {
            assertThat(get("/jobs/none").status()).isEqualTo(404);
            assertThat(post("/jobs/none/state", "{'state':'Queued'}").body().toString())
                    .contains("there is no job none: GET /control/jobs lists them");
        }
    }

    @Nested
    class GivenTheClock {

        @Test
        void moves_it_forward() throws Exception {
            endpoint.addJob("j", "t", State.QUEUED);

            post("/clock", "{'by':'PT50M'}");
            var reply = post("/clock", "{'by':'PT10M'}");

            assertThat(reply.body().path("now").asText())
                    .isEqualTo(NOW.plus(Duration.ofHours(1)).toString());
            assertThat(get("/clock").body().path("ahead").asText()).isEqualTo("PT1H");
            assertThat(get("/jobs/j").body().path("state").asText()).isEqualTo("TimedOut");
        }

        @ParameterizedTest
        @CsvSource({"PT90S", "PT15M", "PT2H", "P1D"})
        void accepts_days_hours_minutes_or_seconds(String by) throws Exception {
            assertThat(post("/clock", "{'by':'" + by + "'}").status()).isEqualTo(200);
            assertThat(endpoint.ahead()).isEqualTo(Duration.parse(by));
        }

        @ParameterizedTest
        @CsvSource({"P", "PT", "-PT1H", "PT-1H", "1h", "PT1.5S", "PT9999999H", "''"})
        void refuses_an_invalid_duration(String by) throws Exception {
            assertThat(post("/clock", "{'by':'" + by + "'}").status()).isEqualTo(400);
            assertThat(endpoint.ahead()).isZero();
        }
    }

    private void addTwoJobs() {
        endpoint.addJob("j", "t", State.IN_PROGRESS);
        endpoint.addJob("other", "t", State.IN_PROGRESS);
    }

    @Test
    void shows_the_outcome_events() throws Exception {
        assertThat(get("/outcomes").body().at("/outcomes/0/id").asText()).isEqualTo("e-1");
    }

    @Nested
    class GivenFaults {

        @BeforeEach
        void jobs() {
            addTwoJobs();
        }

        @Test
        void throttles_the_next_calls_for_a_job() throws Exception {
            var reply = post("/faults", "{'kind':'throttle','calls':2,'jobId':'j'}");

            assertThat(reply.body().at("/faults/0/calls").asInt()).isEqualTo(2);
            try (var worker = worker()) {
                succeed(worker, "other");
                assertThatThrownBy(() -> succeed(worker, "j"))
                        .matches(it -> ((CodePipelineException) it).isThrottlingException());
                assertThat(get("/faults").body().at("/faults/0/calls").asInt()).isEqualTo(1);
                assertThatThrownBy(() -> succeed(worker, "j"))
                        .isInstanceOf(CodePipelineException.class);
                succeed(worker, "j");
            }
        }

        @Test
        void affects_one_operation_only() throws Exception {
            post(
                    "/faults",
                    "{'kind':'dropAfterActing','operation':'PutThirdPartyJobSuccessResult'}");

            try (var worker = worker()) {
                worker.getThirdPartyJobDetails(it -> it.jobId("j").clientToken("t"));
                assertThatThrownBy(() -> succeed(worker, "j"))
                        .isInstanceOf(SdkClientException.class);
            }
            assertThat(endpoint.job("j").orElseThrow().state()).isEqualTo(State.SUCCEEDED);
        }

        @ParameterizedTest
        @CsvSource({"failBeforeActing,500", "deny,400", "throttle,400"})
        void refuses_without_acting(String kind, int status) throws Exception {
            post("/faults", "{'kind':'" + kind + "'}");

            try (var worker = worker()) {
                assertThatThrownBy(() -> succeed(worker, "j"))
                        .matches(it -> ((CodePipelineException) it).statusCode() == status);
            }
            assertThat(endpoint.job("j").orElseThrow().state()).isEqualTo(State.IN_PROGRESS);
        }

        @ParameterizedTest
        @CsvSource({"delayBeforeActing,IN_PROGRESS", "delayAfterActing,SUCCEEDED"})
        void delays(String kind, State meanwhile) throws Exception {
            post("/faults", "{'kind':'" + kind + "','duration':'PT20S'}");

            try (var worker = worker()) {
                assertThatThrownBy(() -> succeed(worker, "j"))
                        .isInstanceOf(SdkClientException.class);
            }
            assertThat(endpoint.job("j").orElseThrow().state()).isEqualTo(meanwhile);
        }

        @Test
        void lists_each_order_once_with_its_remaining_calls() throws Exception {
            post("/faults", "{'kind':'throttle','calls':1000}");
            post("/faults", "{'kind':'delayAfterActing','duration':'PT2M','jobId':'j'}");

            var reply = post("/faults", "{'kind':'delayBeforeActing','calls':2}");

            assertThat(reply.body())
                    .isEqualTo(
                            json(
                                    """
                                    {'faults':[{'kind':'throttle','calls':1000},
                                     {'kind':'delayAfterActing','duration':'PT2M',
                                      'calls':1,'jobId':'j'},
                                     {'kind':'delayBeforeActing','duration':'PT10S',
                                      'calls':2}]}"""));
        }

        @Test
        void refuses_a_body_when_it_removes_them() throws Exception {
            post("/faults", "{'kind':'deny','jobId':'j'}");

            assertThat(send("DELETE", "/faults", "{'jobId':'other'}").status()).isEqualTo(400);
            assertThat(get("/faults").body().path("faults")).hasSize(1);
        }

        @Test
        void refuses_one_for_a_job_that_does_not_exist() throws Exception {
            var reply = post("/faults", "{'kind':'throttle','jobId':'jbo'}");

            assertThat(reply.status()).isEqualTo(404);
            assertThat(reply.body().path("error").asText())
                    .isEqualTo("there is no job jbo: GET /control/jobs lists them");
            assertThat(get("/faults").body().path("faults")).isEmpty();
        }

        @Test
        void takes_one_for_a_job_that_is_made_when_it_is_asked_for() throws Exception {
            endpoint.makeWhenAskedFor(it -> endpoint.addJob(it, "t", State.IN_PROGRESS));

            assertThat(post("/faults", "{'kind':'throttle','jobId':'sample'}").status())
                    .isEqualTo(200);
        }

        @Test
        void removes_them() throws Exception {
            post("/faults", "{'kind':'deny','calls':5}");

            assertThat(send("DELETE", "/faults", "").body().path("faults")).isEmpty();
            try (var worker = worker()) {
                succeed(worker, "j");
            }
        }
    }

    @Nested
    class GivenAPermittedRate {

        @BeforeEach
        void jobs() {
            addTwoJobs();
        }

        @Test
        void throttles_what_is_above_it() throws Exception {
            var reply = post("/rate", "{'resultsPerSecond':0.01}");

            assertThat(reply).isEqualTo(new Reply(200, json("{'resultsPerSecond':0.01}")));
            assertThat(get("/rate").body()).isEqualTo(reply.body());
            try (var worker = worker()) {
                succeed(worker, "other");
                assertThatThrownBy(() -> succeed(worker, "j"))
                        .matches(it -> ((CodePipelineException) it).isThrottlingException());
            }
            assertThat(endpoint.job("j").orElseThrow().state()).isEqualTo(State.IN_PROGRESS);
        }

        @Test
        void removes_it() throws Exception {
            assertThat(get("/rate").body()).isEqualTo(json("{'resultsPerSecond':null}"));
            endpoint.permit(0.01);

            var reply = send("DELETE", "/rate", "");

            assertThat(reply).isEqualTo(new Reply(200, json("{'resultsPerSecond':null}")));
            assertThat(endpoint.permittedRate()).isEmpty();
            try (var worker = worker()) {
                succeed(worker, "other");
                succeed(worker, "j");
            }
        }

        @Test
        void keeps_it_if_the_next_one_is_invalid() throws Exception {
            endpoint.permit(5);

            assertThat(post("/rate", "{'resultsPerSecond':0}").status()).isEqualTo(400);
            assertThat(endpoint.permittedRate()).hasValue(5);
        }

        @ParameterizedTest
        @ValueSource(strings = {"0.01", "1", "2.5", "10000"})
        void may_have_a_fraction(String rate) throws Exception {
            assertThat(post("/rate", "{'resultsPerSecond':" + rate + "}").status()).isEqualTo(200);
            assertThat(endpoint.permittedRate()).hasValue(Double.parseDouble(rate));
        }
    }

    @Nested
    class GivenTheJournal {

        @Test
        void shows_calls_without_tokens() throws Exception {
            endpoint.addJob("j", "s3cret-token", State.IN_PROGRESS);
            post("/faults", "{'kind':'throttle'}");
            try (var worker = worker()) {
                assertThatThrownBy(() -> succeed(worker, "j"));
                assertThatThrownBy(() -> succeed(worker, "none"));
            }

            var calls = get("/journal").body().path("calls");

            assertThat(calls.findValuesAsText("error"))
                    .containsExactly("ThrottlingException", "JobNotFoundException");
            assertThat(calls.at("/0/fault").asText()).isEqualTo("throttle");
            assertThat(calls.at("/0/request/clientToken").asText()).isEqualTo("***");
            assertThat(get("/journal/none").body().path("calls")).hasSize(1);
        }
    }

    @Nested
    class GivenAnInvalidRequest {

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                textBlock =
                        """
                        /jobs | {"tokn":"t"} | tokn: unknown, the members are actionType, clientId
                        /jobs | `{"state":"Running"
                        }` | state: Member must satisfy enum value set: [Created, Queued
                        /jobs | {"id":""} | id: Member must have length greater than or equal to 1
                        /jobs | {"id":7} | id: NUMBER_VALUE can not be converted to a String
                        /jobs | `{"clientId":"me"
                        }` | clientId: Member must satisfy regular expression pattern
                        /jobs | `{"id":"a","state":"Queued","id":"b"
                        }` | the body must be a JSON object: Duplicate field 'id'
                        /jobs | {"id":"a"} {} | the body must be a JSON object
                        /jobs | `{"actionType":{"category":"Test","owner":"ThirdParty",
                          "provider":"P","version":"1","name":"n"}
                        }` | actionType.name: unknown, the members are category, owner
                        /jobs | `{"actionType":{"owner":"AWS"}
                        }` | actionType.category: Member must not be null
                        /jobs | `{"configuration":{"k":1}
                        }` | configuration.k: NUMBER_VALUE can not be converted to a String
                        /jobs | [1] | the body must be a JSON object
                        /jobs | {"id" | the body must be a JSON object
                        /clock | {} | by: Member must not be null
                        /faults | `{"kind":"explode"
                        }` | kind: Member must satisfy enum value set: [delayAfterActing
                        /faults | `{"kind":"throttle","duration":"PT1S"
                        }` | duration: only delayAfterActing and delayBeforeActing have one
                        /faults | `{"kind":"dropAfterActing","duration":"PT1S"
                        }` | duration: only delayAfterActing and delayBeforeActing have one
                        /faults | `{"kind":"delayAfterActing","duration":"P9999D"
                        }` | duration: at most PT1H, was P9999D
                        /faults | `{"kind":"delayBeforeActing","duration":"PT61M"
                        }` | duration: at most PT1H, was PT61M
                        /faults | `{"kind":"delayBeforeActing","duration":"1h"
                        }` | duration: Member must satisfy regular expression pattern
                        /faults | `{"kind":"deny","calls":0
                        }` | calls: Member must have value greater than or equal to 1
                        /faults | `{"kind":"deny","operation":"Put"
                        }` | operation: Member must satisfy enum value set
                        /rate | {} | resultsPerSecond: Member must not be null
                        /rate | {"perSecond":1} | resultsPerSecond: Member must not be null
                        /rate | `{"resultsPerSecond":"10"
                        }` | resultsPerSecond: STRING_VALUE can not be converted to a Double
                        /rate | `{"resultsPerSecond":0
                        }` | resultsPerSecond: Member must have value greater than or equal to 0.01
                        /rate | `{"resultsPerSecond":-1
                        }` | resultsPerSecond: Member must have value greater than or equal to 0.01
                        /rate | `{"resultsPerSecond":10000.1
                        }` | resultsPerSecond: Member must have value less than or equal to 10000
                        /rate | `{"resultsPerSecond":1e999
                        }` | resultsPerSecond: Member must have value less than or equal to 10000
                        """,
                quoteCharacter = '`')
        void names_the_mistake_and_shows_a_valid_example(String path, String body, String problem)
                throws Exception {
            var reply = post(path, body);

            assertThat(reply.status()).isEqualTo(400);
            assertThat(reply.body().at("/problems/0").asText()).startsWith(problem);
            assertThat(post(path, reply.body().path("example").toString()).status())
                    .isLessThan(300);
        }

        @Test
        void says_that_the_body_must_be_utf_8() throws Exception {
            byte[] latin1 = "{\"id\":\"é\"}".getBytes(StandardCharsets.ISO_8859_1);

            var reply = send(request("/jobs").POST(BodyPublishers.ofByteArray(latin1)));

            assertThat(reply.status()).isEqualTo(400);
            assertThat(reply.body().at("/problems/0").asText()).isEqualTo("the body must be UTF-8");
            assertThat(endpoint.jobs()).isEmpty();
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "application/json",
                    "application/json; charset=utf-8",
                    "application/x-www-form-urlencoded"
                })
        void may_have_any_content_type(String type) throws Exception {
            var body = BodyPublishers.ofString("{\"id\":\"é\"}");

            assertThat(send(request("/jobs").header("Content-Type", type).POST(body)).status())
                    .isEqualTo(201);
            assertThat(endpoint.job("é")).isPresent();
        }

        @Test
        void is_refused_to_a_page_of_another_site() throws Exception {
            var forged =
                    request("/jobs")
                            .header("Origin", "https://partner.example")
                            .POST(BodyPublishers.ofString("{}"));

            var reply = send(forged);

            assertThat(reply.status()).isEqualTo(403);
            // For scripts, which read "error" here, and for SDKs, which read "message".
            assertThat(reply.body().path("error").asText()).contains("the page of another site");
            assertThat(reply.body().path("message")).isEqualTo(reply.body().path("error"));
            assertThat(endpoint.jobs()).isEmpty();
        }

        @Test
        void lists_the_paths_for_one_that_is_unknown() throws Exception {
            var reply = get("/jbos");

            assertThat(reply.status()).isEqualTo(404);
            assertThat(reply.body().path("paths"))
                    .extracting(JsonNode::asText)
                    .contains("GET /control/jobs: all jobs, oldest first")
                    .hasSize(15);
        }

        @Test
        void answers_head_wherever_it_answers_get() throws Exception {
            var head = HTTP.send(request("/jobs").HEAD().build(), BodyHandlers.ofString());

            assertThat(head.statusCode()).isEqualTo(200);
            assertThat(head.body()).isEmpty();
        }

        @Test
        void lists_the_methods_of_a_path() throws Exception {
            var reply = send("PUT", "/clock", "{}");

            assertThat(reply.status()).isEqualTo(405);
            assertThat(reply.body().path("paths")).hasSize(2);
        }

        @ParameterizedTest
        @CsvSource({
            "PUT,    /clock,   'GET, HEAD, POST'",
            "DELETE, /journal, 'GET, HEAD'",
            "GET,    /jobs/j/state, POST"
        })
        void allows_the_methods_of_a_path_by_header(String method, String path, String allowed)
                throws Exception {
            var response =
                    HTTP.send(
                            request(path).method(method, BodyPublishers.noBody()).build(),
                            BodyHandlers.ofString());

            assertThat(response.headers().firstValue("Allow")).hasValue(allowed);
        }
    }

    private static JsonNode json(String text) throws JsonProcessingException {
        return JSON.readTree(text.replace('\'', '"'));
    }

    private static void succeed(CodePipelineClient worker, String id) {
        worker.putThirdPartyJobSuccessResult(it -> it.jobId(id).clientToken("t"));
    }

    private CodePipelineClient worker() {
        return new AwsEndpoint(endpoint.uri())
                .client(
                        CodePipelineClient.builder()
                                .overrideConfiguration(
                                        it ->
                                                it.retryStrategy(DefaultRetryStrategy.doNotRetry())
                                                        .apiCallTimeout(Duration.ofSeconds(1))));
    }
}

package io.github.jobreporter.local.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.jobreporter.local.http.AwsEndpoint;
import io.github.jobreporter.local.http.Fault;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.EventBridgeException;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResponse;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResultEntry;

@Timeout(20)
class EventBusEndpointTest {

    private static final Instant NOW = Instant.parse("2026-01-01T10:00:00.123Z");
    private static final ObjectMapper JSON = new ObjectMapper();

    private EventBusEndpoint bus;
    private EventBridgeClient client;

    @BeforeEach
    void start() throws IOException {
        bus = EventBusEndpoint.start(() -> NOW);
        client = new AwsEndpoint(bus.uri()).client(EventBridgeClient.builder());
        bus.put(rule("partners", "{\"source\": [\"partner\"]}"));
    }

    @AfterEach
    void stop() {
        client.close();
        bus.close();
    }

    private static EventRule rule(String bus, String pattern) {
        return new EventRule("Rule", bus, "Function", pattern, Optional.empty());
    }

    private static PutEventsRequestEntry.Builder anEntry() {
        return PutEventsRequestEntry.builder()
                .eventBusName("partners")
                .source("partner")
                .detailType("Job Completion")
                .detail("{\"jobId\": \"j-1\"}");
    }

    private PutEventsResponse put(PutEventsRequestEntry.Builder... entries) {
        var built = List.of(entries).stream().map(PutEventsRequestEntry.Builder::build).toList();
        return client.putEvents(it -> it.entries(built));
    }

    private PutEventsResultEntry putOne(PutEventsRequestEntry.Builder entry) {
        return put(entry).entries().getFirst();
    }

    /** What comes after an event that certainly matches. */
    private List<String> matchedBefore(PutEventsRequestEntry.Builder entry)
            throws InterruptedException {
        var last = putOne(entry).eventId();
        var ids = new ArrayList<String>();
        do {
            ids.add(bus.take().id());
        } while (!ids.getLast().equals(last));
        return ids.subList(0, ids.size() - 1);
    }

    @Nested
    class GivenAnEventThatARuleMatches {

        @Test
        void adds_the_envelope_that_a_target_gets() throws InterruptedException, IOException {
            var id =
                    putOne(
                                    anEntry()
                                            .resources("arn:aws:a", "arn:aws:b")
                                            .time(Instant.parse("2025-12-31T23:59:59Z")))
                            .eventId();

            var event = bus.take();

            assertThat(event.id()).isEqualTo(id);
            assertThat(event.rule().functionLogicalId()).isEqualTo("Function");
            assertThat(JSON.readTree(event.body()))
                    .isEqualTo(
                            JSON.readTree(
                                    """
                                    {"version": "0", "id": "%s", "detail-type": "Job Completion",
                                     "source": "partner", "account": "000000000000",
                                     "time": "2025-12-31T23:59:59Z", "region": "us-east-1",
                                     "resources": ["arn:aws:a", "arn:aws:b"],
                                     "detail": {"jobId": "j-1"}}
                                    """
                                            .formatted(id)));
        }

        @Test
        void sets_the_current_time_if_it_has_none() throws InterruptedException {
            put(anEntry());

            assertThat(bus.take().body()).contains("\"time\":\"2026-01-01T10:00:00Z\"");
        }

        @Test
        void does_not_change_the_detail() throws InterruptedException {
            put(anEntry().detail("{\"a\": 1.50, \"a\": 2}"));

            assertThat(bus.take().body()).contains("\"detail\":{\"a\": 1.50, \"a\": 2}");
        }

        @Test
        void knows_its_bus_by_name_and_by_arn() throws InterruptedException {
            put(anEntry().eventBusName("arn:aws:events:us-east-1:000000000000:event-bus/partners"));

            assertThat(bus.take().rule().bus()).isEqualTo("partners");
        }

        @Test
        void delivers_it_to_every_matching_rule() throws InterruptedException {
            bus.put(
                    new EventRule(
                            "Other",
                            "partners",
                            "Another",
                            "{\"detail\":{\"jobId\":[{\"exists\":true}]}}",
                            Optional.empty()));

            put(anEntry());

            assertThat(List.of(bus.take().rule().name(), bus.take().rule().name()))
                    .containsExactlyInAnyOrder("Rule", "Other");
        }
    }

    @Nested
    class GivenAnEventThatNoRuleMatches {

        @Test
        void accepts_it_and_delivers_nothing() throws InterruptedException {
            assertThat(putOne(anEntry().source("someone")).eventId()).isNotEmpty();
            assertThat(putOne(anEntry().eventBusName("nowhere")).eventId()).isNotEmpty();
            assertThat(putOne(anEntry().eventBusName(null)).eventId()).isNotEmpty();

            assertThat(matchedBefore(anEntry())).isEmpty();
        }

        @Test
        void remembers_it_with_its_job_and_the_reason() {
            putOne(anEntry().source("someone"));
            var last = putOne(anEntry().eventBusName("nowhere")).eventId();

            assertThat(bus.dropped()).hasSize(2);
            assertThat(bus.dropped().getFirst())
                    .isEqualTo(
                            new DroppedEvent(
                                    NOW,
                                    last,
                                    "j-1",
                                    "there is no event bus nowhere (there are: default,"
                                            + " partners)"));
        }

        @Test
        void remembers_the_latest_hundred() {
            var oldest = putOne(anEntry().source("someone")).eventId();
            for (int i = 0; i < 10; i++) {
                put(
                        Collections.nCopies(10, anEntry().source("someone"))
                                .toArray(new PutEventsRequestEntry.Builder[0]));
            }

            assertThat(bus.dropped())
                    .hasSize(100)
                    .extracting(DroppedEvent::id)
                    .doesNotContain(oldest);
        }

        private String reason(String event, String eventBus) throws IOException {
            return switch (bus.routeOf(JSON.readTree(event.replace('\'', '"')), eventBus)) {
                case Route.Dropped(var reason) -> reason;
                case Route route -> throw new AssertionError(route);
            };
        }

        @Test
        void says_what_the_rule_wants_and_what_the_event_has() throws IOException {
            bus.put(
                    rule(
                            "own",
                            "{\"source\":[\"a\"],\"detail-type\":[\"b\"],\"detail\":{\"c\":[1]}}"));

            assertThat(reason("{'source':'x','detail-type':'b','detail':{'c':'secret'}}", "own"))
                    .isEqualTo(
                            "no rule of the event bus own matches: Rule wants source [\"a\"], it is"
                                    + " \"x\", detail {\"c\":[1]}, it differs");
        }

        @Test
        void says_that_a_bus_does_not_exist() throws IOException {
            assertThat(reason("{'source':'partner','detail-type':'b','detail':{}}", "partner"))
                    .isEqualTo("there is no event bus partner (there are: default, partners)");
        }

        @Test
        void says_that_a_bus_has_no_rule() throws IOException {
            assertThat(reason("{'source':'partner','detail-type':'b','detail':{}}", "default"))
                    .isEqualTo("the event bus default has no rule");
        }
    }

    @Test
    void says_how_large_an_event_is_that_is_too_large() throws IOException {
        var event =
                "{\"source\":\"partner\",\"detail-type\":\"b\",\"detail\":{\"x\":\"%s\"}}"
                        .formatted("x".repeat(1 << 20));

        assertThat(bus.routeOf(JSON.readTree(event), "partners"))
                .isInstanceOfSatisfying(
                        Route.Refused.class,
                        it ->
                                assertThat(it.errorMessage())
                                        .contains("has 1048592 bytes", "the limit is 1048576"));
    }

    /** As {@code PutEvents} would refuse its entry. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"detail-type\":\"b\",\"detail\":{}} | InvalidArgument",
                "{\"source\":\"partner\",\"detail\":{}} | InvalidArgument",
                "{\"source\":\"partner\",\"detail-type\":\"b\",\"detail\":[]} | MalformedDetail",
                "{\"source\":\"aws.x\",\"detail-type\":\"b\",\"detail\":{}} |"
                        + " NotAuthorizedForSourceException",
            })
    void refuses_an_event_that_cannot_be_published(String event, String errorCode)
            throws IOException {
        assertThat(bus.routeOf(JSON.readTree(event), "partners"))
                .isInstanceOfSatisfying(
                        Route.Refused.class, it -> assertThat(it.errorCode()).isEqualTo(errorCode));
    }

    /** Only examples, because the library implements the pattern language. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'source':['partner'],'detail-type':['Job Completion']} | {}            | true",
                "{'source':['partner'],'detail-type':['Another']}        | {}            | false",
                "{'detail':{'a':{'b':['x','y']}}}                        | {'a':{'b':'y'}} | true",
                "{'detail':{'a':{'b':['x','y']}}}                        | {'a':{'b':'z'}} | false",
                "{'detail':{'a':['x']}}                                  | {'a':['w','x']} | true",
                "{'detail':{'a':[{'prefix':'ab'}]}}                      | {'a':'abc'}   | true",
                "{'detail':{'a':[{'prefix':'ab'}]}}                      | {'a':'cab'}   | false",
                "{'detail':{'a':[{'suffix':'bc'}]}}                      | {'a':'abc'}   | true",
                "{'detail':{'a':[{'anything-but':'x'}]}}                 | {'a':'y'}     | true",
                "{'detail':{'a':[{'anything-but':['x','y']}]}}           | {'a':'y'}     | false",
                "{'detail':{'a':[{'exists':false}]}}                     | {'b':1}       | true",
                "{'detail':{'a':[{'exists':true}]}}                      | {'b':1}       | false",
                "{'detail':{'a':[{'numeric':['>',0,'<=',5]}]}}           | {'a':5}       | true",
                "{'detail':{'a':[{'numeric':['>',0,'<=',5]}]}}           | {'a':5.1}     | false",
                "{'detail':{'a':[{'equals-ignore-case':'AbC'}]}}         | {'a':'aBc'}   | true",
                "{'detail':{'a':[null]}}                                 | {'a':null}    | true",
                "{'detail':{'a':[{'wildcard':'a*c'}]}}                   | {'a':'abbc'}  | true",
                "{'$or':[{'source':['x']},{'detail':{'a':[1]}}]}         | {'a':1}       | true",
            })
    void matches_as_eventbridge_does(String pattern, String detail, boolean matches)
            throws InterruptedException {
        bus.put(rule("own", pattern.replace('\'', '"')));
        put(anEntry().eventBusName("own").detail(detail.replace('\'', '"')));

        assertThat(matchedBefore(anEntry())).hasSize(matches ? 1 : 0);
    }

    @Test
    void refuses_a_rule_with_an_invalid_pattern() {
        assertThatThrownBy(() -> bus.put(rule("own", "{\"source\": \"no array\"}")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("the pattern of the rule Rule is not valid");
    }

    @Nested
    class GivenEntriesThatAreNotValid {

        private void assertRejected(
                PutEventsRequestEntry.Builder entry, String errorCode, String errorMessage) {
            assertThat(putOne(entry))
                    .isEqualTo(
                            PutEventsResultEntry.builder()
                                    .errorCode(errorCode)
                                    .errorMessage(errorMessage)
                                    .build());
        }

        @Test
        void names_the_missing_parameter() {
            assertRejected(
                    anEntry().source(null),
                    "InvalidArgument",
                    "Parameter Source is not valid. Reason: Source is a required argument.");
            assertRejected(
                    anEntry().detailType(""),
                    "InvalidArgument",
                    "Parameter DetailType is not valid."
                            + " Reason: DetailType is a required argument.");
            assertRejected(
                    anEntry().detail(null),
                    "InvalidArgument",
                    "Parameter Detail is not valid. Reason: Detail is a required argument.");
        }

        @Test
        void accepts_only_a_json_object_as_detail() {
            for (var detail : List.of("{", "[]", "\"text\"", "1", "null", "{} {}", " ")) {
                assertRejected(anEntry().detail(detail), "MalformedDetail", "Detail is malformed.");
            }
        }

        @Test
        void refuses_sources_of_aws() {
            assertRejected(
                    anEntry().source("aws.codepipeline"),
                    "NotAuthorizedForSourceException",
                    "Not authorized for the source.");
        }

        @Test
        void accepts_the_other_entries_of_the_request() throws InterruptedException {
            var response = put(anEntry(), anEntry().detail("["), anEntry());

            assertThat(response.failedEntryCount()).isOne();
            assertThat(response.entries())
                    .extracting(it -> Optional.ofNullable(it.errorCode()))
                    .containsExactly(
                            Optional.empty(), Optional.of("MalformedDetail"), Optional.empty());
            assertThat(List.of(bus.take().id(), bus.take().id()))
                    .containsExactly(
                            response.entries().get(0).eventId(),
                            response.entries().get(2).eventId());
        }
    }

    @Nested
    class GivenARequestThatIsNotValid {

        private void assertRefused(PutEventsRequestEntry.Builder... entries) {
            assertThatThrownBy(() -> put(entries))
                    .isInstanceOfSatisfying(
                            EventBridgeException.class,
                            it ->
                                    assertThat(it.awsErrorDetails().errorCode())
                                            .isEqualTo("ValidationException"));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "'x'",
                    "['x']",
                    "[null]",
                    "[{'Source':1}]",
                    "[{'Detail':{}}]",
                    "[{'Time':'x'}]",
                    "[{'Time':1e300}]",
                    "[{'Resources':'x'}]",
                    "[{'Resources':[1]}]",
                    "[{'TraceHeader':1}]"
                })
        void refuses_values_of_the_wrong_type(String entries) throws Exception {
            var request = "{\"Entries\":%s}".formatted(entries.replace('\'', '"'));

            var response =
                    HttpClient.newHttpClient()
                            .send(
                                    HttpRequest.newBuilder(bus.uri().resolve("/"))
                                            .header("X-Amz-Target", "AWSEvents.PutEvents")
                                            .POST(BodyPublishers.ofString(request))
                                            .build(),
                                    BodyHandlers.ofString());

            assertThat(response.statusCode()).isEqualTo(400);
            assertThat(JSON.readTree(response.body()).path("__type").asText())
                    .isEqualTo("SerializationException");
        }

        @Test
        void accepts_one_to_ten_entries() {
            assertRefused();
            assertRefused(
                    Collections.nCopies(11, anEntry())
                            .toArray(PutEventsRequestEntry.Builder[]::new));
            assertThat(
                            put(Collections.nCopies(10, anEntry())
                                            .toArray(PutEventsRequestEntry.Builder[]::new))
                                    .failedEntryCount())
                    .isZero();
        }

        @Test
        void accepts_up_to_one_mebibyte() {
            var around = "partner".length() + "Job Completion".length() + "{\"a\":\"\"}".length();
            var most = "x".repeat((1 << 20) - around);

            assertThat(put(anEntry().detail("{\"a\":\"" + most + "\"}")).failedEntryCount())
                    .isZero();
            assertRefused(anEntry().detail("{\"a\":\"" + most + "x\"}"));
        }
    }

    @Test
    void fails_as_ordered() throws InterruptedException {
        bus.order(new Fault.ThrottleNext(1));
        bus.order(new Fault.HangBeforeActing(Duration.ofMillis(1)));

        var id = putOne(anEntry()).eventId();

        assertThat(bus.take().id()).isEqualTo(id);
    }
}

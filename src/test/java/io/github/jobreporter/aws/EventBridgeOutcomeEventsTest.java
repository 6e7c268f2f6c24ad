package io.github.jobreporter.aws;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.github.jobreporter.completion.FailureReason;
import io.github.jobreporter.completion.JobId;
import io.github.jobreporter.completion.OutcomeEvent;
import io.github.jobreporter.completion.OutcomeEvents.Unpublished;
import io.github.jobreporter.completion.ReportOutcome;
import io.github.jobreporter.completion.ReportOutcome.AlreadyReported;
import io.github.jobreporter.completion.ReportOutcome.Refused;
import io.github.jobreporter.completion.ReportOutcome.Reported;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.ArgumentCaptor;
import org.mockito.ArgumentMatchers;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.EventBridgeException;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequest;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResponse;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResultEntry;

class EventBridgeOutcomeEventsTest {

    private static final Instant SETTLED = Instant.parse("2026-01-01T10:00:00.123456789Z");

    private final EventBridgeClient client = mock(EventBridgeClient.class);
    private final EventBridgeOutcomeEvents events =
            new EventBridgeOutcomeEvents(client, "completions", "reporter");

    @BeforeEach
    void build_requests_as_the_client_does() {
        when(client.putEvents(ArgumentMatchers.<Consumer<PutEventsRequest.Builder>>any()))
                .thenCallRealMethod();
        answer(accepted(), accepted());
    }

    private void answer(PutEventsResultEntry... entries) {
        when(client.putEvents(any(PutEventsRequest.class)))
                .thenReturn(PutEventsResponse.builder().entries(entries).build());
    }

    private static PutEventsResultEntry accepted() {
        return PutEventsResultEntry.builder().eventId("e").build();
    }

    private List<PutEventsRequestEntry> put() {
        ArgumentCaptor<PutEventsRequest> request = ArgumentCaptor.captor();
        verify(client).putEvents(request.capture());
        return request.getValue().entries();
    }

    private static OutcomeEvent event(String jobId, ReportOutcome.Final outcome) {
        return new OutcomeEvent(
                Optional.of(new JobId(jobId)),
                outcome,
                "m-1",
                Optional.of("e-1"),
                Optional.of(Instant.parse("2026-01-01T09:59:00Z")),
                SETTLED);
    }

    private static OutcomeEvent unnamed(ReportOutcome.Final outcome) {
        return new OutcomeEvent(
                Optional.empty(), outcome, "m-1", Optional.empty(), Optional.empty(), SETTLED);
    }

    @Nested
    class GivenEvents {

        private static final Set<FailureReason> FOR_THE_PARTNER =
                EnumSet.of(
                        FailureReason.MALFORMED_EVENT,
                        FailureReason.REJECTED_BY_VALIDATION,
                        FailureReason.JOB_NOT_FOUND,
                        FailureReason.INVALID_CLIENT_TOKEN,
                        FailureReason.CONFLICTING_RESULT,
                        FailureReason.JOB_NOT_IN_PROGRESS,
                        FailureReason.CLIENT_TOKEN_NOT_FOUND);

        @Test
        void are_published_with_one_request() {
            assertThat(
                            events.publish(
                                    List.of(
                                            event("j-1", new Reported()),
                                            event("j-2", new AlreadyReported(true)))))
                    .isEmpty();

            assertThat(put())
                    .hasSize(2)
                    .allSatisfy(
                            entry -> {
                                assertThat(entry.eventBusName()).isEqualTo("completions");
                                assertThat(entry.source()).isEqualTo("job-completion-reporter");
                                assertThat(entry.detailType()).isEqualTo("Job Completion Outcome");
                            });
        }

        @Test
        void say_what_became_of_a_result() {
            events.publish(
                    List.of(event("j-1", new Reported()), event("j-2", new AlreadyReported(true))));

            assertThat(put())
                    .extracting(PutEventsRequestEntry::detail)
                    .containsExactly(
                            "{\"version\":\"1\",\"stack\":\"reporter\","
                                    + "\"jobId\":\"j-1\",\"outcome\":\"Reported\","
                                    + "\"messageId\":\"m-1\",\"eventId\":\"e-1\","
                                    + "\"publishedAt\":\"2026-01-01T09:59:00Z\","
                                    + "\"settledAt\":\"2026-01-01T10:00:00.123Z\"}",
                            "{\"version\":\"1\",\"stack\":\"reporter\","
                                    + "\"jobId\":\"j-2\",\"outcome\":\"AlreadyReported\","
                                    + "\"presumed\":true,"
                                    + "\"messageId\":\"m-1\",\"eventId\":\"e-1\","
                                    + "\"publishedAt\":\"2026-01-01T09:59:00Z\","
                                    + "\"settledAt\":\"2026-01-01T10:00:00.123Z\"}");
        }

        @Test
        void say_why_an_event_is_refused_even_if_it_names_no_job() {
            events.publish(
                    List.of(unnamed(new Refused(FailureReason.MALFORMED_EVENT, "not \"JSON\""))));

            assertThat(put().getFirst().detail())
                    .isEqualTo(
                            "{\"version\":\"1\",\"stack\":\"reporter\","
                                    + "\"outcome\":\"Refused\","
                                    + "\"reason\":\"MALFORMED_EVENT\","
                                    + "\"detail\":\"not \\\"JSON\\\"\",\"messageId\":\"m-1\","
                                    + "\"settledAt\":\"2026-01-01T10:00:00.123Z\"}");
        }

        @ParameterizedTest
        @EnumSource
        void explain_only_what_the_partner_can_act_on(FailureReason reason) {
            events.publish(List.of(event("j-1", new Refused(reason, "why"))));

            assertThat(put().getFirst().detail())
                    .contains("\"reason\":\"" + reason + "\"")
                    .satisfies(
                            it ->
                                    assertThat(it.contains("\"detail\":\"why\""))
                                            .isEqualTo(FOR_THE_PARTNER.contains(reason)));
        }

        @Test
        void keep_ten_of_the_longest_within_what_one_request_could_hold_before_2026() {
            String longest = "\uD83D\uDE00".repeat(5000);
            OutcomeEvent event =
                    event(
                            "\uD83D\uDE00".repeat(512),
                            new Refused(FailureReason.CLIENT_TOKEN_NOT_FOUND, longest));

            events.publish(Collections.nCopies(10, event));

            assertThat(put().stream().mapToInt(it -> it.detail().getBytes(UTF_8).length).sum())
                    .isLessThan(256 * 1024 - 10 * 100);
        }

        @Test
        void hold_no_lone_surrogate_and_no_line_break() {
            events.publish(
                    List.of(
                            event(
                                    "j\uD800\n",
                                    new Refused(FailureReason.JOB_NOT_FOUND, "a\u2028b"))));

            assertThat(put().getFirst().detail())
                    .contains("\"jobId\":\"j\uFFFD\uFFFD\"", "\"detail\":\"a\uFFFDb\"");
        }
    }

    @Nested
    class GivenABusThatFails {

        private final List<OutcomeEvent> two =
                List.of(event("j-1", new Reported()), event("j-2", new Reported()));

        @Test
        void names_the_entries_that_it_refused() {
            answer(
                    accepted(),
                    PutEventsResultEntry.builder()
                            .errorCode("ThrottlingException")
                            .errorMessage("slow\ndown")
                            .build());

            assertThat(events.publish(two))
                    .containsExactly(
                            new Unpublished(
                                    two.getLast(),
                                    "EventBridge refused it: ThrottlingException: slow\uFFFDdown"));
        }

        @Test
        void takes_an_entry_without_an_answer_for_unpublished() {
            answer(accepted());

            assertThat(events.publish(two))
                    .containsExactly(
                            new Unpublished(two.getLast(), "EventBridge did not answer for it"));
        }

        static Stream<SdkException> failures() {
            return Stream.of(
                    EventBridgeException.builder().statusCode(400).message("denied").build(),
                    EventBridgeException.builder().statusCode(500).build(),
                    ApiCallTimeoutException.create(4000),
                    SdkClientException.create("no credentials"));
        }

        @ParameterizedTest
        @MethodSource("failures")
        void takes_all_for_unpublished_after_an_error(SdkException failure) {
            when(client.putEvents(any(PutEventsRequest.class))).thenThrow(failure);

            assertThat(events.publish(two))
                    .extracting(Unpublished::event)
                    .containsExactlyElementsOf(two);
            assertThat(events.publish(two))
                    .allSatisfy(it -> assertThat(it.detail()).startsWith("EventBridge"));
        }
    }

    @Nested
    class GivenThePublishedSchema {

        private static final Path FILE = Path.of("docs/job-completion-outcome.schema.json");

        private static Schema schema() throws IOException {
            return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_4)
                    .getSchema(Files.readString(FILE));
        }

        static Stream<OutcomeEvent> every() {
            return Stream.<ReportOutcome.Final>concat(
                            Stream.of(
                                    new Reported(),
                                    new AlreadyReported(true),
                                    new AlreadyReported(false)),
                            Arrays.stream(FailureReason.values())
                                    .map(reason -> new Refused(reason, "why")))
                    .flatMap(outcome -> Stream.of(event("j-1", outcome), unnamed(outcome)));
        }

        @ParameterizedTest
        @MethodSource("every")
        void describes_every_outcome(OutcomeEvent event) throws IOException {
            events.publish(List.of(event));

            assertThat(schema().validate(put().getFirst().detail(), InputFormat.JSON)).isEmpty();
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{}",
                    "{\"version\":\"1\",\"outcome\":\"Reported\",\"messageId\":\"m\","
                            + "\"settledAt\":\"2026-01-01T10:00:00Z\"}",
                    "{\"version\":\"2\",\"stack\":\"s\",\"outcome\":\"Reported\",\"jobId\":\"j\",\"messageId\":\"m\","
                            + "\"settledAt\":\"2026-01-01T10:00:00Z\"}",
                    "{\"version\":\"1\",\"stack\":\"s\",\"outcome\":\"Retried\",\"messageId\":\"m\","
                            + "\"settledAt\":\"2026-01-01T10:00:00Z\"}",
                    "{\"version\":\"1\",\"stack\":\"s\",\"outcome\":\"Refused\",\"messageId\":\"m\","
                            + "\"settledAt\":\"2026-01-01T10:00:00Z\"}",
                    "{\"version\":\"1\",\"stack\":\"s\",\"outcome\":\"Refused\",\"reason\":\"NO_IDEA\","
                            + "\"detail\":\"d\",\"messageId\":\"m\","
                            + "\"settledAt\":\"2026-01-01T10:00:00Z\"}",
                    "{\"version\":\"1\",\"stack\":\"s\",\"outcome\":\"AlreadyReported\",\"messageId\":\"m\","
                            + "\"settledAt\":\"2026-01-01T10:00:00Z\"}"
                })
        void describes_nothing_else(String detail) throws IOException {
            assertThat(schema().validate(detail, InputFormat.JSON)).isNotEmpty();
        }
    }
}

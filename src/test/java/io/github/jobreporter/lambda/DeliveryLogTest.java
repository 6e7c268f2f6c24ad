package io.github.jobreporter.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.jobreporter.completion.Delivery;
import io.github.jobreporter.completion.Disposition;
import io.github.jobreporter.completion.FailureReason;
import io.github.jobreporter.completion.ReportOutcome;
import io.github.jobreporter.support.LoggedLines;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DeliveryLogTest {

    private static final String BODY = "{\"jobId\": \"j-1\", \"clientToken\": \"t\"}";

    private static Arrival arrival() {
        return new Arrival(
                new Delivery("m-1", BODY, 1, "r-1", Optional.empty(), Optional.empty()),
                new EventParser().parseMessage(BODY));
    }

    private static Handled handled(ReportOutcome outcome, Disposition disposition) {
        return new Handled(
                outcome,
                disposition,
                Duration.ZERO,
                Optional.empty(),
                Optional.empty(),
                Instant.EPOCH);
    }

    private static List<String> logged(ReportOutcome outcome, Disposition disposition) {
        try (LoggedLines lines = LoggedLines.of(DeliveryLog.class)) {
            DeliveryLog.write(arrival(), handled(outcome, disposition));
            return lines.messages();
        }
    }

    static Stream<Arguments> outcomes() {
        return Stream.of(
                arguments(new ReportOutcome.Reported(), Map.of("outcome", "Reported")),
                arguments(
                        new ReportOutcome.AlreadyReported(true),
                        Map.of("outcome", "AlreadyReported", "presumed", true)),
                arguments(
                        new ReportOutcome.Refused(FailureReason.JOB_NOT_FOUND, "no such job"),
                        Map.of(
                                "outcome", "Refused",
                                "reason", "JOB_NOT_FOUND",
                                "detail", "no such job")),
                arguments(
                        new ReportOutcome.Unavailable(
                                FailureReason.THROTTLED, "slow down", false, Optional.empty()),
                        Map.of(
                                "outcome", "Unavailable",
                                "reason", "THROTTLED",
                                "detail", "slow down")));
    }

    /** Operators search for these names; docs/operations.md documents them. */
    @ParameterizedTest
    @MethodSource("outcomes")
    void names_each_outcome(ReportOutcome outcome, Map<String, Object> expected) {
        Map<String, Object> fields =
                DeliveryLog.fields(arrival(), handled(outcome, new Disposition.Done()));

        assertThat(fields).containsAllEntriesOf(expected);
        assertThat(fields.keySet())
                .containsAll(List.of("jobId", "attempt", "durationMs", "messageId", "disposition"))
                .hasSize(5 + expected.size());
    }

    static Stream<Arguments> dispositions() {
        return Stream.of(
                arguments(new Disposition.Done(), "Done"),
                arguments(
                        new Disposition.DeadLettered(FailureReason.JOB_NOT_FOUND, "no job"),
                        "DeadLettered"),
                arguments(new Disposition.HandedOver(FailureReason.THROTTLED), "HandedOver"),
                arguments(new Disposition.Retried(FailureReason.THROTTLED), "Retried"));
    }

    @ParameterizedTest
    @MethodSource("dispositions")
    void names_each_disposition(Disposition disposition, String expected) {
        assertThat(
                        DeliveryLog.fields(
                                arrival(), handled(new ReportOutcome.Reported(), disposition)))
                .containsEntry("disposition", expected);
    }

    @Test
    void pins_the_name_of_every_outcome_and_disposition() {
        assertThat(outcomes().<Class<?>>map(row -> row.get()[0].getClass()))
                .containsExactlyInAnyOrderElementsOf(
                        Stream.of(ReportOutcome.class, ReportOutcome.Final.class)
                                .flatMap(it -> Stream.of(it.getPermittedSubclasses()))
                                .filter(Class::isRecord)
                                .toList());
        assertThat(dispositions().<Class<?>>map(row -> row.get()[0].getClass()))
                .containsExactlyInAnyOrder(Disposition.class.getPermittedSubclasses());
    }

    @Test
    void says_that_a_presumed_report_is_presumed() {
        assertThat(logged(new ReportOutcome.AlreadyReported(true), new Disposition.Done()))
                .containsExactly("The completion is presumed to be reported");
        assertThat(logged(new ReportOutcome.AlreadyReported(false), new Disposition.Done()))
                .containsExactly("The completion is reported");
    }

    /** The queue may dead-letter it instead, and the bus may give up. */
    @Test
    void does_not_promise_another_delivery() {
        assertThat(
                        logged(
                                new ReportOutcome.Unavailable(
                                        FailureReason.THROTTLED, "", false, Optional.empty()),
                                new Disposition.Retried(FailureReason.THROTTLED)))
                .containsExactly("The event is returned for a retry");
    }

    @Test
    void says_that_a_failed_delivery_is_returned_for_a_retry() {
        try (LoggedLines lines = LoggedLines.of(ConcurrentHandling.class)) {
            new ConcurrentHandling(
                            (_, _) -> {
                                throw new IllegalStateException();
                            },
                            () -> Instant.EPOCH)
                    .handleAll(List.of(arrival()), Instant.EPOCH.plusSeconds(30));

            assertThat(lines.messages())
                    .containsExactly("A delivery failed unexpectedly; it is returned for a retry");
        }
    }
}

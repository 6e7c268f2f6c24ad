package io.github.jobreporter.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.jobreporter.chaos.ChaosEvent.Way;
import io.github.jobreporter.local.http.RecordedCall;
import io.github.jobreporter.local.queue.DeadLetterQueue.Letter;
import io.github.jobreporter.local.runtime.FunctionDelivery;
import io.github.jobreporter.local.runtime.Invocation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.sqs.model.Message;

/** Breaks each invariant with made-up evidence. */
class AuditTest {

    private static final String JOB = "job-1";
    private static final int HASTE = 90;

    /** Two days before everything else, as the functions see it. */
    private static final Instant SENT_AT = Instant.parse("2026-01-01T09:26:00Z");

    private static final Instant FAULTS_ENDED = Instant.parse("2026-01-01T10:00:00Z");

    private final List<ChaosEvent> events = new ArrayList<>();
    private final List<RecordedCall> journal = new ArrayList<>();
    private final List<Letter> letters = new ArrayList<>();
    private final List<FunctionDelivery> deliveries = new ArrayList<>();
    private final List<LedgerWrite> writes = new ArrayList<>();
    private final List<TroubledRequest> troubled = new ArrayList<>();
    private final Map<ChaosEvent, Instant> sentAt = new HashMap<>();
    private final Map<String, Instant> acknowledgedLate = new HashMap<>();
    private final List<JsonNode> outcomes = new ArrayList<>();
    private final List<List<String>> logs = new ArrayList<>();
    private final Map<String, List<String>> written = new HashMap<>();
    private int unfinished;

    private final ChaosEvent event = sent("all passed", true);

    private AuditReport audit() {
        return Audit.of(
                new Evidence(
                        events,
                        journal,
                        letters,
                        deliveries,
                        writes,
                        troubled,
                        sentAt,
                        acknowledgedLate,
                        HASTE,
                        outcomes,
                        logs,
                        written,
                        FAULTS_ENDED,
                        unfinished));
    }

    private void assertHolds() {
        assertThat(audit().holds()).as(audit().toString()).isTrue();
    }

    private void assertBreaks(AuditInvariant broken) {
        AuditReport report = audit();
        assertThat(report.holds()).isFalse();
        for (AuditInvariant it : AuditInvariant.values()) {
            if (it == broken) {
                assertThat(report.violations(it)).isNotEmpty();
            } else {
                assertThat(report.violations(it)).isEmpty();
            }
        }
        assertThat(report.toString()).contains(broken + " violated: ");
    }

    private static Instant at(int second) {
        return FAULTS_ENDED.minusSeconds(100).plusSeconds(second);
    }

    private static ObjectNode request(String summary) {
        ObjectNode request = JsonNodeFactory.instance.objectNode().put("jobId", JOB);
        request.putObject("executionDetails").put("summary", summary);
        return request;
    }

    private ChaosEvent sent(String summary, boolean entitled, String... refusals) {
        Ask ask = new Ask(Ask.SUCCESS, request(summary), entitled);
        return sent(Optional.of(ask), refusals);
    }

    private ChaosEvent sent(Optional<Ask> ask, String... refusals) {
        String text = "{%s}".formatted(" ".repeat(events.size()));
        ChaosEvent one = new ChaosEvent(JOB, Way.QUEUE, text, ask, Set.of(refusals));
        events.add(one);
        sentAt.put(one, SENT_AT);
        return one;
    }

    private void accepted(String summary, int second) {
        accepted(Ask.SUCCESS, request(summary), second);
    }

    private void accepted(String operation, ObjectNode request, int second) {
        journal.add(
                new RecordedCall(
                        at(second),
                        operation,
                        JOB,
                        request.deepCopy().put("clientToken", "***"),
                        200,
                        Optional.empty(),
                        Optional.empty(),
                        true,
                        Optional.empty()));
    }

    private void refused(String summary) {
        accepted(summary, 0);
        RecordedCall call = journal.removeLast();
        journal.add(
                new RecordedCall(
                        call.at(),
                        call.operation(),
                        JOB,
                        call.request(),
                        400,
                        Optional.of("InvalidJobStateException"),
                        Optional.empty(),
                        false,
                        Optional.empty()));
    }

    private void deadLettered(ChaosEvent it, String reason, int second) {
        deadLettered(it.text(), reason, at(second));
    }

    private void deadLettered(String body, String reason, Instant failedAt) {
        Message message = Message.builder().body(body).build();
        letters.add(new Letter(reason, "", JOB, "message-1", failedAt.toString(), message));
    }

    private void delivered(String messageId, String outcome, String reason, int second) {
        ObjectNode line =
                JsonNodeFactory.instance
                        .objectNode()
                        .put("jobId", JOB)
                        .put("outcome", outcome)
                        .put("reason", reason);
        deliveries.add(
                new FunctionDelivery(
                        at(second),
                        "QueueReporter",
                        messageId,
                        1,
                        FunctionDelivery.Fate.DONE,
                        new Invocation.Succeeded("{}"),
                        Duration.ZERO,
                        line,
                        false));
    }

    private void wroteToLedger(boolean leaseEnded, String... unresolved) {
        writes.add(
                new LedgerWrite(
                        JOB, "owner-1", "REPORTING", "f-1", Set.of(unresolved), leaseEnded));
    }

    private void presumed(String... unresolved) {
        refused("all passed");
        troubled.add(troubledPut("all passed"));
        wroteToLedger(false, unresolved);
        wroteToLedger(true, unresolved);
        loggedAsPresumed();
    }

    private void loggedAsPresumed() {
        delivered("message-1", "AlreadyReported", "", 2);
        ((ObjectNode) deliveries.getLast().line()).put("presumed", true);
    }

    private static TroubledRequest troubledPut(String summary) {
        return new TroubledRequest(JOB, Ask.SUCCESS, request(summary));
    }

    /** An event that may be presumed reported. */
    private void sentForAJobNotInProgress() {
        events.clear();
        sent("all passed", true, "JOB_NOT_IN_PROGRESS");
    }

    @Nested
    class OneResultForEachJob {

        @Test
        void holds_if_the_result_of_the_event_is_accepted() {
            accepted("all passed", 1);

            assertHolds();
        }

        @Test
        void holds_if_other_results_are_refused() {
            refused("something else");
            accepted("all passed", 1);

            assertHolds();
        }

        @Test
        void is_broken_by_a_second_result() {
            accepted("all passed", 1);
            accepted("all passed", 2);

            assertBreaks(AuditInvariant.I1);
        }

        @Test
        void is_broken_by_a_changed_member() {
            deadLettered(event, "OUTCOME_UNKNOWN", 2);
            accepted("all pass", 1);

            assertBreaks(AuditInvariant.I1);
        }

        @Test
        void is_broken_by_an_additional_member() {
            deadLettered(event, "OUTCOME_UNKNOWN", 2);
            accepted(Ask.SUCCESS, request("all passed").put("continuationToken", "page-2"), 1);

            assertBreaks(AuditInvariant.I1);
        }

        @Test
        void is_broken_by_the_opposite_result() {
            deadLettered(event, "OUTCOME_UNKNOWN", 2);
            accepted(Ask.FAILURE, request("all passed"), 1);

            assertBreaks(AuditInvariant.I1);
        }

        @Test
        void is_broken_by_a_result_with_a_credential_of_another_job() {
            events.clear();
            deadLettered(sent("all passed", false), "OUTCOME_UNKNOWN", 2);
            accepted("all passed", 1);

            assertBreaks(AuditInvariant.I1);
        }

        @Test
        void is_broken_by_a_dead_letter_of_no_event() {
            accepted("all passed", 1);
            deadLettered("{\"jobId\": \"job-2\"}", "OUTCOME_UNKNOWN", at(2));

            assertBreaks(AuditInvariant.I1);
        }
    }

    @Nested
    class NoEventIsLost {

        @Test
        void holds_if_the_event_is_dead_lettered() {
            deadLettered(event, "THROTTLED", 1);

            assertHolds();
        }

        @Test
        void holds_if_the_event_is_dead_lettered_in_an_event_of_the_bus() {
            events.clear();
            String detail = sent("all passed", true).text();
            deadLettered("{\"version\":\"0\",\"detail\":%s}".formatted(detail), "", at(1));

            assertHolds();
        }

        @Test
        void is_broken_if_the_event_is_neither_accepted_nor_dead_lettered() {
            assertBreaks(AuditInvariant.I2);
        }

        @Test
        void is_broken_if_only_another_result_is_accepted() {
            sent("2 failed", true);
            accepted("all passed", 1);

            assertBreaks(AuditInvariant.I2);
        }

        @Test
        void is_broken_if_a_malformed_event_is_not_dead_lettered() {
            sent(Optional.empty(), "MALFORMED_EVENT");
            accepted("all passed", 1);

            assertBreaks(AuditInvariant.I2);
        }

        @Test
        void holds_for_a_presumed_report_and_counts_it() {
            sentForAJobNotInProgress();
            presumed("f-1");

            assertHolds();
            assertThat(audit().figures(AuditInvariant.I2))
                    .containsEntry("events presumed reported, and not accepted", 1);
        }

        @Test
        void is_broken_by_a_presumption_if_the_job_was_in_progress() {
            presumed("f-1");

            assertBreaks(AuditInvariant.I2);
        }

        @Test
        void is_broken_by_a_presumption_without_an_attempt() {
            sentForAJobNotInProgress();
            presumed();

            assertBreaks(AuditInvariant.I2);
        }

        @Test
        void is_broken_by_a_presumption_if_another_result_is_unresolved() {
            sentForAJobNotInProgress();
            presumed("f-1", "f-2");

            assertBreaks(AuditInvariant.I2);
        }

        @Test
        void counts_presumptions_by_whether_the_job_was_acknowledged_later() {
            sentForAJobNotInProgress();
            presumed("f-1");
            acknowledgedLate.put(JOB, at(10));

            assertThat(audit().figures(AuditInvariant.I2))
                    .containsEntry("events presumed reported, job acknowledged later", 1)
                    .containsEntry("events presumed reported, job never acknowledged", 0);
        }

        @Test
        void holds_for_a_presumption_after_a_write_to_the_ledger_failed() {
            sentForAJobNotInProgress();
            presumed("f-1");
            troubled.set(
                    0, new TroubledRequest(JOB, "PutItem", JsonNodeFactory.instance.objectNode()));

            assertHolds();
        }

        @Test
        void holds_for_a_presumption_after_an_owner_was_killed() {
            sentForAJobNotInProgress();
            presumed("f-1");
            troubled.clear();
            writes.add(0, new LedgerWrite(JOB, "owner-0", "REPORTING", "f-1", Set.of(), false));

            assertHolds();
        }

        @Test
        void is_broken_by_a_presumption_after_definite_answers_only() {
            sentForAJobNotInProgress();
            presumed("f-1");
            troubled.clear();

            assertBreaks(AuditInvariant.I2);
        }

        @Test
        void is_broken_by_a_presumption_after_a_fault_for_another_result_only() {
            sentForAJobNotInProgress();
            presumed("f-1");
            troubled.set(0, troubledPut("2 failed"));

            assertBreaks(AuditInvariant.I2);
        }

        @Test
        void is_broken_by_a_presumption_that_is_logged_as_recorded() {
            sentForAJobNotInProgress();
            presumed("f-1");
            deliveries.clear();
            delivered("message-1", "AlreadyReported", "", 2);

            assertBreaks(AuditInvariant.I2);
        }

        @Test
        void is_broken_by_a_presumption_without_a_refusal_of_the_job() {
            sentForAJobNotInProgress();
            presumed("f-1");
            journal.clear();

            assertBreaks(AuditInvariant.I2);
        }

        @Test
        void is_broken_by_a_presumption_that_is_not_logged() {
            sentForAJobNotInProgress();
            presumed("f-1");
            deliveries.clear();

            assertBreaks(AuditInvariant.I2);
        }

        @Test
        void is_broken_by_a_presumption_if_its_owner_did_not_end_the_lease() {
            sentForAJobNotInProgress();
            refused("all passed");
            troubled.add(troubledPut("all passed"));
            wroteToLedger(false, "f-1");
            loggedAsPresumed();

            assertBreaks(AuditInvariant.I2);
        }

        @Test
        void is_broken_by_a_presumption_if_another_result_is_accepted() {
            sentForAJobNotInProgress();
            sent("2 failed", true);
            accepted("2 failed", 1);
            presumed("f-1");

            assertBreaks(AuditInvariant.I2);
        }

        @Test
        void is_broken_by_two_presumptions_for_one_job() {
            sentForAJobNotInProgress();
            sent("2 failed", true, "JOB_NOT_IN_PROGRESS");
            presumed("f-1");

            assertBreaks(AuditInvariant.I2);
        }
    }

    @Nested
    class NoDeadLetterDeniesAnAcceptance {

        @Test
        void holds_for_an_unknown_outcome_and_for_no_reason() {
            accepted("all passed", 1);
            deadLettered(event, "OUTCOME_UNKNOWN", 2);
            deadLettered(event, "", 2);

            assertHolds();
        }

        @Test
        void holds_for_a_dead_letter_of_another_event() {
            accepted("all passed", 1);
            deadLettered(sent("2 failed", true, "CONFLICTING_RESULT"), "CONFLICTING_RESULT", 2);

            assertHolds();
        }

        @Test
        void holds_if_a_repeated_event_is_accepted_later() {
            accepted("all passed", 3);
            delivered("message-2", "Reported", "", 3);
            deadLettered(event, "THROTTLED", 2);

            assertHolds();
        }

        @Test
        void is_broken_if_the_same_event_is_accepted_later() {
            delivered("message-1", "Unavailable", "THROTTLED", 1);
            accepted("all passed", 3);
            deadLettered(event, "THROTTLED", 2);

            assertBreaks(AuditInvariant.I3);
        }

        @Test
        void holds_if_a_repeated_event_is_accepted_during_the_last_delivery() {
            delivered("message-1", "Unavailable", "THROTTLED", 1);
            delivered("message-2", "Reported", "", 2);
            accepted("all passed", 2);
            deadLettered(event, "THROTTLED", 3);

            assertHolds();
        }

        @Test
        void is_broken_by_a_dead_letter_after_the_acceptance() {
            accepted("all passed", 1);
            deadLettered(event, "THROTTLED", 2);

            assertBreaks(AuditInvariant.I3);
        }

        @Test
        void is_broken_if_the_last_delivery_began_after_the_acceptance() {
            delivered("message-2", "Reported", "", 1);
            accepted("all passed", 1);
            delivered("message-1", "Unavailable", "THROTTLED", 2);
            deadLettered(event, "THROTTLED", 3);

            assertBreaks(AuditInvariant.I3);
        }

        @Test
        void is_broken_if_the_last_delivery_was_accepted_itself() {
            delivered("message-1", "Unavailable", "THROTTLED", 1);
            accepted("all passed", 2);
            deadLettered(event, "THROTTLED", 3);

            assertBreaks(AuditInvariant.I3);
        }

        @Test
        void is_broken_by_a_reason_that_is_impossible_for_the_event() {
            deadLettered(event, "JOB_NOT_FOUND", 1);

            assertBreaks(AuditInvariant.I3);
        }
    }

    @Nested
    class EveryEventEnds {

        @Test
        void holds_for_the_most_deliveries() {
            accepted("all passed", 1);
            for (int i = 0; i < Audit.MOST_DELIVERIES; i++) {
                delivered("message-1", "Unavailable", "HELD_ELSEWHERE", 101 + i);
            }

            assertHolds();
        }

        @Test
        void is_broken_by_one_delivery_more() {
            accepted("all passed", 1);
            for (int i = 0; i <= Audit.MOST_DELIVERIES; i++) {
                delivered("message-1", "Unavailable", "HELD_ELSEWHERE", 101 + i);
            }

            assertBreaks(AuditInvariant.I4);
        }

        @Test
        void is_broken_by_an_unfinished_event() {
            accepted("all passed", 1);
            unfinished = 1;

            assertBreaks(AuditInvariant.I4);
        }
    }

    @Nested
    class NoResultIsLostByPresumption {

        @Test
        void is_broken_if_its_job_is_acknowledged_within_15_minutes() {
            sentForAJobNotInProgress();
            presumed("f-1");
            acknowledgedLate.put(JOB, SENT_AT.plusSeconds(9));

            assertBreaks(AuditInvariant.I6);
        }
    }

    @Nested
    class NoEventIsGivenUpTooEarly {

        @ParameterizedTest
        @CsvSource({"THROTTLED, 959", "SERVICE_FAULT, 959", "CLIENT_TOKEN_NOT_FOUND, 39"})
        void is_broken_by_a_dead_letter_before_the_event_is_too_old(String reason, long second) {
            ChaosEvent early = sent("again", true, reason);
            deadLettered(event.text(), "OUTCOME_UNKNOWN", SENT_AT);

            deadLettered(early.text(), reason, SENT_AT.plusSeconds(second));
            assertBreaks(AuditInvariant.I7);

            letters.removeLast();
            deadLettered(early.text(), reason, SENT_AT.plusSeconds(second + 1));
            assertHolds();
        }
    }

    @Nested
    class NoTokenIsWritten {

        @Test
        void is_broken_by_a_token_in_any_text() {
            accepted("all passed", 1);
            written.put("logs", List.of("fine", "token is " + Workload.TOKEN_MARK + "1"));

            assertBreaks(AuditInvariant.I5);
            assertThat(audit().toString()).doesNotContain(Workload.TOKEN_MARK);
        }
    }

    @Nested
    class EveryOutcome {

        private static final String UNPUBLISHED =
                "{\"message\": \"An outcome event is not known to be published\","
                        + " \"messageId\": \"message-1\"}";
        private static final String COUNTED = "{\"_aws\": {}, \"UnpublishedOutcomes\": %d}";

        /** The event, and a delivery that ended it. */
        private void ended(String outcome, String disposition) {
            accepted("all passed", 1);
            delivered("message-1", outcome, "", 2);
            ObjectNode line = (ObjectNode) deliveries.getLast().line();
            line.put("messageId", "message-1").put("disposition", disposition);
            logs.add(List.of("a line of the runtime", line.toString()));
        }

        private void published(String outcome) {
            outcomes.add(
                    JsonNodeFactory.instance
                            .objectNode()
                            .put("messageId", "message-1")
                            .put("outcome", outcome));
        }

        @ParameterizedTest
        @CsvSource({
            "Reported,Done,Reported",
            "Refused,DeadLettered,Refused",
            "Unavailable,DeadLettered,Refused"
        })
        void holds_if_it_is_published(String outcome, String disposition, String published) {
            ended(outcome, disposition);
            published(published);

            assertHolds();
        }

        @Test
        void holds_if_it_is_published_twice() {
            ended("Reported", "Done");
            published("Reported");
            published("Reported");

            assertHolds();
        }

        @Test
        void holds_if_it_is_logged_and_counted() {
            ended("Reported", "Done");
            logs.add(List.of(UNPUBLISHED, COUNTED.formatted(1)));

            assertHolds();
        }

        @Test
        void holds_if_the_event_is_delivered_again() {
            ended("Unavailable", "Retried");

            assertHolds();
        }

        @ParameterizedTest
        @CsvSource({"Reported,Done", "Refused,DeadLettered"})
        void is_broken_if_nothing_is_known_of_it(String outcome, String disposition) {
            ended(outcome, disposition);

            assertBreaks(AuditInvariant.I8);
        }

        @Test
        void is_broken_if_another_one_is_published() {
            ended("Reported", "Done");
            published("Reported");
            published("Refused");

            assertBreaks(AuditInvariant.I8);
        }

        @Test
        void is_broken_if_more_are_unpublished_than_counted() {
            ended("Reported", "Done");
            logs.add(Collections.nCopies(11, UNPUBLISHED));

            assertBreaks(AuditInvariant.I8);
        }

        @Test
        void is_broken_if_fewer_are_unpublished_than_counted() {
            ended("Reported", "Done");
            logs.add(List.of(UNPUBLISHED, COUNTED.formatted(2)));

            assertBreaks(AuditInvariant.I8);
        }
    }
}

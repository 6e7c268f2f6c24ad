package io.github.jobreporter.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.jobreporter.journey.Journeys.Arrived;
import io.github.jobreporter.local.codepipeline.Job;
import io.github.jobreporter.local.codepipeline.Job.State;
import io.github.jobreporter.local.codepipeline.NewJob;
import io.github.jobreporter.local.http.Fault;
import io.github.jobreporter.local.http.HeldCall;
import io.github.jobreporter.local.http.Tunnel;
import io.github.jobreporter.local.queue.DeadLetterQueue.Letter;
import io.github.jobreporter.local.runtime.FunctionProcess;
import io.github.jobreporter.local.runtime.Invocation;
import io.github.jobreporter.local.runtime.OutcomeLog;
import io.github.jobreporter.local.stack.LocalStack;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.sqs.model.Message;

/** Every row of the outcome table, with the real handler in its own JVM. */
@ExtendWith(LocalStackExtension.class)
class OutcomeTableIT {

    private static final String TOKEN = "s3cr3t-t0k3n";
    private static final Duration OLD_ENOUGH = Duration.ofMinutes(15);

    /** Long enough to begin a report, and too short to wait for a turn. */
    private static final Duration A_REPORT = Duration.ofMillis(37_300);

    private static final Duration LONG = Duration.ofSeconds(20);

    private final Journeys journeys;

    OutcomeTableIT(Journeys journeys) {
        this.journeys = journeys;
    }

    @BeforeEach
    void reset() {
        journeys.reset();
    }

    private static String success(String jobId) {
        return """
               {"jobId": "%s", "clientToken": "%s",
               "executionDetails": {"summary": "all checks passed"}}\
               """
                .formatted(jobId, TOKEN);
    }

    private static String failure(String jobId) {
        return """
               {"jobId": "%s", "clientToken": "%s",
               "failureDetails": {"type": "JobFailed", "message": "3 failed"}}\
               """
                .formatted(jobId, TOKEN);
    }

    private static String byClientId(String jobId, UUID clientId) {
        return "{\"jobId\": \"%s\", \"clientId\": \"%s\"}".formatted(jobId, clientId);
    }

    private void assertDone(Arrived arrived, String outcome) {
        assertThat(arrived.outcome()).isEqualTo(outcome);
        assertThat(arrived.returned()).isFalse();
        assertThat(letterOf(arrived)).isEmpty();
        JsonNode published = publishedOf(arrived);
        assertThat(published.path("outcome").asText()).isEqualTo(outcome);
        assertThat(published.path("presumed")).isEqualTo(arrived.line().path("presumed"));
        assertThat(published.path("jobId")).isEqualTo(arrived.line().path("jobId"));
    }

    private void assertRetried(Arrived arrived, String reason) {
        assertThat(arrived.outcome()).isEqualTo("Unavailable " + reason);
        assertThat(arrived.returned()).isTrue();
        assertThat(letterOf(arrived)).isEmpty();
        assertThat(journeys.outcomesOf(arrived.messageId())).isEmpty();
    }

    private void assertDeadLettered(Arrived arrived, String reason, String body) {
        assertThat(arrived.outcome()).isEqualTo("Refused " + reason);
        assertThat(arrived.returned()).isFalse();
        assertThat(letterOf(arrived))
                .hasValueSatisfying(
                        it -> {
                            assertThat(it.reason()).isEqualTo(reason);
                            assertThat(it.message().body()).isEqualTo(body);
                            assertIsOf(it, publishedOf(arrived));
                        });
    }

    private static void assertIsOf(Letter letter, JsonNode published) {
        assertThat(published.path("outcome").asText()).isEqualTo("Refused");
        assertThat(published.path("reason").asText()).isEqualTo(letter.reason());
        assertThat(published.path("detail").asText()).isEqualTo(letter.detail());
    }

    /** The only outcome event about it. */
    private JsonNode publishedOf(Arrived arrived) {
        assertThat(journeys.outcomesOf(arrived.messageId())).hasSize(1);
        return journeys.outcomesOf(arrived.messageId()).getFirst();
    }

    private Optional<Letter> letterOf(Arrived arrived) {
        return journeys.deadLetters().letterOf(arrived.messageId());
    }

    @Nested
    class Reported {

        @Test
        void success() throws InterruptedException {
            String job = journeys.newJob(TOKEN);

            assertDone(journeys.deliver(OutcomeTableIT.success(job)), "Reported");

            assertThat(journeys.stateOf(job)).isEqualTo(State.SUCCEEDED);
        }

        @Test
        void with_a_token_that_changed_after_it_was_cached() throws InterruptedException {
            UUID clientId = UUID.randomUUID();
            String first = journeys.newJob("old token");
            String second = journeys.newJob("new token");
            secret(clientId, "old token");
            assertDone(journeys.deliver(byClientId(first, clientId)), "Reported");

            secret(clientId, "new token");

            assertDone(journeys.deliver(byClientId(second, clientId)), "Reported");
        }

        @Test
        void with_the_client_id_of_the_job() throws InterruptedException {
            UUID clientId = UUID.randomUUID();
            Job job =
                    journeys.codePipeline()
                            .addJob(
                                    NewJob.queued()
                                            .withClientId(clientId.toString())
                                            .in(State.IN_PROGRESS));

            assertDone(journeys.deliver(byClientId(job.id(), clientId)), "Reported");
        }

        @Test
        void failure() throws InterruptedException {
            String job = journeys.newJob(TOKEN);

            assertDone(journeys.deliver(OutcomeTableIT.failure(job)), "Reported");

            assertThat(journeys.stateOf(job)).isEqualTo(State.FAILED);
        }
    }

    @Nested
    class AlreadyReported {

        @Test
        void because_the_ledger_says_so() throws InterruptedException {
            String job = journeys.newJob(TOKEN);
            journeys.deliver(success(job));

            assertDone(journeys.deliver(success(job)), "AlreadyReported");

            assertThat(journeys.callsFor(job)).isOne();
        }

        @Test
        void presumed_after_a_lost_reply() throws InterruptedException {
            String job = journeys.newJob(TOKEN);
            journeys.codePipeline().order(job, new Fault.DropAfterActing());
            assertRetried(journeys.deliver(success(job)), "OUTCOME_UNKNOWN");

            Arrived again = journeys.deliverAtAge(OLD_ENOUGH, success(job));

            assertDone(again, "AlreadyReported");
            assertThat(again.line().path("presumed").asBoolean()).isTrue();
            assertThat(journeys.acceptedResultsOf(job)).isOne();
        }

        @Test
        void presumed_after_a_crash_with_the_call_in_flight() throws Exception {
            String job = journeys.newJob(TOKEN);
            crashDuringTheCallFor(job).release();
            journeys.endLease(job);

            Arrived again = journeys.deliverAtAge(OLD_ENOUGH, success(job));

            assertDone(again, "AlreadyReported");
            assertThat(again.line().path("presumed").asBoolean()).isTrue();
        }
    }

    /** Kills the function while its call to CodePipeline is in flight. */
    private HeldCall crashDuringTheCallFor(String job)
            throws InterruptedException, ExecutionException {
        FunctionProcess doomed = journeys.queueReporterWith(Map.of());
        HeldCall call = journeys.codePipeline().holdNext(job);
        CompletableFuture<Arrived> delivery = delivering(doomed, success(job));
        call.awaitArrival();
        doomed.kill();
        assertThat(delivery.get().returned()).isTrue();
        return call;
    }

    private CompletableFuture<Arrived> delivering(FunctionProcess process, String body) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return journeys.deliver(process, body);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                        throw new IllegalStateException(e);
                    }
                });
    }

    private void assertNoAttemptIsLeft(String job) {
        assertThat(journeys.ledgerItem(job))
                .containsEntry("leaseUntilEpochMillis", AttributeValue.fromN("0"))
                .doesNotContainKeys("fingerprint", "unresolved");
    }

    @Nested
    class Refused {

        @Test
        void malformed_event() throws InterruptedException {
            String body = "{\"jobId\": \"j\", \"clientTokn\": \"%s\"}".formatted(TOKEN);

            Arrived arrived = journeys.deliver(body);

            assertDeadLettered(arrived, "MALFORMED_EVENT", body);
            assertThat(letterOf(arrived).orElseThrow().detail())
                    .isEqualTo(
                            "/clientToken: is missing, and so is clientId; /clientTokn: is"
                                    + " unknown");
        }

        @Test
        void rejected_by_validation() throws InterruptedException {
            String job = journeys.newJob(TOKEN);
            journeys.codePipeline()
                    .order(job, new Fault.Answer(400, "ValidationException", "1 error detected"));

            Arrived arrived = journeys.deliver(success(job));

            assertDeadLettered(arrived, "REJECTED_BY_VALIDATION", success(job));
            assertNoAttemptIsLeft(job);
        }

        @Test
        void job_not_found() throws InterruptedException {
            String job = "nobody-knows-" + UUID.randomUUID();

            assertDeadLettered(journeys.deliver(success(job)), "JOB_NOT_FOUND", success(job));
            assertNoAttemptIsLeft(job);
        }

        @Test
        void invalid_client_token() throws InterruptedException {
            String job = journeys.newJob("another-token");

            assertDeadLettered(
                    journeys.deliver(success(job)), "INVALID_CLIENT_TOKEN", success(job));
            assertThat(journeys.callsFor(job)).isOne();
        }

        @Test
        void invalid_client_token_after_one_fresh_look_up_of_the_secret()
                throws InterruptedException {
            UUID clientId = UUID.randomUUID();
            String job = journeys.newJob("another-token");
            secret(clientId, TOKEN);

            Arrived arrived = journeys.deliver(byClientId(job, clientId));

            assertDeadLettered(arrived, "INVALID_CLIENT_TOKEN", byClientId(job, clientId));
            assertThat(lookUps(clientId)).isEqualTo(2);
        }

        @Test
        void conflicting_result_because_another_one_was_reported() throws InterruptedException {
            String job = journeys.newJob(TOKEN);
            journeys.deliver(success(job));

            assertDeadLettered(journeys.deliver(failure(job)), "CONFLICTING_RESULT", failure(job));
            assertThat(journeys.stateOf(job)).isEqualTo(State.SUCCEEDED);
        }

        @Test
        void conflicting_result_because_another_one_may_have_been_accepted()
                throws InterruptedException {
            String job = journeys.newJob(TOKEN);
            journeys.codePipeline().order(job, new Fault.DropAfterActing());
            assertRetried(journeys.deliver(success(job)), "OUTCOME_UNKNOWN");

            assertDeadLettered(journeys.deliver(failure(job)), "CONFLICTING_RESULT", failure(job));
            assertDone(journeys.deliverAtAge(OLD_ENOUGH, success(job)), "AlreadyReported");
        }
    }

    @Nested
    class Unavailable {

        @Test
        void job_not_in_progress_while_the_event_is_too_young_to_presume_its_report()
                throws InterruptedException {
            String job = journeys.newJob(TOKEN, State.DISPATCHED);
            journeys.codePipeline().order(job, new Fault.FailBeforeActing());
            assertRetried(journeys.deliver(success(job)), "OUTCOME_UNKNOWN");

            assertRetried(
                    journeys.deliverAtAge(OLD_ENOUGH.minusMinutes(1), success(job)),
                    "JOB_NOT_IN_PROGRESS");

            assertThat(journeys.ledgerItem(job)).containsKey("unresolved");
            journeys.codePipeline().move(job, State.IN_PROGRESS);
            assertDone(journeys.deliver(success(job)), "Reported");
        }

        @Test
        void job_not_in_progress_until_it_is_acknowledged() throws InterruptedException {
            String job = journeys.newJob(TOKEN, State.DISPATCHED);
            assertRetried(journeys.deliver(success(job)), "JOB_NOT_IN_PROGRESS");
            assertNoAttemptIsLeft(job);

            journeys.codePipeline().move(job, State.IN_PROGRESS);

            assertDone(journeys.deliver(success(job)), "Reported");
        }

        @Test
        void throttled_after_three_calls() throws InterruptedException {
            String job = journeys.newJob(TOKEN);
            journeys.codePipeline().order(job, new Fault.ThrottleNext(3));

            assertRetried(journeys.deliver(success(job)), "THROTTLED");

            assertThat(journeys.callsFor(job)).isEqualTo(3);
            assertDone(journeys.deliver(success(job)), "Reported");
        }

        @Test
        void outcome_unknown_after_a_server_error() throws InterruptedException {
            String job = journeys.newJob(TOKEN);
            journeys.codePipeline().order(job, new Fault.FailBeforeActing());

            assertRetried(journeys.deliver(success(job)), "OUTCOME_UNKNOWN");

            assertThat(journeys.callsFor(job)).isOne();
            assertDone(journeys.deliver(success(job)), "Reported");
        }

        @Test
        void outcome_unknown_after_a_lost_reply_without_a_second_try_in_the_same_call()
                throws InterruptedException {
            String job = journeys.newJob(TOKEN);
            journeys.codePipeline().order(job, new Fault.DropAfterActing());

            assertRetried(journeys.deliver(success(job)), "OUTCOME_UNKNOWN");

            assertThat(journeys.callsFor(job)).isOne();
            assertThat(journeys.ledgerItem(job))
                    .containsEntry("status", AttributeValue.fromS("REPORTING"));
        }

        @Test
        void outcome_unknown_if_codepipeline_hangs_long_before_the_invocation_ends()
                throws InterruptedException {
            String job = journeys.newJob(TOKEN);
            journeys.codePipeline().order(job, new Fault.HangBeforeActing(LONG));
            long begin = System.nanoTime();

            assertRetried(journeys.deliver(success(job)), "OUTCOME_UNKNOWN");

            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(LONG);
        }

        @Test
        void reported_by_the_next_owner_after_a_crash_before_codepipeline_acted() throws Exception {
            String job = journeys.newJob(TOKEN);
            crashDuringTheCallFor(job).drop();
            journeys.endLease(job);

            assertDone(journeys.deliver(success(job)), "Reported");

            assertThat(journeys.acceptedResultsOf(job)).isOne();
        }

        @Test
        void service_fault_logged_as_an_error_if_access_is_denied() throws InterruptedException {
            String job = journeys.newJob(TOKEN);
            journeys.codePipeline().order(job, new Fault.Deny());

            Arrived arrived = journeys.deliver(success(job));

            assertRetried(arrived, "SERVICE_FAULT");
            assertThat(arrived.line().path("level").asText()).isEqualTo("ERROR");
            assertThat(arrived.line().path("detail").asText()).contains("not authorized");
            assertDone(journeys.deliver(success(job)), "Reported");
        }

        @Test
        void client_token_not_found_until_the_secret_exists() throws InterruptedException {
            UUID clientId = UUID.randomUUID();
            String job = journeys.newJob(TOKEN);
            assertRetried(journeys.deliver(byClientId(job, clientId)), "CLIENT_TOKEN_NOT_FOUND");
            assertThat(journeys.callsFor(job)).isZero();

            secret(clientId, "{\"clientToken\": \"%s\"}".formatted(TOKEN));

            assertDone(journeys.deliver(byClientId(job, clientId)), "Reported");
        }

        @Test
        void service_fault_when_the_secret_store_denies_access() throws InterruptedException {
            UUID clientId = UUID.randomUUID();
            String job = journeys.newJob(TOKEN);
            secret(clientId, TOKEN);
            journeys.stack().secrets().order(new Fault.Deny());

            assertRetried(journeys.deliver(byClientId(job, clientId)), "SERVICE_FAULT");
            assertThat(journeys.callsFor(job)).isZero();
        }

        @Test
        void service_fault_when_the_secret_store_is_down() throws InterruptedException {
            UUID clientId = UUID.randomUUID();
            String job = journeys.newJob(TOKEN);
            try (FunctionProcess reporter =
                    journeys.queueReporterWith(
                            Map.of("AWS_ENDPOINT_URL_SECRETS_MANAGER", "http://127.0.0.1:1"))) {
                assertRetried(
                        journeys.deliver(reporter, byClientId(job, clientId)), "SERVICE_FAULT");
            }
        }

        @Test
        void held_elsewhere_while_another_jvm_reports_the_job() throws Exception {
            String job = journeys.newJob(TOKEN);
            FunctionProcess other = journeys.queueReporterWith(Map.of());
            HeldCall call = journeys.codePipeline().holdNext(job);
            CompletableFuture<Arrived> first = delivering(other, success(job));
            call.awaitArrival();

            assertRetried(journeys.deliver(success(job)), "HELD_ELSEWHERE");

            call.release();
            assertDone(first.get(), "Reported");
            assertThat(journeys.callsFor(job)).isOne();
            other.close();
        }

        @Test
        void held_back_when_others_are_sent_first() throws InterruptedException {
            String throttled = journeys.newJob(TOKEN);
            journeys.codePipeline().order(throttled, new Fault.ThrottleNext(3));
            try (FunctionProcess own = journeys.queueReporterWith(Map.of())) {
                own.invoke(Journeys.batch(UUID.randomUUID().toString(), success(throttled)));
                String job = journeys.newJob(TOKEN);
                String messageId = UUID.randomUUID().toString();

                Invocation invocation =
                        own.invoke(
                                Journeys.together(
                                        Journeys.batch(messageId, success(job)),
                                        Journeys.batch("m-2", success(throttled))),
                                A_REPORT);

                assertThat(Journeys.failures(invocation)).containsExactly(messageId, "m-2");
                assertThat(OutcomeLog.lastLine(own, messageId).path("reason").asText())
                        .isEqualTo("HELD_BACK");
                assertThat(journeys.callsFor(job)).isZero();
                assertThat(journeys.ledgerItem(job)).isEmpty();
            }
        }

        @Test
        void out_of_time_when_the_invocation_is_too_short_for_a_report()
                throws InterruptedException {
            String job = journeys.newJob(TOKEN);
            String messageId = UUID.randomUUID().toString();

            var invocation =
                    journeys.queueReporter().invoke(Journeys.batch(messageId, success(job)), LONG);

            assertThat(Journeys.failures(invocation)).containsExactly(messageId);
            assertThat(OutcomeLog.lastLine(journeys.queueReporter(), messageId).path("reason"))
                    .hasToString("\"OUT_OF_TIME\"");
            assertThat(journeys.callsFor(job)).isZero();
            assertThat(journeys.ledgerItem(job)).isEmpty();
        }
    }

    private void secret(UUID clientId, String value) {
        journeys.stack().secrets().put("job-reporter/client-tokens/" + clientId, value);
    }

    private long lookUps(UUID clientId) {
        return journeys.stack().secrets().requestedNames().stream()
                .filter(it -> it.endsWith(clientId.toString()))
                .count();
    }

    @Nested
    class WithoutTheLedger {

        private Tunnel tunnelToTheLedger() throws IOException {
            return Tunnel.to(
                    URI.create(
                            Optional.ofNullable(
                                            journeys.stack()
                                                    .endpointVariables()
                                                    .get("AWS_ENDPOINT_URL_DYNAMODB"))
                                    .orElseThrow()));
        }

        private FunctionProcess reporterThrough(Tunnel tunnel) throws InterruptedException {
            return journeys.queueReporterWith(
                    Map.of("AWS_ENDPOINT_URL_DYNAMODB", tunnel.uri().toString()));
        }

        @Test
        void nothing_is_sent() throws Exception {
            String job = journeys.newJob(TOKEN);
            try (Tunnel tunnel = tunnelToTheLedger();
                    FunctionProcess reporter = reporterThrough(tunnel)) {
                tunnel.cut();

                Arrived arrived = journeys.deliver(reporter, success(job));

                assertRetried(arrived, "SERVICE_FAULT");
                assertThat(journeys.callsFor(job)).isZero();
            }
        }

        @Test
        void an_accepted_result_stays_reported_at_a_redelivery() throws Exception {
            String job = journeys.newJob(TOKEN);
            try (Tunnel tunnel = tunnelToTheLedger();
                    FunctionProcess reporter = reporterThrough(tunnel)) {
                HeldCall call = journeys.codePipeline().holdNext(job);
                CompletableFuture<Arrived> first = delivering(reporter, success(job));
                call.awaitArrival();
                tunnel.cut();
                call.release();

                assertDone(first.get(), "Reported");
            }

            journeys.endLease(job);
            assertRetried(journeys.deliver(success(job)), "JOB_NOT_IN_PROGRESS");
            assertDone(journeys.deliverAtAge(OLD_ENOUGH, success(job)), "AlreadyReported");
            assertThat(journeys.acceptedResultsOf(job)).isOne();
        }
    }

    @Nested
    class OfAnOldEvent {

        private static final Duration TOO_OLD = Duration.ofHours(24);

        @Test
        void is_dead_lettered_with_the_reason() throws InterruptedException {
            String job = journeys.newJob(TOKEN, State.QUEUED);

            Arrived arrived = journeys.deliverAtAge(Duration.ofHours(1), success(job));

            assertThat(arrived.outcome()).isEqualTo("Unavailable JOB_NOT_IN_PROGRESS");
            assertThat(arrived.returned()).isFalse();
            Letter letter = letterOf(arrived).orElseThrow();
            assertThat(letter.reason()).isEqualTo("JOB_NOT_IN_PROGRESS");
            assertIsOf(letter, publishedOf(arrived));
            assertThat(letter.message().body()).isEqualTo(success(job));
            assertThat(letter.message().messageAttributes())
                    .containsOnlyKeys(
                            "FailureReason",
                            "FailureDetail",
                            "JobId",
                            "ReceiveCount",
                            "SourceMessageId",
                            "RequestId",
                            "FailedAt");
        }

        @Test
        void is_retried_however_old_it_is_when_it_had_no_time() throws InterruptedException {
            String job = journeys.newJob(TOKEN);
            String messageId = UUID.randomUUID().toString();

            var invocation =
                    journeys.queueReporter()
                            .invoke(Journeys.batch(messageId, success(job), TOO_OLD), LONG);

            assertThat(Journeys.failures(invocation)).containsExactly(messageId);
            assertThat(journeys.deadLetters().letterOf(messageId)).isEmpty();
        }

        @Test
        void is_retried_however_old_it_is_when_another_jvm_holds_the_job() throws Exception {
            String job = journeys.newJob(TOKEN);
            try (FunctionProcess other = journeys.queueReporterWith(Map.of())) {
                HeldCall call = journeys.codePipeline().holdNext(job);
                CompletableFuture<Arrived> first = delivering(other, success(job));
                call.awaitArrival();

                assertRetried(journeys.deliverAtAge(TOO_OLD, success(job)), "HELD_ELSEWHERE");

                call.release();
                assertDone(first.get(), "Reported");
            }
        }

        @Test
        void returns_the_messages_if_the_dead_letter_queue_is_gone() throws InterruptedException {
            String job = journeys.newJob(TOKEN, State.QUEUED);
            String gone = journeys.completionQueue() + "-gone";
            try (FunctionProcess reporter =
                    journeys.queueReporterWith(Map.of("DEAD_LETTER_QUEUE_URL", gone))) {
                List<Arrived> arrived =
                        List.of(
                                journeys.deliver(reporter, "not json"),
                                journeys.deliverAtAge(TOO_OLD, reporter, success(job)));

                assertThat(arrived).allMatch(Arrived::returned);
            }
        }
    }

    @Nested
    class OnTheBus {

        private Arrived publish(String detail) throws InterruptedException {
            String id = UUID.randomUUID().toString();
            var invocation = journeys.publish(journeys.busReporter(), id, detail);
            assertThat(invocation).isInstanceOf(Invocation.Succeeded.class);
            return new Arrived(id, false, OutcomeLog.lastLine(journeys.busReporter(), id));
        }

        @Test
        void reports() throws InterruptedException {
            String job = journeys.newJob(TOKEN);

            assertDone(publish(success(job)), "Reported");

            assertThat(journeys.stateOf(job)).isEqualTo(State.SUCCEEDED);
        }

        @Test
        void dead_letters_a_refusal_with_the_original_event() throws InterruptedException {
            String job = journeys.newJob("another-token");

            Arrived arrived = publish(success(job));

            assertDeadLettered(
                    arrived,
                    "INVALID_CLIENT_TOKEN",
                    Journeys.busEvent(arrived.messageId(), success(job)));
        }

        @Test
        void hands_over_an_event_that_cannot_be_reported_now() throws InterruptedException {
            String job = journeys.newJob(TOKEN, State.QUEUED);

            Arrived arrived = publish(success(job));

            assertThat(arrived.outcome()).isEqualTo("Unavailable JOB_NOT_IN_PROGRESS");
            assertThat(journeys.outcomesOf(arrived.messageId())).isEmpty();
            List<Message> handedOver = journeys.inCompletionQueueWithin(15);
            assertThat(handedOver).hasSize(1);
            journeys.codePipeline().move(job, State.IN_PROGRESS);
            assertDone(journeys.deliver(handedOver.getFirst().body()), "Reported");
        }

        @Test
        void fails_the_invocation_if_nothing_can_be_stored() throws InterruptedException {
            String gone = journeys.completionQueue() + "-gone";
            Map<String, String> nowhere =
                    Map.of("DEAD_LETTER_QUEUE_URL", gone, "COMPLETION_QUEUE_URL", gone);
            String job = journeys.newJob(TOKEN, State.QUEUED);
            try (FunctionProcess reporter =
                    journeys.stack().function(LocalStack.BUS_REPORTER, nowhere)) {
                assertThat(journeys.publish(reporter, "e-1", success(job)))
                        .isInstanceOf(Invocation.Failed.class);
                assertThat(journeys.publish(reporter, "e-2", "{}"))
                        .isInstanceOf(Invocation.Failed.class);
            }
        }
    }
}

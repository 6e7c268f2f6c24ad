package io.github.jobreporter.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName.SENT_TIMESTAMP;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.jobreporter.local.codepipeline.Job.State;
import io.github.jobreporter.local.http.Fault;
import io.github.jobreporter.local.http.HeldCall;
import io.github.jobreporter.local.http.Tunnel;
import io.github.jobreporter.local.http.Wire;
import io.github.jobreporter.local.queue.DeadLetterQueue.Letter;
import io.github.jobreporter.local.runtime.FunctionProcess;
import io.github.jobreporter.local.runtime.OutcomeLog;
import io.github.jobreporter.local.stack.LocalStack;
import io.github.jobreporter.support.ScriptedHttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/**
 * Outages of hours, by the times in the deliveries: each delivery comes when the function asked for
 * it, and the function is told how old the message then is.
 */
@ExtendWith(LocalStackExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OutageIT {

    private static final String TOKEN = "s3cr3t-t0k3n";
    private static final Duration RETRY_TIME = Duration.ofHours(24);
    private static final Duration OUTLASTED = Duration.ofHours(23);
    private static final String LEDGER = "AWS_ENDPOINT_URL_DYNAMODB";
    private static final String CHANGE_VISIBILITY = "ChangeMessageVisibility";
    private static final String SEPARATE = "ChangeMessageVisibilityBatch";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Journeys journeys;
    private final HttpClient http = HttpClient.newHttpClient();
    private final ScriptedHttpServer sqs = new ScriptedHttpServer(this::answer);
    private final Tunnel ledger;
    private final FunctionProcess reporter;

    OutageIT(Journeys journeys) throws IOException, InterruptedException {
        this.journeys = journeys;
        Map<String, String> endpoints = journeys.stack().endpointVariables();
        ledger = Tunnel.to(URI.create(endpoints.getOrDefault(LEDGER, "")));
        reporter = newReporter();
    }

    @BeforeEach
    void reset() {
        journeys.reset();
    }

    @AfterAll
    void close() throws IOException {
        reporter.close();
        ledger.close();
        sqs.close();
        http.close();
    }

    /** What makes a delivery fail, once. */
    private interface Outage {
        void beforeDelivery();
    }

    /** A message and what became of it so far. */
    private record History(String messageId, String body, int deliveries, Duration age) {

        static History of(String body) {
            return new History(UUID.randomUUID().toString(), body, 0, Duration.ZERO);
        }

        /** Another message, which is as old and came as often. */
        History another(String itsBody) {
            return new History(UUID.randomUUID().toString(), itsBody, deliveries, age);
        }

        History delivered() {
            return new History(messageId, body, deliveries + 1, age);
        }

        History after(Duration delay) {
            return new History(messageId, body, deliveries, age.plus(delay));
        }
    }

    private FunctionProcess newReporter() throws InterruptedException {
        return journeys.queueReporterWith(
                Map.of(
                        "AWS_ENDPOINT_URL_SQS",
                        sqs.uri().toString(),
                        LEDGER,
                        ledger.uri().toString()));
    }

    /** Answers a change of visibility, and passes everything else on. */
    private boolean answer(Wire.Request request, Socket connection)
            throws IOException, InterruptedException {
        byte[] response =
                calls(request, CHANGE_VISIBILITY)
                        ? Wire.response(200, Map.of("Content-Type", "application/json"), "{}")
                        : passedOn(request);
        connection.getOutputStream().write(response);
        return true;
    }

    private byte[] passedOn(Wire.Request request) throws IOException, InterruptedException {
        String queues =
                journeys.stack().endpointVariables().getOrDefault("AWS_ENDPOINT_URL_SQS", "");
        var response =
                http.send(
                        HttpRequest.newBuilder(URI.create(queues))
                                .header("X-Amz-Target", target(request))
                                .header("Content-Type", "application/x-amz-json-1.0")
                                .POST(BodyPublishers.ofString(request.body()))
                                .build(),
                        BodyHandlers.ofString());
        return Wire.response(
                response.statusCode(),
                Map.of("Content-Type", "application/x-amz-json-1.0"),
                response.body());
    }

    private static boolean calls(Wire.Request request, String operation) {
        return target(request).endsWith("." + operation);
    }

    private static String target(Wire.Request request) {
        return request.headers().getOrDefault("x-amz-target", "");
    }

    /** What the function sent to SQS by this operation. */
    private List<String> sent(String operation) {
        return sqs.requests().stream()
                .filter(request -> calls(request, operation))
                .map(Wire.Request::body)
                .toList();
    }

    /** Delivers again and again, until the message does not come back or is too old. */
    private History deliver(History message, Duration until, Outage outage)
            throws InterruptedException {
        History history = message;
        while (history.age().compareTo(until) < 0) {
            outage.beforeDelivery();
            history = history.delivered();
            if (!isReturned(history)) {
                return history;
            }
            history = history.after(latestDelay());
        }
        return history;
    }

    /** Delivers far beyond the time for which any message is retried. */
    private History giveUp(History message, Outage outage) throws InterruptedException {
        return deliver(message, RETRY_TIME.multipliedBy(2), outage);
    }

    private boolean isReturned(History message) throws InterruptedException {
        return isReturned(reporter, message);
    }

    private static boolean isReturned(FunctionProcess reporter, History message)
            throws InterruptedException {
        String batch =
                Journeys.batch(
                        message.messageId(), message.body(), message.age(), message.deliveries());
        return Journeys.failures(reporter.invoke(batch)).contains(message.messageId());
    }

    private Duration latestDelay() {
        JsonNode request = json(sent(CHANGE_VISIBILITY).getLast());
        return Duration.ofSeconds(request.path("VisibilityTimeout").asInt());
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String success(String jobId) {
        return "{\"jobId\": \"%s\", \"clientToken\": \"%s\"}".formatted(jobId, TOKEN);
    }

    private static String byClientId(String jobId, UUID clientId) {
        return "{\"jobId\": \"%s\", \"clientId\": \"%s\"}".formatted(jobId, clientId);
    }

    private void assertReported(History outlasted) throws InterruptedException {
        assertThat(outlasted.age()).isGreaterThanOrEqualTo(OUTLASTED);
        assertThat(isReturned(outlasted.delivered())).isFalse();
        assertThat(outcome(outlasted)).isEqualTo("Reported");
    }

    private String outcome(History message) throws InterruptedException {
        return OutcomeLog.lastLine(reporter, message.messageId()).path("outcome").asText();
    }

    private void assertGivenUp(History message, Duration patience, String reason) {
        assertThat(letterOf(message).map(Letter::reason)).contains(reason);
        assertThat(message.age()).isBetween(patience, patience.plusMinutes(18));
        assertThat(message.deliveries())
                .isLessThanOrEqualTo(patience.equals(RETRY_TIME) ? 250 : 30);
    }

    private Optional<Letter> letterOf(History message) {
        return journeys.deadLetters().letterOf(message.messageId());
    }

    @Nested
    class GivenAnOutageOfADay {

        private final String job = journeys.newJob(TOKEN);
        private final String another = journeys.newJob(TOKEN);

        /** One message is reported after the outage; the other one is given up during it. */
        private History assertOutlasts(
                String reported, String givenUp, String reason, Outage outage, Runnable end)
                throws InterruptedException {
            History outlasted = deliver(History.of(reported), OUTLASTED, outage);
            History tooOld = giveUp(outlasted.another(givenUp), outage);
            end.run();

            assertReported(outlasted);
            assertGivenUp(tooOld, RETRY_TIME, reason);
            return tooOld;
        }

        private void assertOutlasts(Fault fault, String reason) throws InterruptedException {
            Runnable end = () -> journeys.codePipeline().forgetFaults();
            Outage outage =
                    () -> {
                        end.run();
                        journeys.codePipeline().order(fault);
                    };
            assertOutlasts(success(job), success(another), reason, outage, end);
        }

        @Test
        void outlasts_codepipeline_denying() throws InterruptedException {
            assertOutlasts(new Fault.Deny(), "SERVICE_FAULT");
        }

        @Test
        void outlasts_codepipeline_failing() throws InterruptedException {
            assertOutlasts(new Fault.FailBeforeActing(), "OUTCOME_UNKNOWN");
        }

        @Test
        void outlasts_codepipeline_throttling() throws InterruptedException {
            assertOutlasts(new Fault.ThrottleNext(Integer.MAX_VALUE), "THROTTLED");
        }

        @Test
        void outlasts_the_secret_store_denying() throws InterruptedException {
            UUID clientId = UUID.randomUUID();
            journeys.stack().secrets().put("job-reporter/client-tokens/" + clientId, TOKEN);
            Runnable end = () -> journeys.stack().secrets().forgetFaults();
            Outage outage =
                    () -> {
                        end.run();
                        journeys.stack().secrets().order(new Fault.Deny());
                    };
            assertOutlasts(
                    byClientId(job, clientId),
                    byClientId(another, clientId),
                    "SERVICE_FAULT",
                    outage,
                    end);
        }

        /** The ledger may hold an attempt, so the outcome is unknown. */
        @Test
        void outlasts_the_ledger_being_down() throws InterruptedException {
            History stays =
                    assertOutlasts(
                            success(job),
                            success(another),
                            "OUTCOME_UNKNOWN",
                            ledger::cut,
                            ledger::restore);
            assertThat(letterOf(stays).orElseThrow().detail()).startsWith("SERVICE_FAULT");
        }
    }

    private static void invoke(FunctionProcess process, String batch) {
        try {
            process.invoke(batch);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Nested
    class GivenAMessageThatCrashesTheFunction {

        /** Its visibility timeout is set before anything is sent. */
        @Test
        void comes_back_at_another_time_than_those_that_came_with_it() throws Exception {
            String job = journeys.newJob(TOKEN);
            int before = sent(SEPARATE).size();
            try (FunctionProcess doomed = newReporter()) {
                HeldCall call = journeys.codePipeline().holdNext(job);
                String batch =
                        Journeys.batch(
                                UUID.randomUUID().toString(), success(job), Duration.ofHours(1), 4);
                CompletableFuture<?> crash =
                        CompletableFuture.runAsync(() -> invoke(doomed, batch));
                call.awaitArrival();
                doomed.kill();
                crash.join();
                call.drop();
            }

            List<String> separations = sent(SEPARATE);
            assertThat(separations).hasSize(before + 1);
            assertThat(json(separations.getLast()).at("/Entries/0/VisibilityTimeout").asInt())
                    .isBetween(90, 360);
            journeys.endLease(job);
        }
    }

    @Nested
    class GivenAJobThatAnotherInvocationHolds {

        /** As after a redrive of two events for one job that is refused at once. */
        @Test
        void is_delivered_again_long_before_the_lease_could_end() throws Exception {
            String job = journeys.newJob(TOKEN);
            try (FunctionProcess other = newReporter()) {
                HeldCall call = journeys.codePipeline().holdNext(job);
                CompletableFuture<?> first =
                        CompletableFuture.runAsync(
                                () -> invoke(other, Journeys.batch("first", success(job))));
                call.awaitArrival();

                assertThat(isReturned(History.of(success(job)).delivered())).isTrue();

                assertThat(latestDelay()).isLessThanOrEqualTo(Duration.ofSeconds(10));
                call.release();
                first.join();
            }
        }
    }

    @Nested
    class GivenARedrive {

        /** As on AWS, where a redriven message also has a new id. */
        @Test
        void starts_anew() throws InterruptedException {
            String deadLetters = journeys.stack().queueUrl(LocalStack.DEAD_LETTER_QUEUE);
            String body = success(journeys.newJob(TOKEN));
            journeys.stack().sqs().sendMessage(it -> it.queueUrl(deadLetters).messageBody(body));
            Thread.sleep(Duration.ofSeconds(2));
            Instant redrive = Instant.now();
            journeys.stack()
                    .sqs()
                    .startMessageMoveTask(
                            it ->
                                    it.sourceArn(arn(deadLetters))
                                            .destinationArn(arn(journeys.completionQueue())));

            Message redriven = awaitRedriven(body);

            assertThat(Instant.ofEpochMilli(Long.parseLong(sentTimestamp(redriven))))
                    .isAfterOrEqualTo(redrive.minusMillis(500));
        }

        private String arn(String queueUrl) {
            return journeys.stack()
                    .sqs()
                    .getQueueAttributes(
                            it ->
                                    it.queueUrl(queueUrl)
                                            .attributeNames(QueueAttributeName.QUEUE_ARN))
                    .attributes()
                    .getOrDefault(QueueAttributeName.QUEUE_ARN, "");
        }

        private Message awaitRedriven(String body) {
            return Stream.generate(
                            () ->
                                    journeys.stack()
                                            .sqs()
                                            .receiveMessage(
                                                    it ->
                                                            it.queueUrl(journeys.completionQueue())
                                                                    .waitTimeSeconds(5)
                                                                    .messageSystemAttributeNames(
                                                                            SENT_TIMESTAMP))
                                            .messages())
                    .limit(5)
                    .flatMap(List::stream)
                    .filter(it -> it.body().equals(body))
                    .findFirst()
                    .orElseThrow();
        }

        private static String sentTimestamp(Message message) {
            return message.attributes().getOrDefault(SENT_TIMESTAMP, "0");
        }
    }

    @Nested
    class GivenWhatThePartnerMustDo {

        private static final Duration HOUR = Duration.ofHours(1);

        @Test
        void waits_an_hour_for_the_job_to_be_acknowledged() throws InterruptedException {
            String body = success(journeys.newJob(TOKEN, State.DISPATCHED));

            assertGivenUp(giveUp(History.of(body), () -> {}), HOUR, "JOB_NOT_IN_PROGRESS");
        }

        @Test
        void waits_an_hour_for_the_secret() throws InterruptedException {
            String body = byClientId(journeys.newJob(TOKEN), UUID.randomUUID());

            assertGivenUp(giveUp(History.of(body), () -> {}), HOUR, "CLIENT_TOKEN_NOT_FOUND");
        }
    }
}

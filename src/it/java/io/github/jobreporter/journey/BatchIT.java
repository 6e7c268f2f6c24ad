package io.github.jobreporter.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jobreporter.journey.Journeys.Arrived;
import io.github.jobreporter.local.codepipeline.Job.State;
import io.github.jobreporter.local.http.Fault;
import io.github.jobreporter.local.runtime.FunctionProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Special cases of a batch, with the real handler in its own JVM. */
@ExtendWith(LocalStackExtension.class)
class BatchIT {

    private static final String TOKEN = "s3cr3t-t0k3n";

    private final Journeys journeys;

    BatchIT(Journeys journeys) {
        this.journeys = journeys;
    }

    @BeforeEach
    void reset() {
        journeys.reset();
    }

    private static String success(String jobId) {
        return "{\"jobId\": \"%s\", \"clientToken\": \"%s\"}".formatted(jobId, TOKEN);
    }

    private List<Arrived> deliver(List<String> bodies) throws InterruptedException {
        return journeys.deliver(journeys.queueReporter(), bodies);
    }

    @Test
    void an_empty_batch_is_done() throws InterruptedException {
        assertThat(Journeys.failures(journeys.queueReporter().invoke("{\"Records\": []}")))
                .isEmpty();
    }

    @Test
    void one_malformed_message_of_ten_does_not_affect_the_others() throws InterruptedException {
        List<String> bodies = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            bodies.add(success(journeys.newJob(TOKEN)));
        }
        bodies.add(4, success(journeys.newJob(TOKEN, State.QUEUED)));

        List<Arrived> arrived = deliver(bodies);

        assertThat(arrived).filteredOn(it -> it.outcome().equals("Reported")).hasSize(9);
        assertThat(arrived).filteredOn(Arrived::returned).containsExactly(arrived.get(4));
    }

    @Test
    void ten_malformed_messages_are_all_dead_lettered() throws InterruptedException {
        List<Arrived> arrived = deliver(Collections.nCopies(10, "{\"jobId\": 1}"));

        assertThat(arrived).noneMatch(Arrived::returned);
        assertThat(arrived)
                .allSatisfy(
                        it ->
                                assertThat(journeys.deadLetters().letterOf(it.messageId()))
                                        .hasValueSatisfying(
                                                letter ->
                                                        assertThat(letter.reason())
                                                                .isEqualTo("MALFORMED_EVENT")));
    }

    @Test
    void ten_messages_to_retry_are_all_returned() throws InterruptedException {
        List<String> bodies = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            bodies.add(success(journeys.newJob(TOKEN, State.QUEUED)));
        }

        assertThat(deliver(bodies)).allMatch(Arrived::returned);
    }

    @Test
    void the_same_job_twice_is_reported_once() throws InterruptedException {
        String job = journeys.newJob(TOKEN);

        List<Arrived> arrived = deliver(List.of(success(job), success(job)));

        assertThat(arrived)
                .extracting(Arrived::outcome)
                .containsExactly("Reported", "AlreadyReported");
        assertThat(journeys.callsFor(job)).isOne();
    }

    @Test
    void messages_without_time_left_are_returned_and_the_others_reported()
            throws InterruptedException {
        String hanging = journeys.newJob(TOKEN);
        String quick = journeys.newJob(TOKEN);
        journeys.codePipeline().order(hanging, new Fault.HangBeforeActing(Duration.ofSeconds(20)));
        String batch =
                """
                {"Records": [
                  {"messageId": "hangs", "body": %s},
                  {"messageId": "waits for it", "body": %s},
                  {"messageId": "quick", "body": %s}
                ]}
                """
                        .formatted(
                                quoted(success(hanging)),
                                quoted(success(hanging)),
                                quoted(success(quick)));

        var invocation = journeys.queueReporter().invoke(batch, Duration.ofSeconds(41));

        assertThat(Journeys.failures(invocation)).containsExactly("hangs", "waits for it");
        assertThat(journeys.ledgerItem(hanging))
                .containsEntry("attempts", AttributeValue.fromN("1"));
        assertThat(journeys.stateOf(quick)).isEqualTo(State.SUCCEEDED);
    }

    private static String quoted(String json) {
        return '"' + json.replace("\"", "\\\"") + '"';
    }

    @Test
    void two_jvms_with_the_same_job_report_it_once() throws Exception {
        FunctionProcess one = journeys.queueReporter();
        try (FunctionProcess other = journeys.queueReporterWith(Map.of());
                ExecutorService threads = Executors.newFixedThreadPool(2)) {
            for (int i = 0; i < 20; i++) {
                String job = journeys.newJob(TOKEN);
                List<Callable<Arrived>> race =
                        List.of(
                                () -> journeys.deliverAtAge(Duration.ZERO, one, success(job)),
                                () -> journeys.deliverAtAge(Duration.ZERO, other, success(job)));

                List<String> outcomes = new ArrayList<>();
                for (Future<Arrived> it : threads.invokeAll(race)) {
                    outcomes.add(it.get().outcome());
                }

                assertThat(outcomes)
                        .containsOnlyOnce("Reported")
                        .containsAnyOf("AlreadyReported", "Unavailable HELD_ELSEWHERE");
                assertThat(journeys.callsFor(job)).isOne();
            }
        }
    }
}

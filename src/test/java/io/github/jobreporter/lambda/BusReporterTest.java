package io.github.jobreporter.lambda;

import static io.github.jobreporter.lambda.HandlerFixture.contextWith;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.jobreporter.completion.PipelineAnswer;
import io.github.jobreporter.support.FakePipelineJobs;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class BusReporterTest {

    private final FakePipelineJobs pipeline = new FakePipelineJobs();
    private final HandlerFixture fixture = new HandlerFixture(pipeline);

    private static String event(String detail) {
        return """
               {"id": "e-1", "detail-type": "Job Completion", \
               "time": "2026-01-01T09:59:30Z", "detail": %s}\
               """
                .formatted(detail);
    }

    private static final String COMPLETION = event("{\"jobId\": \"j-1\", \"clientToken\": \"t\"}");

    private void report(String event) throws IOException {
        fixture.busReporter()
                .handleRequest(
                        new ByteArrayInputStream(event.getBytes(StandardCharsets.UTF_8)),
                        new ByteArrayOutputStream(),
                        contextWith(Duration.ofSeconds(60)));
    }

    @Test
    void reports_an_event() throws IOException {
        report(COMPLETION);

        assertThat(pipeline.puts()).hasSize(1);
        assertThat(fixture.recorded.flushed())
                .contains("CompletionAge 30000.0 MILLISECONDS {Service=s}");
    }

    @Test
    void dead_letters_a_refused_event_as_it_was_sent() throws IOException {
        String malformed = event("{\"jobId\": \"j-1\",   \"jobId\": \"j-1\"}");

        report(malformed);

        assertThat(fixture.queues.deadLetters())
                .singleElement()
                .satisfies(
                        letter -> {
                            assertThat(letter.delivery().body()).isEqualTo(malformed);
                            assertThat(letter.delivery().messageId()).isEqualTo("e-1");
                            assertThat(letter.detail())
                                    .contains("/detail/jobId: must be given once");
                        });
    }

    @Test
    void names_a_dead_letter_after_the_request_when_the_event_has_no_id() throws IOException {
        report("not json");

        assertThat(fixture.queues.deadLetters().getFirst().delivery().messageId())
                .isEqualTo("request-1");
    }

    @Test
    void hands_over_to_the_queue_what_cannot_be_reported_now() throws IOException {
        pipeline.willThrottle();

        report(COMPLETION);

        assertThat(fixture.queues.handedOver().getFirst().body()).isEqualTo(COMPLETION);
    }

    @Test
    void does_not_claim_that_a_result_whose_reply_was_lost_is_not_reported() {
        pipeline.willAnswer(new PipelineAnswer.UnknownOutcome("time-out"));
        fixture.queues.willFail();

        assertThatIllegalStateException()
                .isThrownBy(() -> report(COMPLETION))
                .withMessage(
                        "the event is not known to be reported or stored:"
                                + " Lambda must deliver it again");
    }

    @Test
    void fails_when_the_event_can_be_stored_nowhere_so_that_lambda_tries_again() {
        pipeline.willThrottle();
        fixture.queues.willFail();

        assertThatIllegalStateException()
                .isThrownBy(() -> report(COMPLETION))
                .withMessageContaining("Lambda must deliver it again");
    }
}

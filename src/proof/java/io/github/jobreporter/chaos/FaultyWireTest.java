package io.github.jobreporter.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.jobreporter.local.codepipeline.CodePipelineEndpoint;
import io.github.jobreporter.local.codepipeline.Job.State;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each fault has its effect on the caller and on the service. */
class FaultyWireTest {

    private final HttpClient client = HttpClient.newHttpClient();
    private CodePipelineEndpoint service;

    @BeforeEach
    void start() throws IOException {
        service = CodePipelineEndpoint.start(InstantSource.system());
        service.addJob("job-1", "token-1", State.IN_PROGRESS);
    }

    @AfterEach
    void stop() {
        client.shutdownNow();
        service.close();
    }

    private FaultyWire wire(double share, WireFault... kinds) {
        return FaultyWire.to(
                service.uri(), new FaultPlan(1, share, List.of(kinds)), (_, body, _) -> body);
    }

    private FaultyWire wire(WireFault fault) {
        return wire(1, fault);
    }

    private HttpResponse<String> complete(FaultyWire wire)
            throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(wire.uri())
                        .header(
                                "X-Amz-Target",
                                "CodePipeline_20150709.PutThirdPartyJobSuccessResult")
                        .timeout(Duration.ofSeconds(1))
                        .POST(
                                HttpRequest.BodyPublishers.ofString(
                                        "{\"jobId\": \"job-1\", \"clientToken\": \"token-1\"}"))
                        .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private State state() {
        return service.job("job-1").orElseThrow().state();
    }

    @Test
    void without_a_fault_the_service_answers() throws Exception {
        try (FaultyWire wire = wire(0)) {
            assertThat(complete(wire).statusCode()).isEqualTo(200);
            assertThat(state()).isEqualTo(State.SUCCEEDED);
            assertThat(complete(wire).body()).contains("InvalidJobStateException");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"THROTTLED", "FAILED"})
    void errors_are_answered_and_the_service_does_not_act(WireFault fault) throws Exception {
        try (FaultyWire wire = wire(fault)) {
            assertThat(complete(wire).statusCode())
                    .isEqualTo(fault == WireFault.THROTTLED ? 400 : 500);
            assertThat(state()).isEqualTo(State.IN_PROGRESS);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"REFUSED", "RESET_BEFORE"})
    void the_connection_ends_and_the_service_does_not_act(WireFault fault) {
        try (FaultyWire wire = wire(fault)) {
            assertThatThrownBy(() -> complete(wire)).isInstanceOf(IOException.class);
            assertThat(state()).isEqualTo(State.IN_PROGRESS);
        }
    }

    @Test
    void further_connections_are_refused_for_a_while() throws Exception {
        try (FaultyWire wire = wire(WireFault.REFUSED)) {
            assertThatThrownBy(() -> complete(wire)).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> complete(wire)).isInstanceOf(ConnectException.class);

            wire.plan().end();

            await().ignoreException(ConnectException.class)
                    .untilAsserted(() -> assertThat(complete(wire).statusCode()).isEqualTo(200));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"RESET_AFTER", "TRUNCATED"})
    void the_reply_is_lost_and_the_service_acts(WireFault fault) {
        try (FaultyWire wire = wire(fault)) {
            assertThatThrownBy(() -> complete(wire)).isInstanceOf(IOException.class);
            assertThat(state()).isEqualTo(State.SUCCEEDED);
        }
    }

    @Test
    void the_reply_is_late_and_the_service_acts() {
        try (FaultyWire wire = wire(WireFault.REPLIED_LATE)) {
            assertThatThrownBy(() -> complete(wire)).isInstanceOf(HttpTimeoutException.class);
            assertThat(state()).isEqualTo(State.SUCCEEDED);
        }
    }

    @Test
    void the_service_acts_after_the_caller_gave_up() {
        try (FaultyWire wire = wire(WireFault.ACTED_LATE)) {
            assertThatThrownBy(() -> complete(wire)).isInstanceOf(HttpTimeoutException.class);
            assertThat(state()).isEqualTo(State.IN_PROGRESS);

            await().until(() -> state() == State.SUCCEEDED);
        }
    }
}

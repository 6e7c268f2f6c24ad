package io.github.jobreporter.local.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.jobreporter.local.http.AwsEndpoint;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.InvalidEventPatternException;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.eventbridge.model.ResourceNotFoundException;
import software.amazon.awssdk.services.eventbridge.model.Target;

/** By EventBridge's own client. */
@Timeout(20)
class QueueRulesTest {

    private static final String OUTCOMES = "{\"detail-type\": [\"Job Completion Outcome\"]}";
    private static final String ARN = "arn:aws:sqs:us-east-1:000000000000:";

    private final Map<String, String> sent = new ConcurrentHashMap<>();
    private EventBusEndpoint bus;
    private EventBridgeClient client;

    @BeforeEach
    void start() throws IOException {
        bus = EventBusEndpoint.start(InstantSource.system());
        bus.put("partners");
        bus.onQueueTarget(sent::put);
        client = new AwsEndpoint(bus.uri()).client(EventBridgeClient.builder());
    }

    @AfterEach
    void stop() {
        client.close();
        bus.close();
    }

    private void putRule(String pattern) {
        client.putRule(it -> it.name("rule").eventBusName("partners").eventPattern(pattern));
    }

    private void aimAt(String arn) {
        client.putTargets(
                it ->
                        it.rule("rule")
                                .eventBusName("partners")
                                .targets(Target.builder().id("1").arn(arn).build()));
    }

    private void publish(String detailType, String bus) {
        client.putEvents(
                it ->
                        it.entries(
                                PutEventsRequestEntry.builder()
                                        .eventBusName(bus)
                                        .source("s")
                                        .detailType(detailType)
                                        .detail("{\"outcome\": \"Refused\"}")
                                        .build()));
    }

    @Test
    void send_what_they_match_to_their_queue() throws IOException {
        putRule(OUTCOMES);
        aimAt(ARN + "outcomes");

        publish("Job Completion", "partners");
        publish("Job Completion Outcome", "default");
        assertThat(sent).isEmpty();

        publish("Job Completion Outcome", "partners");
        assertThat(sent).containsOnlyKeys("outcomes");
        assertThat(new ObjectMapper().readTree(sent.get("outcomes")).at("/detail/outcome").asText())
                .isEqualTo("Refused");
    }

    @Test
    void are_replaced_by_rules_of_the_same_name_and_keep_their_targets() {
        putRule(OUTCOMES);
        aimAt(ARN + "first");
        aimAt(ARN + "second");
        putRule("{\"source\": [\"s\"]}");

        publish("Anything", "partners");

        assertThat(sent).containsOnlyKeys("second");
    }

    @Test
    void must_be_such_that_the_local_stack_can_follow_them() {
        assertThatThrownBy(() -> putRule("{")).isInstanceOf(InvalidEventPatternException.class);
        assertThatThrownBy(() -> aimAt(ARN + "q")).isInstanceOf(ResourceNotFoundException.class);

        putRule(OUTCOMES);
        assertThatThrownBy(() -> aimAt("arn:aws:sns:us-east-1:000000000000:topic"))
                .hasMessageContaining("delivers to queues only");
    }

    @Test
    void need_not_exist_for_outcome_events_to_be_remembered() {
        publish("Job Completion", "partners");
        publish("Job Completion Outcome", "partners");

        assertThat(bus.outcomes())
                .extracting(it -> it.path("detail-type"))
                .extracting(JsonNode::asText)
                .isEqualTo(List.of("Job Completion Outcome"));
    }

    @Test
    void tells_of_the_pattern_of_a_rule() {
        var patterns = new ArrayList<String>();
        bus.onRule(patterns::add);
        putRule(OUTCOMES);

        assertThat(patterns).containsExactly(OUTCOMES);
    }
}

package io.github.jobreporter.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.jobreporter.journey.Journeys.Arrived;
import io.github.jobreporter.local.http.Fault;
import io.github.jobreporter.local.runtime.FunctionProcess;
import io.github.jobreporter.local.stack.LocalStack;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Events of an attacker, with the functions in their own JVMs. */
@ExtendWith(LocalStackExtension.class)
class HostileEventsIT {

    /**
     * A forged line, control characters, ANSI sequences, line separators, bidirectional controls.
     */
    private static final String HOSTILE =
            "x\r\n{\"level\":\"INFO\",\"outcome\":\"Reported\",\"messageId\":\"forged\"}"
                    + "\n\",\"outcome\":\"forged"
                    + "\0\b\t\u000b\f\u001b[2J\u001b[31m\u007f\u0085\u009b2J"
                    + "\u2028\u2029\u202e\u2066\u200f\ufeff";

    private static final Pattern MISLEADING =
            Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]");

    private static final String UUID_OF_ANOTHER = "0b7a3f52-9c1e-4d68-8f0a-2d5c6e7f8a91";

    private final Journeys journeys;

    HostileEventsIT(Journeys journeys) {
        this.journeys = journeys;
    }

    @BeforeEach
    void reset() {
        journeys.reset();
    }

    @Test
    void forge_nothing_in_the_logs() throws InterruptedException {
        List<String> logged;
        try (FunctionProcess queue = journeys.queueReporterWith(Map.of());
                FunctionProcess bus = journeys.stack().function(LocalStack.BUS_REPORTER)) {
            for (ObjectNode body : hostileEvents()) {
                queue.invoke(Journeys.batch(UUID.randomUUID().toString(), body.toString()));
                bus.invoke(
                        JsonNodeFactory.instance
                                .objectNode()
                                .put("id", HOSTILE.substring(0, 90))
                                .put("detail-type", HOSTILE)
                                .set("detail", body)
                                .toString());
            }
            logged = Stream.concat(queue.logLines().stream(), bus.logLines().stream()).toList();
        }

        List<JsonNode> outcomes =
                logged.stream()
                        .filter(it -> it.contains("\"outcome\""))
                        .map(HostileEventsIT::json)
                        .toList();
        assertThat(outcomes)
                .hasSize(2 * hostileEvents().size())
                .noneMatch(it -> it.path("messageId").asText().equals("forged"))
                .noneMatch(it -> it.path("outcome").asText().equals("forged"));
        assertThat(logged).noneMatch(it -> MISLEADING.matcher(it).find());
    }

    private List<ObjectNode> hostileEvents() {
        String job = journeys.newJob("token");
        journeys.codePipeline().order(job, new Fault.Answer(400, "Oops", HOSTILE));
        journeys.codePipeline().order(job, new Fault.Answer(500, HOSTILE, HOSTILE));
        return List.of(
                event(HOSTILE),
                event(job),
                event("j").put(HOSTILE, 1),
                event("j").put("clientToken", HOSTILE.repeat(10)),
                event("j").put("created", HOSTILE));
    }

    private static ObjectNode event(String jobId) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("jobId", jobId)
                .put("clientToken", "token");
    }

    @Test
    void reach_no_other_secret() throws InterruptedException {
        journeys.stack().secrets().put("another/" + UUID_OF_ANOTHER, "token");
        journeys.stack().secrets().put("job-reporter/client-tokens-2/" + UUID_OF_ANOTHER, "token");
        int before = journeys.stack().secrets().requestedNames().size();
        String job = journeys.newJob("token");

        List<Arrived> arrived =
                journeys.deliver(
                        journeys.queueReporter(),
                        hostileClientIds().stream().map(it -> byClientId(job, it)).toList());

        assertThat(arrived)
                .allMatch(it -> it.outcome().equals("Refused MALFORMED_EVENT"))
                .hasSize(hostileClientIds().size());
        assertThat(journeys.stack().secrets().requestedNames()).hasSize(before);
        assertThat(journeys.callsFor(job)).isZero();
    }

    private static String byClientId(String job, String clientId) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("jobId", job)
                .put("clientId", clientId)
                .toString();
    }

    /** One batch. {@code ClientIdProperties} tries more. */
    private static List<String> hostileClientIds() {
        return List.of(
                "../../another/" + UUID_OF_ANOTHER,
                "..%2f..%2fanother%2f" + UUID_OF_ANOTHER,
                "-2/" + UUID_OF_ANOTHER,
                "arn:aws:secretsmanager:us-east-1:000000000000:secret:another/" + UUID_OF_ANOTHER,
                UUID_OF_ANOTHER + "\n",
                UUID_OF_ANOTHER + "\u0000",
                UUID_OF_ANOTHER.toUpperCase(Locale.ROOT),
                UUID_OF_ANOTHER.replace('0', '\uff10'),
                UUID_OF_ANOTHER.replace('a', '\u0430'),
                "*");
    }

    private static JsonNode json(String line) {
        try {
            return new ObjectMapper().readTree(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

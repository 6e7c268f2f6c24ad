package io.github.jobreporter.aws;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.jobreporter.completion.Attempt;
import io.github.jobreporter.completion.Fingerprint;
import io.github.jobreporter.completion.LedgerEntry;
import io.github.jobreporter.completion.LedgerEntry.Decision;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The adapter either reads an item of the table or refuses it. The input is DynamoDB's JSON. */
public final class LedgerItemFuzz {

    private LedgerItemFuzz() {}

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    public static void fuzzerTestOneInput(byte[] utf8) {
        LedgerItem.read(attributes(new String(utf8, StandardCharsets.UTF_8)))
                .ifPresent(LedgerItemFuzz::assertKept);
    }

    private static void assertKept(LedgerEntry entry) {
        assertThat(LedgerItem.read(LedgerItem.of(entry))).contains(entry);
        Attempt attempt = new Attempt(entry.jobId(), new Fingerprint("f"), NOW.plusSeconds(60));
        if (entry.decide(attempt, "claimant", NOW) instanceof Decision.TakeOver(var successor)) {
            assertThat(LedgerItem.read(LedgerItem.of(successor))).contains(successor);
            entry.fingerprint().ifPresent(it -> assertThat(successor.unresolved()).contains(it));
            assertThat(successor.unresolved()).containsAll(entry.unresolved());
        }
    }

    private static Map<String, AttributeValue> attributes(String item) {
        try {
            Map<String, AttributeValue> attributes = new HashMap<>();
            JSON.readTree(item)
                    .propertyStream()
                    .forEach(it -> attributes.put(it.getKey(), attribute(it.getValue())));
            return attributes;
        } catch (JsonProcessingException _) {
            return Map.of();
        }
    }

    private static AttributeValue attribute(JsonNode typed) {
        List<String> texts = typed.path("SS").valueStream().map(JsonNode::asText).toList();
        if (!texts.isEmpty()) {
            return AttributeValue.fromSs(texts);
        }
        return typed.has("N")
                ? AttributeValue.fromN(typed.path("N").asText())
                : AttributeValue.fromS(typed.path("S").asText());
    }
}

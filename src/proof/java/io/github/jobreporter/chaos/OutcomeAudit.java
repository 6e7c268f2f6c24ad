package io.github.jobreporter.chaos;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.github.jobreporter.local.runtime.Invocation;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Compares the outcome events with what the functions logged. */
record OutcomeAudit(Evidence evidence, AuditReport report) {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String METRIC = "UnpublishedOutcomes";

    /** Those of one invocation that was killed between its log lines and its metric. */
    private static final int MOST_UNCOUNTED = 10;

    /** What finally became of a message or event. */
    private record Ending(String messageId, String outcome) {

        static Ending of(JsonNode lineOrDetail) {
            boolean deadLettered = lineOrDetail.path("disposition").asText().equals("DeadLettered");
            return new Ending(
                    lineOrDetail.path("messageId").asText(),
                    deadLettered ? "Refused" : lineOrDetail.path("outcome").asText());
        }
    }

    void check() {
        List<List<JsonNode>> logs =
                evidence.logs().stream()
                        .map(it -> it.stream().map(OutcomeAudit::json).toList())
                        .toList();
        logs.forEach(this::checkCounts);
        checkClaims(logs);
        checkEndings(logs);
    }

    /** An invocation that was killed is delivered again, and publishes then. */
    private void checkEndings(List<List<JsonNode>> logs) {
        Map<String, Long> unpublished =
                logs.stream()
                        .flatMap(List::stream)
                        .filter(OutcomeAudit::isUnpublished)
                        .collect(groupingBy(it -> it.path("messageId").asText(), counting()));
        Map<Ending, Long> published =
                evidence.outcomes().stream().collect(groupingBy(Ending::of, counting()));
        Map<Ending, Long> endings =
                evidence.deliveries().stream()
                        .filter(it -> it.invocation() instanceof Invocation.Succeeded)
                        .filter(it -> isFinal(it.line()))
                        .collect(groupingBy(it -> Ending.of(it.line()), counting()));
        endings.forEach(
                (ending, times) -> {
                    report.count(AuditInvariant.I8, "endings", Math.toIntExact(times));
                    long known =
                            published.getOrDefault(ending, 0L)
                                    + unpublished.getOrDefault(ending.messageId, 0L);
                    if (known < times) {
                        report.violates(
                                AuditInvariant.I8,
                                "%s: ended %d times, published or counted %d times"
                                        .formatted(ending, times, known));
                    }
                });
        report.count(AuditInvariant.I8, "outcome events", evidence.outcomes().size());
    }

    /** Nothing is published that did not happen. */
    private void checkClaims(List<List<JsonNode>> logs) {
        Set<Ending> logged =
                logs.stream()
                        .flatMap(List::stream)
                        .filter(OutcomeAudit::isFinal)
                        .map(Ending::of)
                        .collect(Collectors.toSet());
        evidence.outcomes().stream()
                .map(Ending::of)
                .filter(it -> !logged.contains(it))
                .forEach(
                        it ->
                                report.violates(
                                        AuditInvariant.I8, it + " is published and not logged"));
    }

    private void checkCounts(List<JsonNode> log) {
        int lines = Math.toIntExact(log.stream().filter(OutcomeAudit::isUnpublished).count());
        int counted = log.stream().mapToInt(it -> it.path(METRIC).asInt()).sum();
        report.count(AuditInvariant.I8, "outcomes counted as unpublished", counted);
        if (counted > lines || lines > counted + MOST_UNCOUNTED) {
            report.violates(
                    AuditInvariant.I8,
                    "%d outcomes are logged as unpublished, and %d are counted"
                            .formatted(lines, counted));
        }
    }

    private static boolean isUnpublished(JsonNode line) {
        return line.path("message").asText().startsWith("An outcome event is not known");
    }

    private static boolean isFinal(JsonNode line) {
        return line.has("outcome")
                && Stream.of("Done", "DeadLettered")
                        .anyMatch(line.path("disposition").asText()::equals);
    }

    private static JsonNode json(String line) {
        try {
            return JSON.readTree(line);
        } catch (JsonProcessingException _) {
            // A line of the runtime.
            return MissingNode.getInstance();
        }
    }
}

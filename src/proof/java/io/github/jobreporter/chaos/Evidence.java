package io.github.jobreporter.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.jobreporter.local.http.RecordedCall;
import io.github.jobreporter.local.queue.DeadLetterQueue.Letter;
import io.github.jobreporter.local.runtime.FunctionDelivery;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Everything that the audit reads after a run.
 *
 * @param events all events that were sent
 * @param journal CodePipeline's record of every call
 * @param letters the dead letters
 * @param deliveries all deliveries to the functions, in order
 * @param ledgerWrites the ledger's writes as seen on the wire
 * @param troubled requests to CodePipeline and the ledger that got no definite answer on the wire
 * @param sentAt when each event was sent
 * @param acknowledgedLate when each job was acknowledged that was not when its events were sent
 * @param haste by how much the functions see their events' ages scaled up
 * @param outcomes the details of all outcome events
 * @param logs the log lines of each execution environment
 * @param written everything that the functions wrote to other services and logs, by place
 * @param faultsEnded when the last fault was over
 * @param unfinished the number of unfinished events
 */
record Evidence(
        List<ChaosEvent> events,
        List<RecordedCall> journal,
        List<Letter> letters,
        List<FunctionDelivery> deliveries,
        List<LedgerWrite> ledgerWrites,
        List<TroubledRequest> troubled,
        Map<ChaosEvent, Instant> sentAt,
        Map<String, Instant> acknowledgedLate,
        int haste,
        List<JsonNode> outcomes,
        List<List<String>> logs,
        Map<String, List<String>> written,
        Instant faultsEnded,
        int unfinished) {

    Evidence {
        events = List.copyOf(events);
        journal = List.copyOf(journal);
        letters = List.copyOf(letters);
        deliveries = List.copyOf(deliveries);
        ledgerWrites = List.copyOf(ledgerWrites);
        troubled = List.copyOf(troubled);
        sentAt = Map.copyOf(sentAt);
        acknowledgedLate = Map.copyOf(acknowledgedLate);
        outcomes = List.copyOf(outcomes);
        logs = List.copyOf(logs);
        written = Map.copyOf(written);
    }

    /** How old the functions took an event for. */
    Duration age(ChaosEvent event, Instant at) {
        return Duration.between(sentAt.getOrDefault(event, at), at).multipliedBy(haste);
    }
}

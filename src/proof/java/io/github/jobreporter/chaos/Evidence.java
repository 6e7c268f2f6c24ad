package io.github.jobreporter.chaos;

import io.github.jobreporter.local.http.RecordedCall;
import io.github.jobreporter.local.queue.DeadLetterQueue.Letter;
import io.github.jobreporter.local.runtime.FunctionDelivery;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Everything that the audit reads after a run.
 *
 * @param events all events that were sent
 * @param journal CodePipeline's record of every call
 * @param letters the dead letters
 * @param deliveries all deliveries to the functions, in order
 * @param ledgerWrites the ledger's writes as seen on the wire
 * @param troubled requests to CodePipeline and the ledger that got no definite answer on the wire
 * @param acknowledgedLate jobs that were acknowledged some time after their events
 * @param written everything that the functions wrote to other services and logs, by place
 * @param faultsEnded when the last fault was over
 * @param atLarge the number of unfinished events
 */
record Evidence(
        List<ChaosEvent> events,
        List<RecordedCall> journal,
        List<Letter> letters,
        List<FunctionDelivery> deliveries,
        List<LedgerWrite> ledgerWrites,
        List<TroubledRequest> troubled,
        Set<String> acknowledgedLate,
        Map<String, List<String>> written,
        Instant faultsEnded,
        int atLarge) {

    Evidence {
        events = List.copyOf(events);
        journal = List.copyOf(journal);
        letters = List.copyOf(letters);
        deliveries = List.copyOf(deliveries);
        ledgerWrites = List.copyOf(ledgerWrites);
        troubled = List.copyOf(troubled);
        acknowledgedLate = Set.copyOf(acknowledgedLate);
        written = Map.copyOf(written);
    }
}

package io.github.jobreporter.chaos;

import io.github.jobreporter.local.http.RecordedCall;
import io.github.jobreporter.local.queue.DeadLetterQueue.Letter;
import io.github.jobreporter.local.runtime.FunctionDelivery;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What there is to see when everything came to rest.
 *
 * @param events all that were sent
 * @param journal every call to CodePipeline, by its own account
 * @param letters what lies in the dead-letter queue
 * @param deliveries to the functions, in their order
 * @param ledgerWrites as they stood on the wire
 * @param troubled requests to CodePipeline and the ledger that got no definite answer on the wire
 * @param acknowledgedLate jobs that were, some time after their events
 * @param written whatever the functions wrote to anybody but CodePipeline, by its place
 * @param faultsEnded when the last fault was over
 * @param atLarge events that did not come to rest
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

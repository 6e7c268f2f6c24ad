package io.github.jobreporter.exploration;

import io.github.jobreporter.completion.CompletionLedger;
import io.github.jobreporter.completion.CompletionQueue;
import io.github.jobreporter.completion.DeadLetters;
import io.github.jobreporter.completion.Patience;
import io.github.jobreporter.completion.PipelineJobs;
import io.github.jobreporter.completion.ReportOutcome;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** The protocol as it is. A mutant changes one of the parts that the function is made of. */
interface Protocol {

    /** The real one. */
    Protocol REAL = new Protocol() {};

    default Call.Write write(Call.Write write) {
        return write;
    }

    default CompletionLedger ledger(CompletionLedger ledger) {
        return ledger;
    }

    default InstantSource ledgerClock(InstantSource clock) {
        return clock;
    }

    /** When the event was sent, as the function is told. */
    default Optional<Instant> sentAt(Optional<Instant> sentAt) {
        return sentAt;
    }

    default Patience patience(Patience patience) {
        return patience;
    }

    default PipelineJobs jobs(PipelineJobs jobs) {
        return jobs;
    }

    default ReportOutcome outcome(ReportOutcome outcome) {
        return outcome;
    }

    /**
     * The dead-letter queue.
     *
     * @param acknowledge lets go of the delivery
     */
    default DeadLetters deadLetters(DeadLetters deadLetters, Runnable acknowledge) {
        return deadLetters;
    }

    default CompletionQueue queue(CompletionQueue queue) {
        return queue;
    }
}

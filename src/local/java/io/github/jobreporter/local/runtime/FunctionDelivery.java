package io.github.jobreporter.local.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.jobreporter.local.runtime.ExecutionEnvironment.Run;
import java.time.Duration;
import java.time.Instant;

/**
 * One delivery of one message or event to a function.
 *
 * @param at when the function was invoked
 * @param messageId of the queue's message, or the event's id
 * @param receiveCount how often it was delivered, this time included
 * @param invocation how the invocation ended, which it may share with a whole batch
 * @param took the invocation
 * @param line what the function logged about this message; a missing node if nothing
 * @param inContainer whether the function ran in a container rather than in a JVM of the stack's
 */
public record FunctionDelivery(
        Instant at,
        String functionLogicalId,
        String messageId,
        int receiveCount,
        Fate fate,
        Invocation invocation,
        Duration took,
        JsonNode line,
        boolean inContainer) {

    /** How it ended. */
    public enum Fate {
        /** The function is done with it. */
        DONE,
        /** It is delivered again after its visibility timeout or the next attempt's delay. */
        AGAIN,
        /** It went to the function's dead-letter queue after the last attempt. */
        DEAD_LETTERED,
        /** No environment started; it went to the rule's dead-letter queue. */
        UNDELIVERABLE,
        /** It should have been dead-lettered, but there is no queue, or sending to it failed. */
        LOST
    }

    public static FunctionDelivery of(String functionLogicalId, Run run, Subject subject) {
        return new FunctionDelivery(
                run.at(),
                functionLogicalId,
                subject.messageId,
                subject.receiveCount,
                subject.fate,
                run.invocation(),
                run.took(),
                OutcomeLog.lastLine(run.logLines(), subject.messageId),
                run.inContainer());
    }

    /** The message or event of a run. */
    public record Subject(String messageId, int receiveCount, Fate fate) {}
}

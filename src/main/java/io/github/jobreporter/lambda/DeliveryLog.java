package io.github.jobreporter.lambda;

import static software.amazon.lambda.powertools.logging.argument.StructuredArguments.entries;

import io.github.jobreporter.completion.Disposition;
import io.github.jobreporter.completion.FailureReason;
import io.github.jobreporter.completion.OneLine;
import io.github.jobreporter.completion.ReportOutcome;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** The one structured line about each delivery. Never holds a payload or a token. */
final class DeliveryLog {

    private static final Logger LOG = LoggerFactory.getLogger(DeliveryLog.class);

    private DeliveryLog() {}

    static void write(Arrival arrival, Handled handled) {
        LOG.atLevel(level(handled)).log(message(handled), entries(fields(arrival, handled)));
    }

    /** Makes the line of a delivery that did not happen, and writes how long that took. */
    static void rehearse(Arrival arrival, Handled handled) {
        Map<String, Object> fields = fields(arrival, handled);
        fields.keySet().retainAll(Set.of("durationMs"));
        LOG.atLevel(level(handled)).log("A report is rehearsed", entries(fields));
    }

    private static Map<String, Object> fields(Arrival arrival, Handled handled) {
        Map<String, Object> fields = new LinkedHashMap<>();
        arrival.event().knownJobId().ifPresent(it -> fields.put("jobId", it.value()));
        fields.put("outcome", handled.outcome().getClass().getSimpleName());
        switch (handled.outcome()) {
            case ReportOutcome.Reported() -> {}
            case ReportOutcome.AlreadyReported(var presumed) -> fields.put("presumed", presumed);
            case ReportOutcome.Refused(var reason, var detail) -> explain(fields, reason, detail);
            case ReportOutcome.Unavailable it -> explain(fields, it.reason(), it.detail());
        }
        fields.put("attempt", arrival.delivery().receiveCount());
        fields.put("durationMs", handled.took().toMillis());
        fields.put("messageId", arrival.delivery().messageId());
        fields.put("disposition", handled.disposition().getClass().getSimpleName());
        // Powertools would write control characters as they are.
        fields.replaceAll((_, it) -> it instanceof String text ? OneLine.of(text) : it);
        return fields;
    }

    private static void explain(Map<String, Object> fields, FailureReason reason, String detail) {
        fields.put("reason", reason.name());
        fields.put("detail", detail);
    }

    private static Level level(Handled handled) {
        return switch (handled.outcome()) {
            case ReportOutcome.Reported _, ReportOutcome.AlreadyReported _ -> Level.INFO;
            case ReportOutcome.Refused _ -> Level.WARN;
            case ReportOutcome.Unavailable it -> level(it.reason());
        };
    }

    private static Level level(FailureReason reason) {
        if (reason == FailureReason.SERVICE_FAULT) {
            return Level.ERROR;
        }
        return reason.allowsDeadLetter() ? Level.WARN : Level.INFO;
    }

    /** What is known to have happened, and no more. */
    private static String message(Handled handled) {
        return switch (handled.disposition()) {
            case Disposition.Done _ ->
                    handled.outcome().equals(new ReportOutcome.AlreadyReported(true))
                            ? "The completion is presumed to be reported"
                            : "The completion is reported";
            case Disposition.DeadLettered _ -> "The event is in the dead-letter queue";
            case Disposition.HandedOver _ -> "The event is handed over to the completion queue";
            case Disposition.Retried _ -> "The event is given back for another delivery";
        };
    }
}

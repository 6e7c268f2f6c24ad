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

/** Writes one structured line per delivery. It never holds a payload or a token. */
final class DeliveryLog {

    private static final Logger LOG = LoggerFactory.getLogger(DeliveryLog.class);

    private DeliveryLog() {}

    static void write(Arrival arrival, Handled handled) {
        LOG.atLevel(level(handled)).log(message(handled), entries(fields(arrival, handled)));
    }

    /** Makes the line of a rehearsed delivery, but writes only how long that took. */
    static void rehearse(Arrival arrival, Handled handled) {
        Map<String, Object> fields = fields(arrival, handled);
        fields.keySet().retainAll(Set.of("durationMs"));
        LOG.atLevel(level(handled)).log("A report is rehearsed", entries(fields));
    }

    static Map<String, Object> fields(Arrival arrival, Handled handled) {
        Map<String, Object> fields = new LinkedHashMap<>();
        arrival.event().knownJobId().ifPresent(jobId -> fields.put("jobId", jobId.value()));
        fields.put("outcome", name(handled.outcome()));
        switch (handled.outcome()) {
            case ReportOutcome.Reported() -> {}
            case ReportOutcome.AlreadyReported(var presumed) -> fields.put("presumed", presumed);
            case ReportOutcome.Refused(var reason, var detail) -> explain(fields, reason, detail);
            case ReportOutcome.Unavailable(var reason, var detail, _, _) ->
                    explain(fields, reason, detail);
        }
        fields.put("attempt", arrival.delivery().receiveCount());
        fields.put("durationMs", handled.took().toMillis());
        fields.put("messageId", arrival.delivery().messageId());
        fields.put("disposition", name(handled.disposition()));
        // Powertools would write control characters as they are.
        fields.replaceAll((_, value) -> value instanceof String text ? OneLine.of(text) : value);
        return fields;
    }

    /** Operators search for these names, so they do not follow the classes' names. */
    private static String name(ReportOutcome outcome) {
        return switch (outcome) {
            case ReportOutcome.Reported _ -> "Reported";
            case ReportOutcome.AlreadyReported _ -> "AlreadyReported";
            case ReportOutcome.Refused _ -> "Refused";
            case ReportOutcome.Unavailable _ -> "Unavailable";
        };
    }

    private static String name(Disposition disposition) {
        return switch (disposition) {
            case Disposition.Done _ -> "Done";
            case Disposition.DeadLettered _ -> "DeadLettered";
            case Disposition.HandedOver _ -> "HandedOver";
            case Disposition.Retried _ -> "Retried";
        };
    }

    private static void explain(Map<String, Object> fields, FailureReason reason, String detail) {
        fields.put("reason", reason.name());
        fields.put("detail", detail);
    }

    private static Level level(Handled handled) {
        return switch (handled.outcome()) {
            case ReportOutcome.Reported _, ReportOutcome.AlreadyReported _ -> Level.INFO;
            case ReportOutcome.Refused _ -> Level.WARN;
            case ReportOutcome.Unavailable unavailable -> level(unavailable.reason());
        };
    }

    private static Level level(FailureReason reason) {
        if (reason == FailureReason.SERVICE_FAULT) {
            return Level.ERROR;
        }
        return reason.isFailure() ? Level.WARN : Level.INFO;
    }

    /** Only what is known to have happened: a retry, for one, is up to the event source. */
    private static String message(Handled handled) {
        return switch (handled.disposition()) {
            case Disposition.Done _ ->
                    handled.outcome().equals(new ReportOutcome.AlreadyReported(true))
                            ? "The completion is presumed to be reported"
                            : "The completion is reported";
            case Disposition.DeadLettered _ -> "The event is in the dead-letter queue";
            case Disposition.HandedOver _ -> "The event is handed over to the completion queue";
            case Disposition.Retried _ -> "The event is returned for a retry";
        };
    }
}

package io.github.jobreporter.lambda;

import io.github.jobreporter.bootstrap.Wiring;
import io.github.jobreporter.completion.OneLine;
import io.github.jobreporter.completion.OutcomeEvent;
import io.github.jobreporter.completion.OutcomeEvents;
import io.github.jobreporter.completion.OutcomeEvents.Selection;
import io.github.jobreporter.completion.OutcomeEvents.Unpublished;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.lambda.powertools.logging.argument.StructuredArguments;

/**
 * Publishes what finally became of the deliveries of an invocation, after all of them are settled.
 * What cannot be published is logged and counted, and changes nothing else.
 */
final class OutcomePublication {

    private static final Logger LOG = LoggerFactory.getLogger(OutcomePublication.class);

    private final Selection selection;
    private final Supplier<OutcomeEvents> events;
    private final Duration timeNeeded;
    private final InstantSource clock;

    /** Over real services. */
    static OutcomePublication of(Wiring wiring) {
        return new OutcomePublication(
                wiring.publishedOutcomes(),
                wiring.outcomeEvents(),
                wiring.timeToPublish().plus(ConcurrentHandling.TIME_TO_RESPOND),
                wiring.clock());
    }

    /**
     * Publishes a selection of the outcomes.
     *
     * @param events not asked for before there is something to publish
     * @param timeNeeded to publish and to respond
     */
    OutcomePublication(
            Selection selection,
            Supplier<OutcomeEvents> events,
            Duration timeNeeded,
            InstantSource clock) {
        this.selection = selection;
        this.events = events;
        this.timeNeeded = timeNeeded;
        this.clock = clock;
    }

    /**
     * Publishes.
     *
     * @param handled by message id; what is missing is delivered again
     * @return how many events are not known to be published
     */
    int publish(List<Arrival> arrivals, Map<String, Handled> handled, Instant deadline) {
        List<Unpublished> unpublished = publishUnlogged(arrivals, handled, deadline);
        unpublished.forEach(OutcomePublication::log);
        return unpublished.size();
    }

    /** The same without log lines. */
    List<Unpublished> publishUnlogged(
            List<Arrival> arrivals, Map<String, Handled> handled, Instant deadline) {
        if (selection == Selection.NONE) {
            return List.of();
        }
        List<OutcomeEvent> selected =
                arrivals.stream()
                        .flatMap(arrival -> event(arrival, handled).stream())
                        .filter(event -> selection.includes(event.outcome()))
                        .toList();
        return selected.isEmpty() ? List.of() : publish(selected, deadline);
    }

    private static Optional<OutcomeEvent> event(Arrival arrival, Map<String, Handled> handled) {
        return Optional.ofNullable(handled.get(arrival.delivery().messageId()))
                .flatMap(it -> it.outcomeEvent(arrival));
    }

    private List<Unpublished> publish(List<OutcomeEvent> selected, Instant deadline) {
        if (clock.instant().plus(timeNeeded).isAfter(deadline)) {
            return all(selected, "too little time was left");
        }
        try {
            return events.get().publish(selected);
        } catch (RuntimeException e) {
            // Thrown on, it would have Lambda deliver again what is settled.
            LOG.error("Outcome events could not be published, by a defect", e);
            return all(selected, "a defect: " + e.getClass().getSimpleName());
        }
    }

    private static List<Unpublished> all(List<OutcomeEvent> events, String detail) {
        return events.stream().map(event -> new Unpublished(event, detail)).toList();
    }

    private static void log(Unpublished unpublished) {
        OutcomeEvent event = unpublished.event();
        LOG.error(
                "An outcome event is not known to be published",
                StructuredArguments.entry(
                        "jobId", event.jobId().map(it -> OneLine.of(it.value())).orElse("")),
                StructuredArguments.entry("messageId", OneLine.of(event.messageId())),
                StructuredArguments.entry("detail", unpublished.detail()));
    }
}

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
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.lambda.powertools.logging.argument.StructuredArguments;

/**
 * Publishes what finally became of the deliveries of an invocation, after all of them are settled.
 * What cannot be published is logged and counted, and changes nothing else.
 *
 * <p>On a virtual thread, because the limits of the SDK cover neither the making of its client nor
 * the look-up of an address.
 */
final class OutcomePublication {

    private static final Logger LOG = LoggerFactory.getLogger(OutcomePublication.class);

    private final Selection selection;
    private final Supplier<OutcomeEvents> events;
    private final Duration timeToPublish;
    private final InstantSource clock;

    /** Over real services. */
    static OutcomePublication of(Wiring wiring) {
        return new OutcomePublication(
                wiring.publishedOutcomes(),
                wiring.outcomeEvents(),
                wiring.timeToPublish(),
                wiring.clock());
    }

    /**
     * Publishes a selection of the outcomes.
     *
     * @param events not asked for before there is something to publish
     * @param timeToPublish nothing is published if less is left before the response
     */
    OutcomePublication(
            Selection selection,
            Supplier<OutcomeEvents> events,
            Duration timeToPublish,
            InstantSource clock) {
        this.selection = selection;
        this.events = events;
        this.timeToPublish = timeToPublish;
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
                        // One that a rule sends back would cause the next one, endlessly.
                        .filter(arrival -> !arrival.event().envelope().ofOutcomeEvent())
                        .flatMap(arrival -> event(arrival, handled).stream())
                        .filter(event -> selection.includes(event.outcome()))
                        // A batch may hold a message twice.
                        .distinct()
                        .toList();
        return selected.isEmpty() ? List.of() : publish(selected, deadline);
    }

    private static Optional<OutcomeEvent> event(Arrival arrival, Map<String, Handled> handled) {
        return Optional.ofNullable(handled.get(arrival.delivery().messageId()))
                .flatMap(it -> it.outcomeEvent(arrival));
    }

    private List<Unpublished> publish(List<OutcomeEvent> selected, Instant deadline) {
        Duration time =
                Duration.between(clock.instant(), deadline)
                        .minus(ConcurrentHandling.TIME_TO_RESPOND);
        if (time.compareTo(timeToPublish) < 0) {
            return all(selected, "too little time was left");
        }
        ExecutorService thread = Executors.newVirtualThreadPerTaskExecutor();
        try {
            Callable<List<Unpublished>> publishing = () -> events.get().publish(selected);
            return result(
                    selected,
                    thread.invokeAll(List.of(publishing), time.toMillis(), TimeUnit.MILLISECONDS)
                            .getFirst());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return all(selected, "the invocation was interrupted");
        } finally {
            // invokeAll has interrupted what was not finished, and nobody waits for it.
            thread.shutdown();
        }
    }

    /** Any error, too: thrown on, it would have Lambda deliver again what is settled. */
    private static List<Unpublished> result(
            List<OutcomeEvent> selected, Future<List<Unpublished>> publishing) {
        return switch (publishing.state()) {
            case SUCCESS -> publishing.resultNow();
            case FAILED -> {
                Throwable defect = publishing.exceptionNow();
                LOG.error("Outcome events could not be published, by a defect", defect);
                yield all(selected, "a defect: " + defect.getClass().getSimpleName());
            }
            case CANCELLED, RUNNING -> all(selected, "EventBridge did not answer in time");
        };
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

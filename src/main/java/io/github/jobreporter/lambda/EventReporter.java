package io.github.jobreporter.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import io.github.jobreporter.bootstrap.Wiring;
import io.github.jobreporter.completion.Delivery;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.crac.Core;
import org.crac.Resource;
import software.amazon.lambda.powertools.logging.PowertoolsLogging;
import software.amazon.lambda.powertools.metrics.MetricsFactory;

/**
 * Reports single events of the event bus, which invokes it asynchronously. What cannot be reported
 * now is handed over to the completion queue; only when that fails, too, does the invocation fail.
 *
 * <p>A stream handler, because the parser must see the event as it was sent: a deserialized one has
 * lost duplicate members, and what goes to a queue must be the original.
 */
public final class EventReporter implements RequestStreamHandler, Resource {

    private final EventParser parser = new EventParser();
    private final ConcurrentHandling handling;
    private final ReportingMetrics metrics;
    private final InstantSource clock;

    /** As Lambda makes it: configured by the environment. */
    public EventReporter() {
        this(new Wiring());
    }

    private EventReporter(Wiring wiring) {
        this(
                handling(wiring),
                new ReportingMetrics(MetricsFactory.getMetricsInstance()),
                wiring.clock());
        rehearsal().reportWithToken();
        Core.getGlobalContext().register(this);
    }

    EventReporter(DeliveryHandling handling, ReportingMetrics metrics, InstantSource clock) {
        this.handling = new ConcurrentHandling(handling::handle, clock);
        this.metrics = metrics;
        this.clock = clock;
    }

    private static DeliveryHandling handling(Wiring wiring) {
        return new DeliveryHandling(wiring.reporter(), wiring.busSettlement(), wiring.clock());
    }

    private Rehearsal rehearsal() {
        return new Rehearsal(() -> handling(new Wiring().rehearsal()), clock);
    }

    /**
     * Handles one event.
     *
     * @throws IllegalStateException when the event is stored nowhere, so that Lambda tries again
     */
    @Override
    public void handleRequest(InputStream input, OutputStream output, Context context)
            throws IOException {
        String event = new String(input.readAllBytes(), StandardCharsets.UTF_8);
        boolean settled = PowertoolsLogging.withLogging(context, () -> report(event, context));
        if (!settled) {
            throw new IllegalStateException(
                    "the event is not known to be reported or stored: Lambda must deliver it again");
        }
    }

    private boolean report(String event, Context context) {
        Instant deadline = clock.instant().plusMillis(context.getRemainingTimeInMillis());
        Collection<Handled> handled =
                handling.handleAll(List.of(arrival(event, context)), deadline).values();
        metrics.emit(handled);
        return !handled.isEmpty() && handled.stream().noneMatch(Handled::isRetried);
    }

    private Arrival arrival(String event, Context context) {
        ParsedEvent parsed = parser.parseBusEvent(event);
        String messageId = parsed.envelope().id().orElse(context.getAwsRequestId());
        return new Arrival(
                new Delivery(messageId, event, 1, context.getAwsRequestId(), Optional.empty()),
                parsed,
                Optional.empty());
    }

    /** Before SnapStart's snapshot is taken; whatever goes wrong, the version is published. */
    @Override
    public void beforeCheckpoint(org.crac.Context<? extends Resource> context) {
        rehearsal().reportWithClientId();
    }

    /** Nothing to do: the clients connect and look for credentials when they are used. */
    @Override
    public void afterRestore(org.crac.Context<? extends Resource> context) {}
}

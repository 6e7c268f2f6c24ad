package io.github.jobreporter.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import io.github.jobreporter.bootstrap.Wiring;
import io.github.jobreporter.completion.DeliverySettlement;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.crac.Core;
import org.crac.Resource;
import software.amazon.lambda.powertools.metrics.MetricsFactory;

/**
 * What the two Lambda functions have in common: start, invocation and snapshot. The handlers
 * translate between Lambda's types and deliveries.
 */
final class ReportingFunction implements Resource {

    private final DeliveryHandling single;
    private final ConcurrentHandling handling;
    private final OutcomePublication publication;
    private final ReportingMetrics metrics;
    private final Rehearsal rehearsal;
    private final InstantSource clock;

    ReportingFunction(
            DeliveryHandling handling,
            OutcomePublication publication,
            ReportingMetrics metrics,
            Rehearsal rehearsal,
            InstantSource clock) {
        this.single = handling;
        this.handling = new ConcurrentHandling(handling::handle, clock);
        this.publication = publication;
        this.metrics = metrics;
        this.rehearsal = rehearsal;
        this.clock = clock;
    }

    /** As Lambda starts it: configured by the environment, and rehearsed. */
    static ReportingFunction started(Function<Wiring, DeliverySettlement> settlement) {
        return of(new Wiring(), settlement).rehearsed();
    }

    /** Over real services, not yet rehearsed. */
    static ReportingFunction of(Wiring wiring, Function<Wiring, DeliverySettlement> settlement) {
        return new ReportingFunction(
                handling(wiring, settlement),
                OutcomePublication.of(wiring),
                new ReportingMetrics(MetricsFactory.getMetricsInstance()),
                new Rehearsal(
                        () -> handling(wiring.rehearsal(), settlement),
                        () -> OutcomePublication.of(wiring.rehearsal()),
                        wiring.clock()),
                wiring.clock());
    }

    private static DeliveryHandling handling(
            Wiring wiring, Function<Wiring, DeliverySettlement> settlement) {
        return new DeliveryHandling(wiring.reporter(), settlement.apply(wiring), wiring.clock());
    }

    /** Rehearses now, and once more before a snapshot. */
    ReportingFunction rehearsed() {
        rehearsal.reportWithToken();
        // CRaC keeps a weak reference only: the handler must keep this function.
        Core.getGlobalContext().register(this);
        return this;
    }

    /**
     * Handles the deliveries of one invocation.
     *
     * @return the message ids of the deliveries that Lambda need not retry
     */
    Set<String> handle(List<Arrival> arrivals, Context context) {
        Instant deadline = clock.instant().plusMillis(context.getRemainingTimeInMillis());
        single.prepare(arrivals);
        Map<String, Handled> handled = handling.handleAll(arrivals, deadline);
        metrics.emit(handled.values());
        // Last, so that whatever happens here changes nothing else.
        metrics.countUnpublished(publication.publish(arrivals, handled, deadline));
        return handled.entrySet().stream()
                .filter(entry -> !entry.getValue().isRetried())
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    /** Called before SnapStart takes its snapshot. Never fails, so the version is published. */
    @Override
    public void beforeCheckpoint(org.crac.Context<? extends Resource> context) {
        rehearsal.reportWithClientId();
    }

    /** Nothing to restore: clients connect and look for credentials when they are used. */
    @Override
    public void afterRestore(org.crac.Context<? extends Resource> context) {}
}

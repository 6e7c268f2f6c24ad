package io.github.jobreporter.local.bus;

import io.github.jobreporter.local.queue.DeadLetterTarget;
import io.github.jobreporter.local.queue.DeadLetterTarget.Attribute;
import io.github.jobreporter.local.runtime.ExecutionEnvironment.Run;
import io.github.jobreporter.local.runtime.FunctionDelivery;
import io.github.jobreporter.local.runtime.FunctionDelivery.Fate;
import io.github.jobreporter.local.runtime.FunctionDelivery.Subject;
import io.github.jobreporter.local.runtime.FunctionProcess;
import io.github.jobreporter.local.runtime.FunctionStartException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Delivers the events that rules match to their functions, until it is closed. */
public final class EventBusDelivery implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EventBusDelivery.class);

    /**
     * Where events go.
     *
     * @param invocations by a function's logical id
     * @param queues by a queue's logical id
     */
    public record Targets(
            Map<String, AsynchronousInvocation> invocations,
            Function<String, DeadLetterTarget> queues) {

        public Targets {
            invocations = Map.copyOf(invocations);
        }
    }

    private final EventBusEndpoint bus;
    private final Targets targets;
    private final Consumer<FunctionDelivery> listener;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    private EventBusDelivery(
            EventBusEndpoint bus, Targets targets, Consumer<FunctionDelivery> listener) {
        this.bus = bus;
        this.targets = targets;
        this.listener = listener;
    }

    public static EventBusDelivery start(
            EventBusEndpoint bus, Targets targets, Consumer<FunctionDelivery> listener) {
        var delivery = new EventBusDelivery(bus, targets, listener);
        delivery.threads.execute(delivery::work);
        return delivery;
    }

    private void work() {
        try {
            while (true) {
                var event = bus.take();
                threads.execute(() -> deliver(event));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void deliver(MatchedEvent event) {
        try {
            invocation(event.rule()).deliver(event);
        } catch (FunctionStartException e) {
            leave(event, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.error("The event {} was not delivered", event.id(), e);
        }
    }

    private AsynchronousInvocation invocation(EventRule rule) {
        return Optional.ofNullable(targets.invocations.get(rule.functionLogicalId()))
                .orElseThrow(() -> new IllegalStateException(rule.name() + " has no target"));
    }

    private void leave(MatchedEvent event, FunctionStartException problem) {
        var function = event.rule().functionLogicalId();
        var run = Run.unstarted(problem);
        var fate =
                event.rule()
                        .deadLetterQueue()
                        .map(targets.queues)
                        .filter(it -> it.took(event.body(), attributes(event.rule(), problem)))
                        .map(_ -> Fate.UNDELIVERABLE)
                        .orElse(Fate.LOST);
        listener.accept(FunctionDelivery.of(function, run, new Subject(event.id(), 1, fate)));
    }

    /** EventBridge does not retry an event whose target does not exist. */
    private static Map<String, Attribute> attributes(
            EventRule rule, FunctionStartException problem) {
        return Map.of(
                "RULE_ARN", Attribute.text(rule.arn()),
                "TARGET_ARN", Attribute.text(FunctionProcess.arn(rule.functionLogicalId())),
                "ERROR_CODE", Attribute.text("NO_RESOURCE"),
                "ERROR_MESSAGE", Attribute.text(problem.firstLine()));
    }

    /** Ends running deliveries at once, then the environments. */
    @Override
    public void close() {
        threads.shutdownNow();
        // Waits for environments that are starting: the thread that starts one closes it.
        threads.close();
        targets.invocations.values().forEach(AsynchronousInvocation::close);
    }
}

package io.github.jobreporter.local.stack;

import io.github.jobreporter.local.bus.AsynchronousInvocation;
import io.github.jobreporter.local.bus.AsynchronousInvocation.Retries;
import io.github.jobreporter.local.bus.EventBusDelivery;
import io.github.jobreporter.local.queue.DeadLetterTarget;
import io.github.jobreporter.local.queue.QueuePoller;
import io.github.jobreporter.local.runtime.EnvironmentPool;
import io.github.jobreporter.local.runtime.FunctionDelivery;
import io.github.jobreporter.local.runtime.StartLambda;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** A stack's functions while its queues and its bus feed them. */
public final class RunningFunctions implements AutoCloseable {

    /** Enough for two concurrent batches or events; AWS allows no lower maximum. */
    static final int DEFAULT_CONCURRENCY = 2;

    /**
     * How they run.
     *
     * @param listener is told of every delivery, from several threads
     * @param environment variables that win over the template's
     * @param retryDelays before the further attempts of an asynchronous invocation
     * @param startLambda where they run, unless in JVMs of the stack
     * @param haste how many times as old as it is each message seems to be
     */
    public record Settings(
            Consumer<FunctionDelivery> listener,
            Map<String, String> environment,
            List<Duration> retryDelays,
            Optional<StartLambda> startLambda,
            int haste) {

        /** On AWS: one minute, then two. */
        private static final List<Duration> SHORT_DELAYS =
                List.of(Duration.ofSeconds(1), Duration.ofSeconds(2));

        public Settings {
            environment = Map.copyOf(environment);
            retryDelays = List.copyOf(retryDelays);
        }

        public static Settings of(Consumer<FunctionDelivery> listener) {
            return new Settings(listener, Map.of(), SHORT_DELAYS, Optional.empty(), 1);
        }

        public Settings with(Map<String, String> variables) {
            return new Settings(listener, variables, retryDelays, startLambda, haste);
        }

        Settings retryingAfter(Duration... delays) {
            return new Settings(listener, environment, List.of(delays), startLambda, haste);
        }

        /** With messages that seem so many times as old as they are. */
        public Settings hastened(int times) {
            return new Settings(listener, environment, retryDelays, startLambda, times);
        }

        /** In containers. */
        public Settings by(StartLambda other) {
            return new Settings(listener, environment, retryDelays, Optional.of(other), haste);
        }
    }

    private final List<QueuePoller> pollers;
    private final EventBusDelivery busDelivery;

    private RunningFunctions(List<QueuePoller> pollers, EventBusDelivery busDelivery) {
        this.pollers = List.copyOf(pollers);
        this.busDelivery = busDelivery;
    }

    static RunningFunctions start(LocalStack stack, Settings settings) {
        var pollers =
                stack.template().functionsFedByQueue().stream()
                        .map(it -> poller(stack, it, settings))
                        .toList();
        return new RunningFunctions(pollers, busDelivery(stack, settings));
    }

    private static QueuePoller poller(LocalStack stack, String function, Settings settings) {
        int concurrency =
                stack.template()
                        .queueEvent(function)
                        .maximumConcurrency()
                        .orElse(DEFAULT_CONCURRENCY);
        return QueuePoller.start(
                stack.eventSource(function).hastened(settings.haste),
                pool(stack, function, concurrency, settings),
                settings.listener);
    }

    private static EventBusDelivery busDelivery(LocalStack stack, Settings settings) {
        var invocations = new HashMap<String, AsynchronousInvocation>();
        for (var rule : stack.rules()) {
            invocations.computeIfAbsent(
                    rule.functionLogicalId(), it -> invocation(stack, it, settings));
        }
        var targets = new EventBusDelivery.Targets(invocations, it -> deadLetterTarget(stack, it));
        return EventBusDelivery.start(stack.eventBus(), targets, settings.listener);
    }

    private static AsynchronousInvocation invocation(
            LocalStack stack, String function, Settings settings) {
        var deadLetterQueue = stack.template().functionDeadLetterQueue(function);
        return new AsynchronousInvocation(
                pool(stack, function, DEFAULT_CONCURRENCY, settings),
                new Retries(
                        settings.retryDelays,
                        deadLetterQueue.map(it -> deadLetterTarget(stack, it))),
                settings.listener);
    }

    private static EnvironmentPool pool(
            LocalStack stack, String function, int maximum, Settings settings) {
        EnvironmentPool.Starter starter =
                settings.startLambda
                        .map(it -> it.starter(function))
                        .orElse(() -> stack.function(function, settings.environment));
        return new EnvironmentPool(function, maximum, starter);
    }

    private static DeadLetterTarget deadLetterTarget(LocalStack stack, String queue) {
        return new DeadLetterTarget(stack.sqs(), stack.queueUrl(queue));
    }

    /** How many messages of the queues the functions have, or are about to get. */
    int inFlight() {
        return pollers.stream().mapToInt(QueuePoller::inFlight).sum();
    }

    /** Stops the deliveries and ends the functions. */
    @Override
    public void close() {
        busDelivery.close();
        pollers.forEach(QueuePoller::close);
    }
}

package io.github.jobreporter.lambda;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Handles deliveries side by side, on virtual threads and not beyond the invocation. Those of one
 * job go one after the other: the second would only find the job held by the first.
 */
final class ConcurrentHandling {

    private static final Logger LOG = LoggerFactory.getLogger(ConcurrentHandling.class);

    private static final int MAX_CONCURRENCY = 10;

    /** What the reply, the metrics and the runtime may take after the last delivery. */
    private static final Duration TIME_TO_REPLY = Duration.ofSeconds(1);

    private final BiFunction<Arrival, Instant, Handled> handling;
    private final InstantSource clock;

    /**
     * Concurrent handling.
     *
     * @param handling of one delivery, until the end of the invocation
     */
    ConcurrentHandling(BiFunction<Arrival, Instant, Handled> handling, InstantSource clock) {
        this.handling = handling;
        this.clock = clock;
    }

    /**
     * Handles deliveries.
     *
     * @return what became of each, by its message id; without those that were not finished in time
     *     or failed, of which nothing is known but that they must be delivered again
     */
    Map<String, Handled> handleAll(List<Arrival> arrivals, Instant deadline) {
        List<Work> all = arrivals.stream().map(Work::of).toList();
        Map<Object, List<Work>> byJob =
                all.stream()
                        .collect(
                                Collectors.groupingBy(
                                        it -> it.arrival().job(),
                                        LinkedHashMap::new,
                                        Collectors.toList()));
        run(byJob.values().stream().map(it -> inTurn(it, deadline)).toList(), deadline);
        return all.stream()
                .filter(it -> it.result().isDone())
                .collect(
                        Collectors.toMap(
                                it -> it.arrival().delivery().messageId(),
                                it -> it.result().resultNow(),
                                ConcurrentHandling::retriedIfEitherIs));
    }

    /** A queue that delivers at least once may do so within a batch. */
    private static Handled retriedIfEitherIs(Handled one, Handled other) {
        return one.isRetried() ? one : other;
    }

    private Callable<Boolean> inTurn(List<Work> works, Instant deadline) {
        Map<String, String> logContext = MDC.getCopyOfContextMap();
        return () -> {
            MDC.setContextMap(logContext);
            works.forEach(it -> it.result().complete(handling.apply(it.arrival(), deadline)));
            return true;
        };
    }

    private void run(List<Callable<Boolean>> tasks, Instant deadline) {
        Duration time = Duration.between(clock.instant(), deadline).minus(TIME_TO_REPLY);
        ExecutorService threads =
                Executors.newFixedThreadPool(MAX_CONCURRENCY, Thread.ofVirtual().factory());
        try {
            threads.invokeAll(tasks, time.toMillis(), TimeUnit.MILLISECONDS)
                    .forEach(ConcurrentHandling::logFailure);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            // Those that were not finished are interrupted already: they must not go on in the next
            // invocation.
            threads.shutdown();
        }
    }

    private static void logFailure(Future<Boolean> task) {
        switch (task.state()) {
            case FAILED ->
                    LOG.error(
                            "A delivery failed unexpectedly; it is given back for another one",
                            task.exceptionNow());
            case CANCELLED, RUNNING ->
                    LOG.error(
                            "A delivery was not finished in time; it is given back for another one");
            case SUCCESS -> {}
        }
    }

    private record Work(Arrival arrival, CompletableFuture<Handled> result) {

        static Work of(Arrival arrival) {
            return new Work(arrival, new CompletableFuture<>());
        }
    }
}

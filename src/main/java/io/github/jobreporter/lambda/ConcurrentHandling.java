package io.github.jobreporter.lambda;

import io.github.jobreporter.completion.Invocation;
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
 * Handles deliveries concurrently, on virtual threads, until shortly before the invocation ends.
 * Deliveries of one job are handled in turn: otherwise each would find the job held by another.
 */
final class ConcurrentHandling {

    private static final Logger LOG = LoggerFactory.getLogger(ConcurrentHandling.class);

    private static final int MAX_CONCURRENCY = 10;

    /** Left for the metrics and the response after the last delivery. */
    static final Duration TIME_TO_RESPOND = Duration.ofSeconds(1);

    private final BiFunction<Arrival, Invocation, Handled> handling;
    private final InstantSource clock;

    /**
     * Handles with one function per delivery.
     *
     * @param handling takes a delivery and the invocation
     */
    ConcurrentHandling(BiFunction<Arrival, Invocation, Handled> handling, InstantSource clock) {
        this.handling = handling;
        this.clock = clock;
    }

    /**
     * Handles deliveries.
     *
     * @return what became of each, by its message id; those that failed or were not finished in
     *     time are missing, and must be retried
     */
    Map<String, Handled> handleAll(List<Arrival> arrivals, Instant deadline) {
        List<Work> all = arrivals.stream().map(Work::of).toList();
        Map<Object, List<Work>> byJob =
                all.stream()
                        .collect(
                                Collectors.groupingBy(
                                        Work::jobKey, LinkedHashMap::new, Collectors.toList()));
        Invocation invocation = new Invocation(deadline, byJob.size() == 1);
        run(byJob.values().stream().map(works -> inTurn(works, invocation)).toList(), deadline);
        return all.stream()
                .filter(work -> work.result().isDone())
                .collect(
                        Collectors.toMap(
                                Work::messageId,
                                work -> work.result().resultNow(),
                                ConcurrentHandling::retriedIfEitherIs));
    }

    /** A batch may hold a message twice: the queue delivers at least once. */
    private static Handled retriedIfEitherIs(Handled one, Handled other) {
        return one.isRetried() ? one : other;
    }

    private Callable<Boolean> inTurn(List<Work> works, Invocation invocation) {
        Map<String, String> logContext = MDC.getCopyOfContextMap();
        return () -> {
            MDC.setContextMap(logContext);
            for (Work work : works) {
                work.result().complete(handling.apply(work.arrival(), invocation));
            }
            return true;
        };
    }

    private void run(List<Callable<Boolean>> tasks, Instant deadline) {
        Duration time = Duration.between(clock.instant(), deadline).minus(TIME_TO_RESPOND);
        ExecutorService threads =
                Executors.newFixedThreadPool(MAX_CONCURRENCY, Thread.ofVirtual().factory());
        try {
            threads.invokeAll(tasks, time.toMillis(), TimeUnit.MILLISECONDS)
                    .forEach(ConcurrentHandling::logFailure);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            // invokeAll has interrupted what was not finished: it must not run on in the next
            // invocation.
            threads.shutdown();
        }
    }

    private static void logFailure(Future<Boolean> task) {
        switch (task.state()) {
            case FAILED ->
                    LOG.error(
                            "A delivery failed unexpectedly; it is returned for a retry",
                            task.exceptionNow());
            case CANCELLED, RUNNING ->
                    LOG.error("A delivery was not finished in time; it is returned for a retry");
            case SUCCESS -> {}
        }
    }

    private record Work(Arrival arrival, CompletableFuture<Handled> result) {

        static Work of(Arrival arrival) {
            return new Work(arrival, new CompletableFuture<>());
        }

        Object jobKey() {
            return arrival.jobKey();
        }

        String messageId() {
            return arrival.delivery().messageId();
        }
    }
}

package io.github.jobreporter.local.queue;

import io.github.jobreporter.local.queue.EventSourceMapping.Delivery;
import io.github.jobreporter.local.runtime.EnvironmentPool;
import io.github.jobreporter.local.runtime.ExecutionEnvironment.Request;
import io.github.jobreporter.local.runtime.ExecutionEnvironment.Run;
import io.github.jobreporter.local.runtime.FunctionDelivery;
import io.github.jobreporter.local.runtime.FunctionDelivery.Fate;
import io.github.jobreporter.local.runtime.FunctionDelivery.Subject;
import io.github.jobreporter.local.runtime.FunctionStartException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.sqs.model.Message;

/**
 * Empties a queue into a function until it is closed, as an event source mapping of Lambda does: as
 * many batches at a time as there may be execution environments.
 */
public final class QueuePoller implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(QueuePoller.class);

    /** Long enough for a running receive to return. */
    private static final Duration GRACE = Duration.ofSeconds(2);

    /** The pause after a queue or a function could not be reached. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final EventSource source;
    private final EnvironmentPool environments;
    private final Consumer<FunctionDelivery> listener;
    private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
    private volatile boolean closing;

    private QueuePoller(
            EventSource source, EnvironmentPool environments, Consumer<FunctionDelivery> listener) {
        this.source = source;
        this.environments = environments;
        this.listener = listener;
    }

    /**
     * Starts to poll.
     *
     * @param environments closed with the poller
     * @param listener is told of every message of every batch, from several threads
     */
    public static QueuePoller start(
            EventSource source, EnvironmentPool environments, Consumer<FunctionDelivery> listener) {
        var poller = new QueuePoller(source, environments, listener);
        for (int i = 0; i < environments.maximum(); i++) {
            poller.workers.execute(poller::work);
        }
        return poller;
    }

    /** How many messages the function has, or is about to get. */
    public int inFlight() {
        return source.inFlight();
    }

    private void work() {
        try {
            while (!closing) {
                if (!round()) {
                    Thread.sleep(PAUSE);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether the batch ended normally; a failure must not end the polling. */
    private boolean round() throws InterruptedException {
        if (!environments.isReady()) {
            return false;
        }
        try {
            var batch = source.receive();
            return batch.isEmpty() || delivered(batch);
        } catch (RuntimeException e) {
            if (!closing) {
                LOG.warn("A batch for {} failed", environments.functionLogicalId(), e);
            }
            return false;
        }
    }

    private boolean delivered(List<Message> batch) throws InterruptedException {
        try {
            settle(batch, environments.run(request(source.event(batch))));
            return true;
        } catch (FunctionStartException e) {
            settle(batch, Run.unstarted(e));
            return false;
        }
    }

    private static Request request(String event) {
        return new Request(UUID.randomUUID().toString(), event);
    }

    private void settle(List<Message> batch, Run run) {
        for (var delivery : source.settle(batch, run.invocation())) {
            var subject = subject(delivery);
            listener.accept(FunctionDelivery.of(environments.functionLogicalId(), run, subject));
        }
    }

    private static Subject subject(Delivery delivery) {
        return switch (delivery) {
            case Delivery.Deleted(var id, var count) -> new Subject(id, count, Fate.DONE);
            case Delivery.Left(var id, var count) -> new Subject(id, count, Fate.AGAIN);
        };
    }

    /** Takes no further batch, waits for running ones for a moment, then ends the environments. */
    @Override
    public void close() {
        closing = true;
        workers.shutdown();
        try {
            if (!workers.awaitTermination(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
                workers.shutdownNow();
                workers.awaitTermination(GRACE.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            workers.shutdownNow();
            Thread.currentThread().interrupt();
        }
        environments.close();
    }
}

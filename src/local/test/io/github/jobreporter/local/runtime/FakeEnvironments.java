package io.github.jobreporter.local.runtime;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** Execution environments of a function that a test defines as a lambda. */
public final class FakeEnvironments implements EnvironmentPool.Starter {

    @FunctionalInterface
    public interface FakeFunction {
        Invocation invoke(ExecutionEnvironment.Request request) throws InterruptedException;
    }

    public final List<Fake> started = new CopyOnWriteArrayList<>();
    public final List<ExecutionEnvironment.Request> requests = new CopyOnWriteArrayList<>();
    public final AtomicInteger running = new AtomicInteger();
    private final FakeFunction function;

    public FakeEnvironments(FakeFunction function) {
        this.function = function;
    }

    /** A function that answers as soon as the latch is open. */
    public static FakeEnvironments answeringAfter(CountDownLatch latch, Invocation answer) {
        return new FakeEnvironments(
                _ -> {
                    latch.await();
                    return answer;
                });
    }

    @Override
    public Fake start() {
        var environment = new Fake();
        started.add(environment);
        return environment;
    }

    public EnvironmentPool pool(int maximum) {
        return new EnvironmentPool("Fake", maximum, this);
    }

    /** Ends like a process: if the function times out or dies. */
    public final class Fake implements ExecutionEnvironment {

        private volatile boolean alive = true;

        @Override
        public Run run(Request request) throws InterruptedException {
            requests.add(request);
            running.incrementAndGet();
            try {
                var invocation = function.invoke(request);
                alive =
                        switch (invocation) {
                            case Invocation.Succeeded _, Invocation.Failed _ -> true;
                            case Invocation.TimedOut _, Invocation.Died _ -> false;
                        };
                return new Run(Instant.EPOCH, invocation, Duration.ofMillis(5), List.of());
            } finally {
                running.decrementAndGet();
            }
        }

        @Override
        public boolean alive() {
            return alive;
        }

        @Override
        public void close() {
            alive = false;
        }
    }
}

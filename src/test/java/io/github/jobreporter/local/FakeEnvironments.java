package io.github.jobreporter.local;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Execution environments of a function that is a lambda of the test. */
final class FakeEnvironments implements EnvironmentPool.Starter {

    @FunctionalInterface
    interface FakeFunction {
        Invocation invoke(ExecutionEnvironment.Request request) throws InterruptedException;
    }

    final List<Fake> started = new CopyOnWriteArrayList<>();
    final List<ExecutionEnvironment.Request> requests = new CopyOnWriteArrayList<>();
    final AtomicInteger running = new AtomicInteger();
    private final FakeFunction function;

    FakeEnvironments(FakeFunction function) {
        this.function = function;
    }

    @Override
    public Fake start() {
        var environment = new Fake();
        started.add(environment);
        return environment;
    }

    EnvironmentPool pool(int maximum) {
        return new EnvironmentPool("Fake", maximum, this);
    }

    /** Ends as a process does: when the function timed out, or died. */
    final class Fake implements ExecutionEnvironment {

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

package io.github.jobreporter.local.runtime;

import io.github.jobreporter.local.runtime.ExecutionEnvironment.Request;
import io.github.jobreporter.local.runtime.ExecutionEnvironment.Run;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/**
 * The execution environments of one function: up to a maximum at a time, started only when none is
 * idle. One that died or timed out is not used again.
 */
public final class EnvironmentPool implements AutoCloseable {

    @FunctionalInterface
    public interface Starter {

        /**
         * Starts an environment.
         *
         * @throws FunctionStartException if it does not start
         */
        ExecutionEnvironment start() throws InterruptedException;

        /** Whether an environment can be started now. */
        default boolean isReady() {
            return true;
        }
    }

    private final String functionLogicalId;
    private final int maximum;
    private final Starter starter;
    private final Semaphore places;
    private final Deque<ExecutionEnvironment> idle = new ArrayDeque<>();

    public EnvironmentPool(String functionLogicalId, int maximum, Starter starter) {
        this.functionLogicalId = functionLogicalId;
        this.maximum = maximum;
        this.starter = starter;
        places = new Semaphore(maximum);
    }

    public String functionLogicalId() {
        return functionLogicalId;
    }

    public int maximum() {
        return maximum;
    }

    /** Whether an invocation would run now. A message should only be received if so. */
    public boolean isReady() {
        return starter.isReady();
    }

    /**
     * Runs an invocation as soon as an environment is free for it.
     *
     * @throws FunctionStartException if a new environment does not start
     */
    public Run run(Request request) throws InterruptedException {
        places.acquire();
        try {
            var idleOne = nextIdle();
            var environment = idleOne.isPresent() ? idleOne.get() : starter.start();
            return runIn(environment, request);
        } finally {
            places.release();
        }
    }

    private Run runIn(ExecutionEnvironment environment, Request request)
            throws InterruptedException {
        try {
            var run = environment.run(request);
            giveBack(environment);
            return run;
        } catch (InterruptedException | RuntimeException e) {
            // It may still run an invocation that nobody waits for.
            environment.close();
            throw e;
        }
    }

    /** The one used last, because it is the warmest; dead ones are skipped. */
    private synchronized Optional<ExecutionEnvironment> nextIdle() {
        while (!idle.isEmpty()) {
            var environment = idle.pop();
            if (environment.alive()) {
                return Optional.of(environment);
            }
            environment.close();
        }
        return Optional.empty();
    }

    private synchronized void giveBack(ExecutionEnvironment environment) {
        if (environment.alive()) {
            idle.push(environment);
        } else {
            environment.close();
        }
    }

    /** Ends the idle environments; the others end when their invocations are interrupted. */
    @Override
    public synchronized void close() {
        idle.forEach(ExecutionEnvironment::close);
        idle.clear();
    }
}

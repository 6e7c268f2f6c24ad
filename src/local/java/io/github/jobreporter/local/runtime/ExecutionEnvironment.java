package io.github.jobreporter.local.runtime;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/** Where a function runs, one invocation at a time, until it dies or times out. */
public interface ExecutionEnvironment extends AutoCloseable {

    /**
     * One invocation's input.
     *
     * @param id the same for every attempt of an asynchronous invocation
     */
    record Request(String id, String payload) {}

    /**
     * One invocation that has ended.
     *
     * @param logLines what the function wrote during it
     * @param inContainer whether it ran in a container rather than in a JVM of the stack
     */
    record Run(
            Instant at,
            Invocation invocation,
            Duration took,
            List<String> logLines,
            boolean inContainer) {

        public Run {
            logLines = List.copyOf(logLines);
        }

        /** One in a JVM of the stack. */
        Run(Instant at, Invocation invocation, Duration took, List<String> logLines) {
            this(at, invocation, took, logLines, false);
        }

        /** Lambda counts an environment that does not start as a failure of the function. */
        public static Run unstarted(FunctionStartException problem) {
            var invocation = new Invocation.Failed(Invocation.NOT_STARTED, problem.firstLine());
            return new Run(InstantSource.system().instant(), invocation, Duration.ZERO, List.of());
        }
    }

    Run run(Request request) throws InterruptedException;

    /** Whether it can take another invocation. */
    boolean alive();

    @Override
    void close();
}

package io.github.jobreporter.local.bus;

import io.github.jobreporter.local.queue.DeadLetterTarget;
import io.github.jobreporter.local.queue.DeadLetterTarget.Attribute;
import io.github.jobreporter.local.runtime.EnvironmentPool;
import io.github.jobreporter.local.runtime.ExecutionEnvironment.Request;
import io.github.jobreporter.local.runtime.ExecutionEnvironment.Run;
import io.github.jobreporter.local.runtime.FunctionDelivery;
import io.github.jobreporter.local.runtime.FunctionDelivery.Fate;
import io.github.jobreporter.local.runtime.FunctionDelivery.Subject;
import io.github.jobreporter.local.runtime.FunctionStartException;
import io.github.jobreporter.local.runtime.Invocation;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Lambda's asynchronous invocation of one function: a failed attempt is retried after a delay, and
 * the event is dead-lettered after the last attempt.
 */
public final class AsynchronousInvocation implements AutoCloseable {

    /** Lambda keeps the first KiB. */
    private static final int LONGEST_ERROR_MESSAGE = 1024;

    /** Lambda's status code when the function failed: the invocation itself succeeded. */
    private static final int HTTP_OK = 200;

    /**
     * How Lambda handles a failed attempt.
     *
     * @param delays before each further attempt
     * @param deadLetterQueue absent: the event is dropped
     */
    public record Retries(List<Duration> delays, Optional<DeadLetterTarget> deadLetterQueue) {

        public Retries {
            delays = List.copyOf(delays);
        }
    }

    private final EnvironmentPool environments;
    private final Retries retries;
    private final Consumer<FunctionDelivery> listener;

    public AsynchronousInvocation(
            EnvironmentPool environments, Retries retries, Consumer<FunctionDelivery> listener) {
        this.environments = environments;
        this.retries = retries;
        this.listener = listener;
    }

    String functionLogicalId() {
        return environments.functionLogicalId();
    }

    /**
     * Invokes the function until it succeeds or the last attempt failed.
     *
     * @throws FunctionStartException if no environment starts for the first attempt, so that the
     *     function never got the event
     */
    void deliver(MatchedEvent event) throws InterruptedException {
        var request = new Request(UUID.randomUUID().toString(), event.body());
        var run = environments.run(request);
        var attempt = 1;
        while (!succeeded(run) && attempt <= retries.delays.size()) {
            tell(run, new Subject(event.id(), attempt, Fate.AGAIN));
            Thread.sleep(retries.delays.get(attempt - 1));
            run = runAgain(request);
            attempt++;
        }
        var fate = succeeded(run) ? Fate.DONE : deadLettered(request, run);
        tell(run, new Subject(event.id(), attempt, fate));
    }

    private Run runAgain(Request request) throws InterruptedException {
        try {
            return environments.run(request);
        } catch (FunctionStartException e) {
            return Run.unstarted(e);
        }
    }

    private static boolean succeeded(Run run) {
        return run.invocation() instanceof Invocation.Succeeded;
    }

    private void tell(Run run, Subject subject) {
        listener.accept(FunctionDelivery.of(functionLogicalId(), run, subject));
    }

    private Fate deadLettered(Request request, Run failure) {
        var attributes =
                Map.of(
                        "RequestID", Attribute.text(request.id()),
                        "ErrorCode", Attribute.number(HTTP_OK),
                        "ErrorMessage", Attribute.text(errorMessage(request, failure)));
        return retries.deadLetterQueue
                .filter(it -> it.took(request.payload(), attributes))
                .map(_ -> Fate.DEAD_LETTERED)
                .orElse(Fate.LOST);
    }

    private static String errorMessage(Request request, Run failure) {
        return switch (failure.invocation()) {
            case Invocation.Succeeded _ -> throw new IllegalArgumentException("it did not fail");
            case Invocation.Failed(var type, var message) ->
                    abbreviated(message.isEmpty() ? type : message);
            case Invocation.TimedOut _ ->
                    "RequestId: %s Error: Task timed out after %d seconds"
                            .formatted(request.id(), failure.took().toSeconds());
            case Invocation.Died(var exitCode) ->
                    "RequestId: %s Error: Runtime exited with error: exit status %d"
                            .formatted(request.id(), exitCode);
        };
    }

    /** Ends the environments. The threads that deliver must be interrupted before. */
    @Override
    public void close() {
        environments.close();
    }

    private static String abbreviated(String message) {
        var end = message.length();
        while (message.substring(0, end).getBytes(StandardCharsets.UTF_8).length
                > LONGEST_ERROR_MESSAGE) {
            end = message.offsetByCodePoints(end, -1);
        }
        return message.substring(0, end);
    }
}

package io.github.jobreporter.bench;

import io.github.jobreporter.local.codepipeline.Job.State;
import io.github.jobreporter.local.http.RecordedCall;
import io.github.jobreporter.local.queue.QueuePoller;
import io.github.jobreporter.local.runtime.EnvironmentPool;
import io.github.jobreporter.local.runtime.ExecutionEnvironment;
import io.github.jobreporter.local.runtime.FunctionDelivery.Fate;
import io.github.jobreporter.local.runtime.FunctionProcess;
import io.github.jobreporter.local.runtime.FunctionProcess.Settings;
import io.github.jobreporter.local.stack.LocalStack;
import io.github.jobreporter.local.template.Template;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;

/**
 * Empties a full completion queue on the local stack, while CodePipeline permits a rate of results.
 *
 * @param permitted results a second
 * @param environments execution environments of the contender
 */
record Backlog(Contender contender, int permitted, int environments, int events) {

    private static final String FUNCTION = "QueueReporter";
    private static final String QUEUE = "CompletionQueue";
    private static final Duration GLANCE = Duration.ofMillis(100);

    /** Longer than the visibility timeout, after which a message of a failed batch returns. */
    private static final Duration NO_PROGRESS = Duration.ofMinutes(7);

    /**
     * What it took.
     *
     * @param used the share of the permitted rate, from the first to the last accepted result
     * @param calls calls to CodePipeline for each accepted result
     * @param ledgerWrites for each accepted result
     * @param billed the time in invocations for each accepted result
     * @param deliveries of messages for each accepted result
     * @param lost messages that were acknowledged without an accepted result
     * @param deadLetters messages in the dead-letter queue
     */
    record Drained(
            double used,
            double calls,
            double ledgerWrites,
            Duration billed,
            double deliveries,
            int lost,
            int deadLetters) {}

    /**
     * Drains it.
     *
     * @param progress is told how many messages were acknowledged
     */
    Drained drain(ManagedRuntime runtime, IntConsumer progress) throws InterruptedException {
        var template = Template.read(Path.of("template.yaml"));
        try (var stack = LocalStack.start(template, runtime.build())) {
            stack.codePipeline().permit(permitted);
            fill(stack);
            var billed = new LongAdder();
            var deliveries = new LongAdder();
            var acknowledged = new AtomicInteger();
            var pool =
                    new EnvironmentPool(
                            FUNCTION, environments, () -> metered(start(stack, runtime), billed));
            try (var _ =
                    QueuePoller.start(
                            stack.eventSource(FUNCTION),
                            pool,
                            delivery -> {
                                deliveries.increment();
                                if (delivery.fate() == Fate.DONE) {
                                    acknowledged.incrementAndGet();
                                }
                            })) {
                awaitAll(acknowledged, progress);
            }
            return drained(stack, Duration.ofNanos(billed.sum()), deliveries.sum());
        }
    }

    private void fill(LocalStack stack) {
        var ids = IntStream.range(0, events).mapToObj(_ -> UUID.randomUUID().toString()).toList();
        for (var from = 0; from < events; from += 10) {
            var entries =
                    ids.subList(from, Math.min(events, from + 10)).stream()
                            .map(id -> entry(stack, id))
                            .toList();
            stack.sqs().sendMessageBatch(it -> it.queueUrl(stack.queueUrl(QUEUE)).entries(entries));
        }
    }

    private static SendMessageBatchRequestEntry entry(LocalStack stack, String jobId) {
        var token = UUID.randomUUID().toString();
        stack.codePipeline().addJob(jobId, token, State.IN_PROGRESS);
        return SendMessageBatchRequestEntry.builder()
                .id(jobId)
                .messageBody("{\"jobId\": \"%s\", \"clientToken\": \"%s\"}".formatted(jobId, token))
                .build();
    }

    private FunctionProcess start(LocalStack stack, ManagedRuntime runtime)
            throws InterruptedException {
        return FunctionProcess.start(
                runtime.functionWith(contender.command().getLast()),
                Settings.of(runtime.build().withTaskRoot(contender.folder()))
                        .with(stack.variables(FUNCTION))
                        .with(stack.endpointVariables()));
    }

    private static ExecutionEnvironment metered(FunctionProcess process, LongAdder billed) {
        return new ExecutionEnvironment() {
            @Override
            public Run run(Request request) throws InterruptedException {
                var run = process.run(request);
                billed.add(run.took().toNanos());
                return run;
            }

            @Override
            public boolean alive() {
                return process.alive();
            }

            @Override
            public void close() {
                process.close();
            }
        };
    }

    private void awaitAll(AtomicInteger acknowledged, IntConsumer progress)
            throws InterruptedException {
        var last = 0;
        var lastAt = System.nanoTime();
        while (acknowledged.get() < events && System.nanoTime() - lastAt < NO_PROGRESS.toNanos()) {
            if (acknowledged.get() > last) {
                last = acknowledged.get();
                lastAt = System.nanoTime();
            }
            progress.accept(acknowledged.get());
            Thread.sleep(GLANCE);
        }
    }

    private Drained drained(LocalStack stack, Duration billed, long deliveries) {
        var calls = stack.codePipeline().journal();
        var accepted = calls.stream().filter(RecordedCall::accepted).map(RecordedCall::at).toList();
        var results = accepted.size();
        var deadLetters = stack.messagesIn("DeadLetterQueue");
        return new Drained(
                share(results, accepted.getFirst(), accepted.getLast()),
                (double) calls.size() / results,
                (double) stack.ledgerWrites() / results,
                billed.dividedBy(results),
                (double) deliveries / results,
                events - results - deadLetters,
                deadLetters);
    }

    /** What was permitted at once in the beginning does not count. */
    private double share(int results, Instant first, Instant last) {
        var seconds = Duration.between(first, last).toMillis() / 1e3;
        return (results - permitted) / seconds / permitted;
    }
}

package io.github.jobreporter.chaos;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.jobreporter.local.codepipeline.Job;
import io.github.jobreporter.local.queue.DeadLetterQueue.Letter;
import io.github.jobreporter.local.runtime.FunctionDelivery;
import io.github.jobreporter.local.runtime.FunctionProcess;
import io.github.jobreporter.local.stack.LocalStack;
import io.github.jobreporter.local.stack.RunningFunctions;
import io.github.jobreporter.local.template.Template;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;

/** One run: a phase with faults, a phase without faults, an audit. */
final class ChaosRun implements AutoCloseable {

    /**
     * The settings of a run. The same seed and number of events give the same events in the same
     * order. The n-th request to a service meets the same fault, and the n-th kill comes after the
     * same number of deliveries. Which request is the n-th is not reproducible.
     *
     * @param duration the shortest duration of the faults; sending pauses at {@code mostAtLarge}
     * @param longestWait the longest delay of a retry; a short one causes many deliveries while
     *     another invocation holds the lease
     * @param outage how long CodePipeline, and later the ledger, fails every request
     * @param mostAtLarge the most unfinished events at a time; a backlog would only wait
     */
    record Plan(
            long seed,
            int events,
            Duration duration,
            Duration longestWait,
            Duration outage,
            int mostAtLarge) {}

    private static final InstantSource CLOCK = InstantSource.system();

    private static final Path TEMPLATE = Path.of("template.yaml");

    /** The function starts no report with less than 37 s left, so this cannot be much shorter. */
    private static final Duration FUNCTION_TIMEOUT = Duration.ofSeconds(42);

    /** A lease lasts so long after its invocation ends. */
    private static final Duration LEASE_GRACE = Duration.ofSeconds(5);

    /** Shorter than slow invocations, so that some messages are delivered twice at once. */
    private static final int VISIBILITY_TIMEOUT_SECONDS = 10;

    /** Ten seconds are a quarter of an hour, forty an hour and sixteen minutes a day. */
    private static final int HASTE = 90;

    private static final int QUEUE_REPORTERS = 3;

    /** On average, from one kill to the next. */
    private static final int DELIVERIES_A_KILL = 50;

    private static final int STEPS_BETWEEN_LOOKS = 20;

    private static final Duration TICK = Duration.ofMillis(50);

    private static final Duration BETWEEN_LINES = Duration.ofSeconds(5);

    /** After it whatever is not at rest never will be. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Plan plan;
    private final PrintStream out;
    private final Instant begin = CLOCK.instant();
    private final LocalStack stack;
    private final LedgerTable ledger;
    private final Wires wires;
    private final RunningFunctions functions;
    private final EventBridgeClient bus;
    private final long workloadSeed;
    private final SplittableRandom killing;

    private final Map<ChaosEvent, Instant> sentAt = new ConcurrentHashMap<>();
    private final Map<String, Instant> acknowledgedLate = new ConcurrentHashMap<>();
    private final Collection<ChaosEvent> sent = new ConcurrentLinkedQueue<>();
    private final Collection<FunctionDelivery> deliveries = new ConcurrentLinkedQueue<>();
    private final AtomicInteger delivered = new AtomicInteger();
    private final AtomicInteger onTheBus = new AtomicInteger();
    private final AtomicInteger kills = new AtomicInteger();

    private ChaosRun(Plan plan, Path build, PrintStream out) throws InterruptedException {
        SplittableRandom seeds = new SplittableRandom(plan.seed());
        this.plan = plan;
        this.out = out;
        workloadSeed = seeds.nextLong();
        killing = seeds.split();
        stack = LocalStack.start(hurriedTemplate(build), build);
        stack.publishOutcomes("All");
        ledger = new LedgerTable(stack.dynamoDb(), stack.tableName(LocalStack.LEDGER_TABLE));
        wires = new Wires(stack, seeds, plan.longestWait());
        functions =
                stack.run(
                        RunningFunctions.Settings.of(this::delivered)
                                .with(wires.variables())
                                .hastened(HASTE));
        bus = stack.eventBridge();
    }

    /**
     * Runs the chaos and audits it.
     *
     * @param build the folder for files of the run
     * @param out where progress is printed
     */
    static AuditReport run(Plan plan, Path build, PrintStream out) throws InterruptedException {
        try (ChaosRun run = new ChaosRun(plan, build, out)) {
            Runtime.getRuntime().addShutdownHook(new Thread(run.stack::close));
            return run.run();
        }
    }

    /** The template with shorter times and otherwise unchanged. */
    private static Path hurriedTemplate(Path build) {
        ObjectNode template = (ObjectNode) Template.read(TEMPLATE).document();
        template.withObject("/Globals/Function").put("Timeout", FUNCTION_TIMEOUT.toSeconds());
        template.withObject("/Resources/CompletionQueue/Properties")
                .put("VisibilityTimeout", VISIBILITY_TIMEOUT_SECONDS);
        template.withObject("/Resources/QueueReporter/Properties/Events/Completions/Properties")
                .withObject("ScalingConfig")
                .put("MaximumConcurrency", QUEUE_REPORTERS);
        try {
            Path file = Files.createDirectories(build).resolve("chaos-template.json");
            return Files.writeString(file, template.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void delivered(FunctionDelivery delivery) {
        deliveries.add(delivery);
        delivered.incrementAndGet();
        if (delivery.functionLogicalId().equals(LocalStack.BUS_REPORTER)
                && delivery.fate() != FunctionDelivery.Fate.AGAIN) {
            onTheBus.decrementAndGet();
        }
    }

    private AuditReport run() throws InterruptedException {
        say("chaos: seed %d, %d events".formatted(plan.seed(), plan.events()));
        Thread killer = Thread.ofVirtual().start(this::kill);
        Thread reporter = Thread.ofVirtual().start(this::tellProgress);
        feed();
        killer.interrupt();
        killer.join();
        requireChaos();
        wires.calm();
        endAllInvocations();
        Instant calm = CLOCK.instant();
        say("the faults have ended; waiting until all events are finished");
        awaitRest();
        reporter.interrupt();
        say(progress());
        functions.close();
        out.println();
        out.println(new FaultTable(wires.met()));
        return Audit.of(evidence(calm));
    }

    /** An audit is useless if there were no faults. */
    private void requireChaos() {
        boolean allPassed = wires.requests().values().stream().noneMatch(List::isEmpty);
        if (kills.get() == 0 || faults() == 0 || !allPassed) {
            throw new IllegalStateException(
                    "there was not enough chaos: %d faults, %d kills; requests on all wires: %s"
                            .formatted(faults(), kills.get(), allPassed));
        }
    }

    private void feed() throws InterruptedException {
        List<Workload.Step> steps = Workload.of(workloadSeed, plan.events());
        long start = System.nanoTime();
        long each = plan.duration().toNanos() / steps.size();
        for (int i = 0; i < steps.size(); i++) {
            if (i == steps.size() / 4) {
                beginOutage(Wires.CODE_PIPELINE);
            } else if (i == steps.size() * 5 / 8) {
                beginOutage(Wires.DYNAMO_DB);
            }
            NANOSECONDS.sleep(start + i * each - System.nanoTime());
            while (i % STEPS_BETWEEN_LOOKS == 0 && atLarge() > plan.mostAtLarge()) {
                Thread.sleep(TICK);
            }
            take(steps.get(i));
        }
    }

    private void beginOutage(String service) {
        say("outage of " + service);
        wires.beginOutage(service);
        Thread.ofVirtual()
                .start(
                        () -> {
                            try {
                                Thread.sleep(plan.outage());
                                say("end of the outage");
                            } catch (InterruptedException _) {
                                Thread.currentThread().interrupt();
                            } finally {
                                wires.endOutages();
                            }
                        });
    }

    private void take(Workload.Step step) {
        switch (step) {
            case Workload.Step.MakeJob(var id, var token, var state) ->
                    stack.codePipeline().addJob(id, token, state);
            case Workload.Step.Acknowledge(var id) -> {
                stack.codePipeline().move(id, Job.State.IN_PROGRESS);
                acknowledgedLate.put(id, CLOCK.instant());
            }
            case Workload.Step.PutSecret(var name, var value) -> stack.secrets().put(name, value);
            case Workload.Step.Send(var event) -> send(event);
        }
    }

    private void send(ChaosEvent event) {
        sent.add(event);
        sentAt.put(event, CLOCK.instant());
        switch (event.way()) {
            case QUEUE -> {
                String queue = stack.queueUrl(LocalStack.COMPLETION_QUEUE);
                stack.sqs().sendMessage(it -> it.queueUrl(queue).messageBody(event.text()));
            }
            case BUS -> {
                onTheBus.incrementAndGet();
                PutEventsRequestEntry entry =
                        PutEventsRequestEntry.builder()
                                .eventBusName(stack.eventBusName(LocalStack.COMPLETION_BUS))
                                .source("job-reporter.partner")
                                .detailType("Job Completion")
                                .detail(event.text())
                                .build();
                bus.putEvents(it -> it.entries(entry));
            }
        }
    }

    /** Kills processes at random, each after some deliveries and a short time. */
    private void kill() {
        int next = 0;
        try {
            while (true) {
                next += 1 + killing.nextInt(2 * DELIVERIES_A_KILL);
                Duration moment = Duration.ofMillis(killing.nextInt(500));
                int choice = killing.nextInt(Integer.MAX_VALUE);
                while (delivered.get() < next) {
                    Thread.sleep(TICK);
                }
                Thread.sleep(moment);
                List<FunctionProcess> alive = alive();
                if (!alive.isEmpty()) {
                    alive.get(choice % alive.size()).kill();
                    kills.incrementAndGet();
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private List<FunctionProcess> alive() {
        return stack.processes().stream().filter(FunctionProcess::alive).toList();
    }

    /**
     * Kills all functions and ends their leases, which would otherwise hold jobs until the killed
     * invocations would have ended. Leases of later invocations end later and stay.
     */
    private void endAllInvocations() throws InterruptedException {
        Instant over = CLOCK.instant();
        alive().forEach(
                        it -> {
                            it.kill();
                            kills.incrementAndGet();
                        });
        // First wait for claims that killed functions had sent, because they would lease jobs
        // later.
        // The functions that replace the killed ones need longer to connect.
        Thread.sleep(TICK);
        FaultyWire.drain(wires.connections());
        ledger.endLeases(over, over.plus(FUNCTION_TIMEOUT).plus(LEASE_GRACE));
    }

    private void awaitRest() throws InterruptedException {
        Instant latest = CLOCK.instant().plus(PATIENCE);
        while (atLarge() > 0 && CLOCK.instant().isBefore(latest)) {
            Thread.sleep(TICK);
        }
    }

    /** Counts the bus first, because its events may move to the queue. */
    private int atLarge() {
        return onTheBus.get() + stack.messagesIn(LocalStack.COMPLETION_QUEUE);
    }

    private void tellProgress() {
        try {
            while (true) {
                Thread.sleep(BETWEEN_LINES);
                say(progress());
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private String progress() {
        return "%6d sent  %6d unfinished  %6d deliveries  %6d dead letters  %5d faults  %4d kills"
                .formatted(
                        sent.size(),
                        atLarge(),
                        delivered.get(),
                        stack.messagesIn(LocalStack.DEAD_LETTER_QUEUE),
                        faults(),
                        kills.get());
    }

    private int faults() {
        return wires.met().values().stream()
                .flatMap(it -> it.values().stream())
                .mapToInt(Integer::intValue)
                .sum();
    }

    private void say(String what) {
        out.printf(
                "%7.1f s  %s%n", Duration.between(begin, CLOCK.instant()).toMillis() / 1e3, what);
    }

    private Evidence evidence(Instant calm) {
        int atLarge = atLarge();
        List<Letter> letters = stack.deadLetterQueue().takeAll();
        return new Evidence(
                List.copyOf(sent),
                stack.codePipeline().journal(),
                letters,
                List.copyOf(deliveries),
                wires.ledgerWrites(),
                wires.troubled(),
                sentAt,
                acknowledgedLate,
                HASTE,
                stack.outcomeEvents().stream().map(it -> it.path("detail")).toList(),
                stack.processes().stream().map(FunctionProcess::logLines).toList(),
                written(letters),
                calm,
                atLarge);
    }

    private Map<String, List<String>> written(List<Letter> letters) {
        Map<String, List<String>> written = new LinkedHashMap<>(wires.requests());
        written.put(
                "logs and metrics",
                stack.processes().stream().flatMap(it -> it.logLines().stream()).toList());
        written.put(
                "replies",
                deliveries.stream().map(it -> it.invocation().toString()).distinct().toList());
        written.put(
                "attributes of dead letters",
                letters.stream().map(it -> it.message().messageAttributes().toString()).toList());
        written.put("items of the ledger", ledger.items().stream().map(Map::toString).toList());
        return written;
    }

    @Override
    public void close() {
        stack.close();
        wires.close();
        bus.close();
    }
}

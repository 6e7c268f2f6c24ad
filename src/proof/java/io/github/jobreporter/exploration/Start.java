package io.github.jobreporter.exploration;

import io.github.jobreporter.aws.DynamoDbCompletionLedger;
import io.github.jobreporter.completion.Backoff;
import io.github.jobreporter.completion.BusSettlement;
import io.github.jobreporter.completion.CompletionReporter;
import io.github.jobreporter.completion.Delivery;
import io.github.jobreporter.completion.DeliverySettlement;
import io.github.jobreporter.completion.Disposition;
import io.github.jobreporter.completion.QueueSettlement;
import io.github.jobreporter.completion.ReportOutcome;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How a delivery begins; all else follows from the answers that it gets.
 *
 * @param receiveCount by the queue; 1 stands for every count but the last, since only the back-off,
 *     which the exploration does not wait for, tells them apart
 * @param owner what its claim is called
 */
record Start(
        Protocol protocol,
        Event event,
        Source source,
        int receiveCount,
        int maxReceiveCount,
        String owner,
        Pace pace) {

    /** How the invocation is off for time. */
    enum Pace {
        IN_TIME,
        TOO_LATE_TO_BEGIN,
        TOO_LATE_TO_SEND
    }

    private static final Instant NOW = Instant.parse("2026-01-01T10:00:00Z");
    private static final Instant DEADLINE = NOW.plusSeconds(60);
    private static final Duration AS_LONG_AS_AN_INVOCATION = Duration.ofSeconds(60);
    private static final Instant PAST_EVERY_LEASE = NOW.plus(Duration.ofHours(1));

    private static final CompletionReporter.Limits LIMITS =
            new CompletionReporter.Limits(
                    AS_LONG_AS_AN_INVOCATION, AS_LONG_AS_AN_INVOCATION, Duration.ofSeconds(5));

    private static final Backoff BACKOFF =
            new Backoff(Duration.ofSeconds(10), Duration.ofMinutes(15), () -> 0L);

    /** Runs the function from here on; its next call, or none when it is finished. */
    Optional<Call> replay(List<Answer> answers) {
        Replay services = new Replay(answers, protocol);
        try {
            handle(services);
            return Optional.empty();
        } catch (Replay.Unanswered unanswered) {
            return Optional.of(unanswered.call());
        }
    }

    /** As the handlers do it. */
    private void handle(Replay services) {
        ReportOutcome outcome =
                protocol.outcome(reporter(services).report(event.completion(), DEADLINE));
        Disposition disposition =
                settlement(services, () -> services.acknowledge(outcome))
                        .settle(
                                new Delivery(
                                        "message of " + event,
                                        event.body(),
                                        receiveCount,
                                        "request",
                                        Optional.of("receipt")),
                                Optional.of(event.completion().jobId()),
                                outcome);
        if (!(disposition instanceof Disposition.Retried)) {
            services.acknowledge(outcome);
        }
    }

    private CompletionReporter reporter(Replay services) {
        return new CompletionReporter(
                protocol.jobs(services),
                protocol.ledger(
                        new DynamoDbCompletionLedger(
                                services.table(),
                                "ledger",
                                () -> owner,
                                protocol.ledgerClock(
                                        () -> services.isLate() ? PAST_EVERY_LEASE : NOW))),
                services,
                LIMITS,
                invocationClock());
    }

    private DeliverySettlement settlement(Replay services, Runnable acknowledge) {
        return switch (source) {
            case QUEUE ->
                    new QueueSettlement(
                            protocol.queue(services),
                            protocol.deadLetters(services, acknowledge),
                            maxReceiveCount,
                            BACKOFF,
                            () -> NOW);
            case BUS ->
                    new BusSettlement(
                            protocol.queue(services),
                            protocol.deadLetters(services, acknowledge),
                            BACKOFF,
                            () -> NOW);
        };
    }

    /** Read once before the claim and once before each call to CodePipeline. */
    private InstantSource invocationClock() {
        AtomicInteger readings = new AtomicInteger();
        return () ->
                switch (pace) {
                    case IN_TIME -> NOW;
                    case TOO_LATE_TO_BEGIN -> DEADLINE;
                    case TOO_LATE_TO_SEND -> readings.getAndIncrement() == 0 ? NOW : DEADLINE;
                };
    }
}

package io.github.jobreporter.exploration;

import io.github.jobreporter.aws.DynamoDbCompletionLedger;
import io.github.jobreporter.completion.Backoff;
import io.github.jobreporter.completion.BusSettlement;
import io.github.jobreporter.completion.CompletionReporter;
import io.github.jobreporter.completion.Delivery;
import io.github.jobreporter.completion.DeliverySettlement;
import io.github.jobreporter.completion.Disposition;
import io.github.jobreporter.completion.Invocation;
import io.github.jobreporter.completion.Pace;
import io.github.jobreporter.completion.Patience;
import io.github.jobreporter.completion.PipelineAnswer;
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
 * @param isLast whether it is too old by now for every reason to retry it
 * @param owner what its claim is called
 */
record Start(
        Protocol protocol,
        Event event,
        Source source,
        boolean isLast,
        String owner,
        TimeLeft timeLeft) {

    /** How the invocation is off for time. */
    enum TimeLeft {
        IN_TIME,
        TOO_LATE_TO_BEGIN,
        TOO_LATE_TO_SEND
    }

    private static final Instant NOW = Instant.parse("2026-01-01T10:00:00Z");
    private static final Instant DEADLINE = NOW.plusSeconds(60);
    private static final Duration AS_LONG_AS_AN_INVOCATION = Duration.ofSeconds(60);
    private static final Instant PAST_EVERY_LEASE = NOW.plus(Duration.ofHours(1));

    private static final Duration PRESUMPTION = Duration.ofMinutes(15);
    private static final Patience PATIENCE =
            new Patience(Duration.ofHours(24), Duration.ofHours(1));
    private static final Instant PAST_ALL_PATIENCE = NOW.plus(Duration.ofDays(14));

    private static final CompletionReporter.Limits LIMITS =
            new CompletionReporter.Limits(
                    AS_LONG_AS_AN_INVOCATION,
                    AS_LONG_AS_AN_INVOCATION,
                    PRESUMPTION,
                    Duration.ofSeconds(5));

    private static final Backoff BACKOFF =
            new Backoff(Duration.ofSeconds(10), Duration.ofMinutes(15), () -> 0L);

    /**
     * An event that is held back does nothing, and a call that is repeated is one more call of
     * which nothing was accepted.
     */
    private static final Pace ONE_CALL =
            new Pace() {
                @Override
                public boolean awaitTurn(Duration atMost) {
                    return false;
                }

                @Override
                public void learn(PipelineAnswer answer) {}
            };

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
                protocol.outcome(
                        reporter(services)
                                .report(
                                        event.completion(),
                                        protocol.sentAt(sentAt(services)),
                                        new Invocation(DEADLINE, true)));
        services.settles(outcome);
        Disposition disposition =
                settlement(services, outcome)
                        .settle(
                                new Delivery(
                                        "message of " + event,
                                        event.body(),
                                        1,
                                        "request",
                                        Optional.of(NOW),
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
                ONE_CALL,
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

    /** What the age is settled only when it matters: after the answer of CodePipeline. */
    private Optional<Instant> sentAt(Replay services) {
        return switch (source) {
            case QUEUE -> Optional.of(services.isOldEnough() ? NOW.minus(PRESUMPTION) : NOW);
            case BUS -> Optional.empty();
        };
    }

    private DeliverySettlement settlement(Replay services, ReportOutcome outcome) {
        Runnable acknowledge = () -> services.acknowledge(outcome);
        return switch (source) {
            case QUEUE ->
                    new QueueSettlement(
                            protocol.queue(services),
                            protocol.deadLetters(services, acknowledge),
                            protocol.patience(PATIENCE),
                            BACKOFF,
                            () -> isTooOld(services, outcome) ? PAST_ALL_PATIENCE : NOW);
            case BUS ->
                    new BusSettlement(
                            protocol.queue(services),
                            protocol.deadLetters(services, acknowledge),
                            BACKOFF,
                            () -> NOW);
        };
    }

    /** What only has to wait is never too old for that: here it always has waited for too long. */
    private static boolean isTooOld(Replay services, ReportOutcome outcome) {
        return outcome instanceof ReportOutcome.Unavailable(var reason, _, _, _)
                && (!reason.isFailure() || services.isTooOld());
    }

    /**
     * Read once for the event's age, once before the claim and once before each call to
     * CodePipeline.
     */
    private InstantSource invocationClock() {
        AtomicInteger readings = new AtomicInteger();
        return () ->
                switch (timeLeft) {
                    case IN_TIME -> NOW;
                    case TOO_LATE_TO_BEGIN -> DEADLINE;
                    case TOO_LATE_TO_SEND ->
                            readings.getAndIncrement() < readingsBeforeTheClaim() ? NOW : DEADLINE;
                };
    }

    private int readingsBeforeTheClaim() {
        return source == Source.QUEUE ? 2 : 1;
    }
}

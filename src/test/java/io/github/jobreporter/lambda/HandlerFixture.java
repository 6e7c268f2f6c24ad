package io.github.jobreporter.lambda;

import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import com.amazonaws.services.lambda.runtime.Context;
import io.github.jobreporter.completion.Backoff;
import io.github.jobreporter.completion.BusSettlement;
import io.github.jobreporter.completion.CompletionReporter;
import io.github.jobreporter.completion.DeliverySettlement;
import io.github.jobreporter.completion.OutcomeEvents.Selection;
import io.github.jobreporter.completion.Patience;
import io.github.jobreporter.completion.PipelineJobs;
import io.github.jobreporter.completion.QueueSettlement;
import io.github.jobreporter.support.FakeClientTokens;
import io.github.jobreporter.support.FakeOutcomeEvents;
import io.github.jobreporter.support.FakePace;
import io.github.jobreporter.support.FakeQueues;
import io.github.jobreporter.support.InMemoryCompletionLedger;
import io.github.jobreporter.support.MutableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;

/** The handlers with the real core and fakes of its ports. */
final class HandlerFixture {

    static final Instant NOW = Instant.parse("2026-01-01T10:00:00Z");
    static final Duration REPORT = Duration.ofSeconds(37);

    final MutableClock clock = new MutableClock(NOW);
    final FakePace pace = new FakePace();
    final FakeQueues queues = new FakeQueues();
    final FakeOutcomeEvents outcomeEvents = new FakeOutcomeEvents();
    Selection published = Selection.NONE;
    Duration timeToPublish = Duration.ofSeconds(4);
    final FakeMetrics recorded = new FakeMetrics();

    private static final Patience PATIENCE =
            new Patience(Duration.ofHours(24), Duration.ofHours(1));

    private final Backoff backoff =
            new Backoff(Duration.ofSeconds(10), Duration.ofMinutes(15), new Random(1));
    private final CompletionReporter reporter;

    HandlerFixture(PipelineJobs pipeline) {
        this(pipeline, REPORT);
    }

    HandlerFixture(PipelineJobs pipeline, Duration report) {
        reporter =
                new CompletionReporter(
                        pipeline,
                        pace,
                        new InMemoryCompletionLedger(clock),
                        new FakeClientTokens(),
                        new CompletionReporter.Limits(
                                report, report, Duration.ofMinutes(15), Duration.ofSeconds(5)),
                        clock);
    }

    QueueReporter queueReporter() {
        return new QueueReporter(
                function(new QueueSettlement(queues, queues, PATIENCE, backoff, clock)));
    }

    BusReporter busReporter() {
        return new BusReporter(function(new BusSettlement(queues, queues, backoff, clock)));
    }

    private ReportingFunction function(DeliverySettlement settlement) {
        DeliveryHandling handling = new DeliveryHandling(reporter, settlement, clock);
        OutcomePublication publication =
                new OutcomePublication(published, () -> outcomeEvents, timeToPublish, clock);
        return new ReportingFunction(
                handling,
                publication,
                new ReportingMetrics(recorded),
                new Rehearsal(() -> handling, () -> publication, clock),
                clock);
    }

    static Context contextWith(Duration remaining) {
        Context context = mock();
        when(context.getRemainingTimeInMillis()).thenReturn(Math.toIntExact(remaining.toMillis()));
        when(context.getAwsRequestId()).thenReturn("request-1");
        when(context.getFunctionName()).thenReturn("function");
        when(context.getFunctionVersion()).thenReturn("1");
        when(context.getInvokedFunctionArn()).thenReturn("arn:aws:lambda:eu:1:function:f");
        return context;
    }
}

package io.github.jobreporter.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse.BatchItemFailure;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.amazonaws.services.lambda.runtime.events.SQSEvent.SQSMessage;
import io.github.jobreporter.bootstrap.Wiring;
import io.github.jobreporter.completion.Delivery;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.crac.Core;
import org.crac.Resource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.lambda.powertools.logging.PowertoolsLogging;
import software.amazon.lambda.powertools.metrics.MetricsFactory;

/**
 * Reports batches of the completion queue. The reply names the messages to deliver again; the event
 * source mapping must have {@code ReportBatchItemFailures}, or Lambda deletes those too.
 */
public final class QueueReporter implements RequestHandler<SQSEvent, SQSBatchResponse>, Resource {

    private static final Logger LOG = LoggerFactory.getLogger(QueueReporter.class);

    private static final String RECEIVE_COUNT = "ApproximateReceiveCount";
    private static final String SENT_TIMESTAMP = "SentTimestamp";

    private final EventParser parser = new EventParser();
    private final ConcurrentHandling handling;
    private final ReportingMetrics metrics;
    private final InstantSource clock;

    /** As Lambda makes it: configured by the environment. */
    public QueueReporter() {
        this(new Wiring());
    }

    private QueueReporter(Wiring wiring) {
        this(
                handling(wiring),
                new ReportingMetrics(MetricsFactory.getMetricsInstance()),
                wiring.clock());
        rehearsal().reportWithToken();
        Core.getGlobalContext().register(this);
    }

    QueueReporter(DeliveryHandling handling, ReportingMetrics metrics, InstantSource clock) {
        this.handling = new ConcurrentHandling(handling::handle, clock);
        this.metrics = metrics;
        this.clock = clock;
    }

    private static DeliveryHandling handling(Wiring wiring) {
        return new DeliveryHandling(wiring.reporter(), wiring.queueSettlement(), wiring.clock());
    }

    private Rehearsal rehearsal() {
        return new Rehearsal(() -> handling(new Wiring().rehearsal()), clock);
    }

    @Override
    public SQSBatchResponse handleRequest(SQSEvent event, Context context) {
        return PowertoolsLogging.withLogging(context, () -> report(event, context));
    }

    private SQSBatchResponse report(SQSEvent event, Context context) {
        List<SQSMessage> messages = Optional.ofNullable(event.getRecords()).orElse(List.of());
        Instant deadline = clock.instant().plusMillis(context.getRemainingTimeInMillis());
        Map<String, Handled> handled =
                handling.handleAll(
                        messages.stream().flatMap(it -> arrival(it, context).stream()).toList(),
                        deadline);
        metrics.emit(handled.values());
        return new SQSBatchResponse(
                messages.stream()
                        .map(SQSMessage::getMessageId)
                        .filter(it -> isRetried(handled.get(it)))
                        .distinct()
                        .map(BatchItemFailure::new)
                        .toList());
    }

    /** The delivery; empty when it cannot even be looked at, which must not stop the others. */
    private Optional<Arrival> arrival(SQSMessage message, Context context) {
        try {
            Delivery delivery = delivery(message, context);
            return Optional.of(
                    new Arrival(
                            delivery,
                            parser.parseMessage(delivery.body()),
                            number(message, SENT_TIMESTAMP).map(Instant::ofEpochMilli)));
        } catch (RuntimeException e) {
            LOG.error("A message cannot be read; it is given back for another delivery", e);
            return Optional.empty();
        }
    }

    private static Delivery delivery(SQSMessage message, Context context) {
        return new Delivery(
                message.getMessageId(),
                Optional.ofNullable(message.getBody()).orElse(""),
                number(message, RECEIVE_COUNT).map(Math::toIntExact).orElse(1),
                context.getAwsRequestId(),
                Optional.ofNullable(message.getReceiptHandle()));
    }

    private static Optional<Long> number(SQSMessage message, String attribute) {
        return Optional.ofNullable(message.getAttributes())
                .map(it -> it.get(attribute))
                .map(Long::valueOf);
    }

    private static boolean isRetried(@Nullable Handled handled) {
        return handled == null || handled.isRetried();
    }

    /** Before SnapStart's snapshot is taken; whatever goes wrong, the version is published. */
    @Override
    public void beforeCheckpoint(org.crac.Context<? extends Resource> context) {
        rehearsal().reportWithClientId();
    }

    /** Nothing to do: the clients connect and look for credentials when they are used. */
    @Override
    public void afterRestore(org.crac.Context<? extends Resource> context) {}
}

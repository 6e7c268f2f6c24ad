package io.github.jobreporter.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse.BatchItemFailure;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.amazonaws.services.lambda.runtime.events.SQSEvent.SQSMessage;
import io.github.jobreporter.bootstrap.Wiring;
import io.github.jobreporter.completion.Delivery;
import io.github.jobreporter.completion.Disposition;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.lambda.powertools.logging.PowertoolsLogging;
import software.amazon.lambda.powertools.metrics.MetricsFactory;

/**
 * Reports batches of the completion queue. The reply names the messages to deliver again; the event
 * source mapping must have {@code ReportBatchItemFailures}, or Lambda deletes those too.
 */
public final class QueueReporter implements RequestHandler<SQSEvent, SQSBatchResponse> {

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
                new DeliveryHandling(wiring.reporter(), wiring.queueSettlement(), wiring.clock()),
                new ReportingMetrics(MetricsFactory.getMetricsInstance()),
                wiring.clock());
    }

    QueueReporter(DeliveryHandling handling, ReportingMetrics metrics, InstantSource clock) {
        this.handling = new ConcurrentHandling(handling, clock);
        this.metrics = metrics;
        this.clock = clock;
    }

    @Override
    public SQSBatchResponse handleRequest(SQSEvent event, Context context) {
        return PowertoolsLogging.withLogging(context, () -> report(event, context));
    }

    private SQSBatchResponse report(SQSEvent event, Context context) {
        List<SQSMessage> messages = Optional.ofNullable(event.getRecords()).orElse(List.of());
        Instant deadline = clock.instant().plusMillis(context.getRemainingTimeInMillis());
        List<Optional<Handled>> handled =
                handling.handleAll(
                        messages.stream().map(it -> arrival(it, context)).toList(), deadline);
        metrics.emit(handled.stream().flatMap(Optional::stream).toList());
        return new SQSBatchResponse(failures(messages, handled));
    }

    private Arrival arrival(SQSMessage message, Context context) {
        Map<String, String> attributes =
                Optional.ofNullable(message.getAttributes()).orElse(Map.of());
        Delivery delivery =
                new Delivery(
                        message.getMessageId(),
                        Optional.ofNullable(message.getBody()).orElse(""),
                        number(attributes, RECEIVE_COUNT).map(Math::toIntExact).orElse(1),
                        context.getAwsRequestId(),
                        Optional.ofNullable(message.getReceiptHandle()));
        return new Arrival(
                delivery,
                parser.parseMessage(delivery.body()),
                number(attributes, SENT_TIMESTAMP).map(Instant::ofEpochMilli));
    }

    private static Optional<Long> number(Map<String, String> attributes, String name) {
        return Optional.ofNullable(attributes.get(name)).map(Long::valueOf);
    }

    private static List<BatchItemFailure> failures(
            List<SQSMessage> messages, List<Optional<Handled>> handled) {
        List<BatchItemFailure> failures = new ArrayList<>();
        for (int i = 0; i < messages.size(); i++) {
            if (mustComeBack(handled.get(i))) {
                failures.add(new BatchItemFailure(messages.get(i).getMessageId()));
            }
        }
        return failures;
    }

    private static boolean mustComeBack(Optional<Handled> handled) {
        return handled.map(it -> it.disposition() instanceof Disposition.Retried).orElse(true);
    }
}

package io.github.jobreporter.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse.BatchItemFailure;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.amazonaws.services.lambda.runtime.events.SQSEvent.SQSMessage;
import io.github.jobreporter.bootstrap.Wiring;
import io.github.jobreporter.completion.DeadLetter;
import io.github.jobreporter.completion.Delivery;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.lambda.powertools.logging.PowertoolsLogging;

/**
 * Reports batches of the completion queue. The response names the messages to retry; without {@code
 * ReportBatchItemFailures} in the event source mapping, Lambda would delete those, too.
 */
public final class QueueReporter implements RequestHandler<SQSEvent, SQSBatchResponse> {

    private static final Logger LOG = LoggerFactory.getLogger(QueueReporter.class);

    private static final String RECEIVE_COUNT = "ApproximateReceiveCount";
    private static final String SENT_TIMESTAMP = "SentTimestamp";
    private static final Pattern EPOCH_MILLIS = Pattern.compile("[0-9]{1,18}");

    private final EventParser parser = new EventParser();
    private final ReportingFunction function;

    /** As Lambda makes it: configured by the environment. */
    public QueueReporter() {
        this(ReportingFunction.started(Wiring::queueSettlement));
    }

    QueueReporter(ReportingFunction function) {
        this.function = function;
    }

    @Override
    public SQSBatchResponse handleRequest(SQSEvent event, Context context) {
        return PowertoolsLogging.withLogging(context, () -> report(event, context));
    }

    private SQSBatchResponse report(SQSEvent event, Context context) {
        List<SQSMessage> messages = Optional.ofNullable(event.getRecords()).orElse(List.of());
        Set<String> finished =
                function.handle(
                        messages.stream()
                                .flatMap(message -> arrival(message, context).stream())
                                .toList(),
                        context);
        return new SQSBatchResponse(
                messages.stream()
                        .map(SQSMessage::getMessageId)
                        .filter(id -> !finished.contains(id))
                        .distinct()
                        .map(BatchItemFailure::new)
                        .toList());
    }

    /** Empty if the message cannot be read, which must not stop the others. */
    private Optional<Arrival> arrival(SQSMessage message, Context context) {
        try {
            Delivery delivery = delivery(message, context);
            return Optional.of(new Arrival(delivery, parser.parseMessage(delivery.body())));
        } catch (RuntimeException e) {
            LOG.error("A message cannot be read; it is returned for a retry", e);
            return Optional.empty();
        }
    }

    private static Delivery delivery(SQSMessage message, Context context) {
        return new Delivery(
                message.getMessageId(),
                Optional.ofNullable(message.getBody()).orElse(""),
                attribute(message, RECEIVE_COUNT).map(Integer::valueOf).orElse(1),
                context.getAwsRequestId(),
                sentAt(message),
                Optional.ofNullable(message.getReceiptHandle()),
                isRedriven(message));
    }

    /** A message without a legible time is still reported. */
    private static Optional<Instant> sentAt(SQSMessage message) {
        return attribute(message, SENT_TIMESTAMP)
                .filter(EPOCH_MILLIS.asMatchPredicate())
                .map(Long::valueOf)
                .map(Instant::ofEpochMilli);
    }

    private static boolean isRedriven(SQSMessage message) {
        return Optional.ofNullable(message.getMessageAttributes())
                .filter(it -> it.containsKey(DeadLetter.REASON_ATTRIBUTE))
                .isPresent();
    }

    private static Optional<String> attribute(SQSMessage message, String name) {
        return Optional.ofNullable(message.getAttributes()).map(it -> it.get(name));
    }
}

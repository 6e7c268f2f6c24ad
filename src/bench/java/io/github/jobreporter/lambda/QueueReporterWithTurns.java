package io.github.jobreporter.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.amazonaws.services.lambda.runtime.events.SQSEvent.SQSMessage;
import java.util.List;

/** The function, but it sends one report after the other. */
public final class QueueReporterWithTurns implements RequestHandler<SQSEvent, SQSBatchResponse> {

    private final QueueReporter reporter = new QueueReporter();

    @Override
    public SQSBatchResponse handleRequest(SQSEvent event, Context context) {
        return new SQSBatchResponse(
                event.getRecords().stream()
                        .map(QueueReporterWithTurns::alone)
                        .map(it -> reporter.handleRequest(it, context))
                        .flatMap(it -> it.getBatchItemFailures().stream())
                        .toList());
    }

    private static SQSEvent alone(SQSMessage message) {
        var event = new SQSEvent();
        event.setRecords(List.of(message));
        return event;
    }
}

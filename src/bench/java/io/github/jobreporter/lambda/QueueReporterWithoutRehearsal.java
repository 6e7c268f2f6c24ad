package io.github.jobreporter.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import io.github.jobreporter.bootstrap.Wiring;

/** The function without a rehearsal: the first invocation loads what it needs. */
public final class QueueReporterWithoutRehearsal
        implements RequestHandler<SQSEvent, SQSBatchResponse> {

    private final QueueReporter reporter =
            new QueueReporter(ReportingFunction.of(new Wiring(), Wiring::queueSettlement));

    @Override
    public SQSBatchResponse handleRequest(SQSEvent event, Context context) {
        return reporter.handleRequest(event, context);
    }
}

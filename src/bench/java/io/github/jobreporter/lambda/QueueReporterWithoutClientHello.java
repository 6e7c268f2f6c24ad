package io.github.jobreporter.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import io.github.jobreporter.bootstrap.Wiring;

/** The function, but its rehearsal makes no TLS handshake. */
public final class QueueReporterWithoutClientHello
        implements RequestHandler<SQSEvent, SQSBatchResponse> {

    private static final String ENDPOINT = "aws.endpointUrl";

    private final QueueReporter reporter;

    public QueueReporterWithoutClientHello() {
        var function = ReportingFunction.of(new Wiring(), Wiring::queueSettlement);
        System.setProperty(ENDPOINT, "http://localhost");
        reporter = new QueueReporter(function.rehearsed());
        System.clearProperty(ENDPOINT);
    }

    @Override
    public SQSBatchResponse handleRequest(SQSEvent event, Context context) {
        return reporter.handleRequest(event, context);
    }
}

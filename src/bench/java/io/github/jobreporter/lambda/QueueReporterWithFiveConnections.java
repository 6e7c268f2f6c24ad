package io.github.jobreporter.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;

/** The function with as many connections as the JDK keeps by default. */
public final class QueueReporterWithFiveConnections
        implements RequestHandler<SQSEvent, SQSBatchResponse> {

    private final QueueReporter reporter = new QueueReporter();

    public QueueReporterWithFiveConnections() {
        // Read when the first connection is kept, which is after this.
        System.setProperty("http.maxConnections", "5");
    }

    @Override
    public SQSBatchResponse handleRequest(SQSEvent event, Context context) {
        return reporter.handleRequest(event, context);
    }
}

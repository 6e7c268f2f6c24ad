package io.github.jobreporter.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;

/** The function with the number of connections that the JDK keeps by default. */
public final class QueueReporterWithFiveConnections
        implements RequestHandler<SQSEvent, SQSBatchResponse> {

    private final QueueReporter reporter = new QueueReporter();

    public QueueReporterWithFiveConnections() {
        // The JDK reads it when it keeps the first connection, which is later.
        System.setProperty("http.maxConnections", "5");
    }

    @Override
    public SQSBatchResponse handleRequest(SQSEvent event, Context context) {
        return reporter.handleRequest(event, context);
    }
}

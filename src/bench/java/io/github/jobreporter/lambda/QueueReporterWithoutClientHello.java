package io.github.jobreporter.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import io.github.jobreporter.bootstrap.Wiring;
import software.amazon.lambda.powertools.metrics.MetricsFactory;

/** The function with a rehearsal as for services without TLS. */
public final class QueueReporterWithoutClientHello
        implements RequestHandler<SQSEvent, SQSBatchResponse> {

    private static final String ENDPOINT = "aws.endpointUrl";

    private final QueueReporter reporter;

    public QueueReporterWithoutClientHello() {
        var wiring = new Wiring();
        reporter =
                new QueueReporter(
                        handling(wiring),
                        new ReportingMetrics(MetricsFactory.getMetricsInstance()),
                        wiring.clock());
        System.setProperty(ENDPOINT, "http://localhost");
        new Rehearsal(() -> handling(wiring.rehearsal()), wiring.clock()).reportWithToken();
        System.clearProperty(ENDPOINT);
    }

    private static DeliveryHandling handling(Wiring wiring) {
        return new DeliveryHandling(wiring.reporter(), wiring.queueSettlement(), wiring.clock());
    }

    @Override
    public SQSBatchResponse handleRequest(SQSEvent event, Context context) {
        return reporter.handleRequest(event, context);
    }
}

package io.github.jobreporter.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;

/** The function that also makes a TLS client hello. */
public final class QueueReporterWithClientHello
        implements RequestHandler<SQSEvent, SQSBatchResponse> {

    private final QueueReporter reporter = new QueueReporter();

    public QueueReporterWithClientHello() throws GeneralSecurityException, SSLException {
        var engine = SSLContext.getDefault().createSSLEngine("localhost", 443);
        engine.setUseClientMode(true);
        engine.wrap(
                ByteBuffer.allocate(0),
                ByteBuffer.allocate(engine.getSession().getPacketBufferSize()));
    }

    @Override
    public SQSBatchResponse handleRequest(SQSEvent event, Context context) {
        return reporter.handleRequest(event, context);
    }
}

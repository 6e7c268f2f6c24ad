package io.github.jobreporter.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import java.util.Objects;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/** The function, but it builds the clients of SQS and Secrets Manager at the start. */
public final class QueueReporterWithEagerClients
        implements RequestHandler<SQSEvent, SQSBatchResponse> {

    private final QueueReporter reporter = new QueueReporter();

    public QueueReporterWithEagerClients() {
        Objects.requireNonNull(SqsClient.builder().httpClient(http()).build());
        Objects.requireNonNull(SecretsManagerClient.builder().httpClient(http()).build());
    }

    private static SdkHttpClient http() {
        return UrlConnectionHttpClient.create();
    }

    @Override
    public SQSBatchResponse handleRequest(SQSEvent event, Context context) {
        return reporter.handleRequest(event, context);
    }
}

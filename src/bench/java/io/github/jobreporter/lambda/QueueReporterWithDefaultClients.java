package io.github.jobreporter.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import io.github.jobreporter.aws.CodePipelineJobs;
import io.github.jobreporter.aws.DynamoDbCompletionLedger;
import io.github.jobreporter.aws.SecretsManagerClientTokens;
import io.github.jobreporter.bootstrap.Environment;
import io.github.jobreporter.bootstrap.Wiring;
import io.github.jobreporter.completion.CompletionReporter;
import io.github.jobreporter.completion.LearnedPace;
import java.time.Duration;
import java.util.UUID;
import software.amazon.awssdk.services.codepipeline.CodePipelineClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.lambda.powertools.metrics.MetricsFactory;

/** The function with the SDK's default clients and without a rehearsal. */
public final class QueueReporterWithDefaultClients
        implements RequestHandler<SQSEvent, SQSBatchResponse> {

    private static final Duration REPORT = Duration.ofSeconds(37);
    private static final Duration PRESUMPTION = Duration.ofMinutes(15);
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final QueueReporter reporter;

    public QueueReporterWithDefaultClients() {
        var wiring = new Wiring();
        var handling =
                new DeliveryHandling(reporter(wiring), wiring.queueSettlement(), wiring.clock());
        var publication = OutcomePublication.of(wiring);
        reporter =
                new QueueReporter(
                        new ReportingFunction(
                                handling,
                                publication,
                                new ReportingMetrics(MetricsFactory.getMetricsInstance()),
                                new Rehearsal(() -> handling, () -> publication, wiring.clock()),
                                wiring.clock()));
    }

    private static CompletionReporter reporter(Wiring wiring) {
        var environment = Environment.ofProcess();
        return new CompletionReporter(
                new CodePipelineJobs(CodePipelineClient.create()),
                LearnedPace.inRealTime(),
                new DynamoDbCompletionLedger(
                        DynamoDbClient.create(),
                        environment.ledgerTableName(),
                        () -> UUID.randomUUID().toString(),
                        wiring.clock()),
                clientTokens(environment.clientTokenSecretPrefix()),
                new CompletionReporter.Limits(REPORT, REPORT, PRESUMPTION, GRACE),
                wiring.clock());
    }

    private static SecretsManagerClientTokens clientTokens(String prefix) {
        var client = SecretsManagerClient.create();
        return new SecretsManagerClientTokens(() -> client, prefix);
    }

    @Override
    public SQSBatchResponse handleRequest(SQSEvent event, Context context) {
        return reporter.handleRequest(event, context);
    }
}

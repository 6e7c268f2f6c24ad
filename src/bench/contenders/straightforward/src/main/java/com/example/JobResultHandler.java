package com.example;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse.BatchItemFailure;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.amazonaws.services.lambda.runtime.events.SQSEvent.SQSMessage;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.codepipeline.CodePipelineClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.lambda.powertools.logging.PowertoolsLogging;
import software.amazon.lambda.powertools.logging.argument.StructuredArguments;
import software.amazon.lambda.powertools.metrics.Metrics;
import software.amazon.lambda.powertools.metrics.MetricsFactory;
import software.amazon.lambda.powertools.metrics.model.MetricUnit;

/** The job as it is usually written: default clients, one record after the other. */
public final class JobResultHandler implements RequestHandler<SQSEvent, SQSBatchResponse> {

    /** The members of a completion event that this handler needs. */
    public record Completion(String jobId, String clientToken) {}

    private static final Logger LOG = LoggerFactory.getLogger(JobResultHandler.class);

    private final ObjectMapper json = new ObjectMapper();
    private final Metrics metrics = MetricsFactory.getMetricsInstance();
    private final String table = System.getenv("LEDGER_TABLE_NAME");
    private final CodePipelineClient codePipeline;
    private final DynamoDbClient dynamoDb;

    public JobResultHandler() {
        codePipeline = CodePipelineClient.create();
        dynamoDb = DynamoDbClient.create();
    }

    @Override
    public SQSBatchResponse handleRequest(SQSEvent event, Context context) {
        return PowertoolsLogging.withLogging(context, () -> report(event));
    }

    private SQSBatchResponse report(SQSEvent event) {
        List<BatchItemFailure> failures = new ArrayList<>();
        for (SQSMessage message : event.getRecords()) {
            try {
                report(json.readValue(message.getBody(), Completion.class));
                metrics.addMetric("Reported", 1, MetricUnit.COUNT);
            } catch (RuntimeException | JsonProcessingException e) {
                LOG.error("The completion could not be reported", e);
                metrics.addMetric("Failed", 1, MetricUnit.COUNT);
                failures.add(new BatchItemFailure(message.getMessageId()));
            }
        }
        metrics.flush();
        return new SQSBatchResponse(failures);
    }

    private void report(Completion completion) {
        Map<String, AttributeValue> key = Map.of("jobId", AttributeValue.fromS(completion.jobId()));
        try {
            dynamoDb.putItem(
                    it ->
                            it.tableName(table)
                                    .item(item(key, "REPORTING"))
                                    .conditionExpression("attribute_not_exists(jobId)"));
        } catch (ConditionalCheckFailedException e) {
            LOG.info("The completion was reported before", jobId(completion));
            return;
        }
        codePipeline.putThirdPartyJobSuccessResult(
                it -> it.jobId(completion.jobId()).clientToken(completion.clientToken()));
        dynamoDb.putItem(it -> it.tableName(table).item(item(key, "REPORTED")));
        LOG.info("The completion is reported", jobId(completion));
    }

    private static Object jobId(Completion completion) {
        return StructuredArguments.entry("jobId", completion.jobId());
    }

    private static Map<String, AttributeValue> item(
            Map<String, AttributeValue> key, String status) {
        return Map.of("jobId", key.get("jobId"), "status", AttributeValue.fromS(status));
    }
}

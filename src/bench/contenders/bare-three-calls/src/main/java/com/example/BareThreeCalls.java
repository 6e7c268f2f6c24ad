package com.example;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.codepipeline.CodePipelineClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Three calls of the SDK for each message, one after the other, and nothing else. */
public final class BareThreeCalls implements RequestHandler<SQSEvent, SQSBatchResponse> {

    private final CodePipelineClient codePipeline =
            CodePipelineClient.builder().httpClient(UrlConnectionHttpClient.create()).build();
    private final DynamoDbClient dynamoDb =
            DynamoDbClient.builder().httpClient(UrlConnectionHttpClient.create()).build();
    private final String table = System.getenv("LEDGER_TABLE_NAME");

    @Override
    public SQSBatchResponse handleRequest(SQSEvent event, Context context) {
        for (SQSEvent.SQSMessage message : event.getRecords()) {
            put(message.getMessageId(), "REPORTING");
            codePipeline.putThirdPartyJobSuccessResult(
                    it -> it.jobId(message.getMessageId()).clientToken("token"));
            put(message.getMessageId(), "REPORTED");
        }
        return new SQSBatchResponse(List.of());
    }

    private void put(String jobId, String status) {
        Map<String, AttributeValue> item =
                Map.of(
                        "jobId", AttributeValue.fromS(jobId),
                        "status", AttributeValue.fromS(status));
        dynamoDb.putItem(it -> it.tableName(table).item(item));
    }
}

package com.example;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import java.util.List;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.codepipeline.CodePipelineClient;

/** One call of the SDK for each message, and nothing else. */
public final class BareCall implements RequestHandler<SQSEvent, SQSBatchResponse> {

    private final CodePipelineClient codePipeline =
            CodePipelineClient.builder().httpClient(UrlConnectionHttpClient.create()).build();

    @Override
    public SQSBatchResponse handleRequest(SQSEvent event, Context context) {
        for (SQSEvent.SQSMessage message : event.getRecords()) {
            codePipeline.putThirdPartyJobSuccessResult(
                    it -> it.jobId(message.getMessageId()).clientToken("token"));
        }
        return new SQSBatchResponse(List.of());
    }
}

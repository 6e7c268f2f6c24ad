package io.github.jobreporter.exploration;

import io.github.jobreporter.exploration.Call.Condition;
import io.github.jobreporter.exploration.Call.Write;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;

/** DynamoDB's client as the ledger sees it, with the SDK's own retries: each try is a step. */
final class ReplayedTable implements DynamoDbClient {

    private static final String IS_NEW = "attribute_not_exists(jobId)";

    private final Replay replay;
    private final Protocol protocol;

    ReplayedTable(Replay replay, Protocol protocol) {
        this.replay = replay;
        this.protocol = protocol;
    }

    @Override
    public PutItemResponse putItem(PutItemRequest request) {
        write(
                new Write(
                        Item.of(request.item()),
                        condition(
                                request.conditionExpression(),
                                request.expressionAttributeNames(),
                                request.expressionAttributeValues())));
        return PutItemResponse.builder().build();
    }

    /** Understands what the ledger writes, {@code name = :value AND … OR …}, and nothing else. */
    private static Condition condition(
            String expression, Map<String, String> names, Map<String, AttributeValue> values) {
        Function<String[], String> name = it -> names.getOrDefault(it[0], it[0]);
        List<String> alternatives = List.of(expression.split(" OR "));
        return new Condition(
                alternatives.contains(IS_NEW),
                alternatives.stream()
                        .filter(it -> !it.equals(IS_NEW))
                        .map(
                                it ->
                                        Arrays.stream(it.split(" AND "))
                                                .map(equation -> equation.split(" = "))
                                                .collect(
                                                        Collectors.toUnmodifiableMap(
                                                                name,
                                                                equation ->
                                                                        values.get(equation[1]))))
                        .toList());
    }

    private void write(Write intended) {
        Write write = protocol.write(intended);
        int tries = 1;
        Answer answer = replay.ask(write);
        while (answer instanceof Answer.SentAgain) {
            tries++;
            answer = replay.ask(write);
        }
        switch (answer) {
            case Answer.Done _ -> {}
            case Answer.ConditionFailed(var stored, _) ->
                    throw ConditionalCheckFailedException.builder()
                            .item(stored.map(Item::attributes).orElse(Map.of()))
                            .writableStackTrace(false)
                            .build();
            case Answer.Refused _ ->
                    throw DynamoDbException.builder()
                            .message("throttled")
                            .statusCode(400)
                            .numAttempts(tries)
                            .writableStackTrace(false)
                            .build();
            default ->
                    throw SdkClientException.builder()
                            .message("timed out")
                            .numAttempts(tries)
                            .writableStackTrace(false)
                            .build();
        }
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {}
}

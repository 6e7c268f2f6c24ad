package io.github.jobreporter.local.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.jobreporter.local.http.LoopbackHttp.Settings;
import io.github.jobreporter.local.template.Template.TableDefinition;
import io.github.jobreporter.local.template.Template.TableKey;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;

class DynamoDbEndpointTest {

    private static final TableDefinition TABLE =
            new TableDefinition(
                    "things",
                    List.of(new TableKey("id", "HASH")),
                    Map.of("id", "S"),
                    Optional.of("expires"));
    private static final Map<String, AttributeValue> ITEM = Map.of("id", AttributeValue.fromS("1"));

    private static DynamoDbEndpoint endpoint;

    @BeforeAll
    static void start() throws IOException {
        endpoint =
                DynamoDbEndpoint.start(List.of(TABLE), InstantSource.system(), Settings.ANY_PORT);
    }

    @AfterAll
    static void stop() {
        endpoint.close();
    }

    @Nested
    class GivenTheSdk {

        @Test
        void knows_each_error_by_its_type() {
            assertThatExceptionOfType(ResourceInUseException.class)
                    .isThrownBy(() -> endpoint.create(TABLE));
            assertThatExceptionOfType(ResourceNotFoundException.class)
                    .isThrownBy(() -> endpoint.client().scan(it -> it.tableName("nothing")));
            assertThatExceptionOfType(DynamoDbException.class)
                    .isThrownBy(() -> endpoint.client().query(it -> it.tableName("things")))
                    .satisfies(
                            it ->
                                    assertThat(it.awsErrorDetails().errorCode())
                                            .isEqualTo("UnknownOperationException"))
                    .withMessageContaining("Query");
            assertThatExceptionOfType(DynamoDbException.class)
                    .isThrownBy(
                            () ->
                                    endpoint.client()
                                            .scan(
                                                    it ->
                                                            it.tableName("things")
                                                                    .filterExpression("a = b")))
                    .withMessageContaining("FilterExpression");
        }

        @Test
        void gets_the_item_of_a_failed_condition() {
            endpoint.client().putItem(it -> it.tableName("things").item(ITEM));

            var request =
                    PutItemRequest.builder()
                            .tableName("things")
                            .item(ITEM)
                            .conditionExpression("attribute_not_exists(id)")
                            .returnValuesOnConditionCheckFailure("ALL_OLD")
                            .build();
            assertThatExceptionOfType(ConditionalCheckFailedException.class)
                    .isThrownBy(() -> endpoint.client().putItem(request))
                    .satisfies(it -> assertThat(it.item()).isEqualTo(ITEM));
        }
    }

    @Nested
    class GivenAnotherClient {

        private static HttpResponse<String> post(String body, String... header)
                throws IOException, InterruptedException {
            var request =
                    HttpRequest.newBuilder(endpoint.uri()).POST(BodyPublishers.ofString(body));
            try (var http = HttpClient.newHttpClient()) {
                return http.send(
                        (header.length == 0 ? request : request.headers(header)).build(),
                        BodyHandlers.ofString());
            }
        }

        @Test
        void refuses_a_body_that_is_no_json_object() throws Exception {
            var response = post("[]", "X-Amz-Target", "DynamoDB_20120810.ListTables");

            assertThat(response.statusCode()).isEqualTo(400);
            assertThat(response.body()).contains("SerializationException");
            assertThat(response.headers().firstValue("Content-Type"))
                    .contains("application/x-amz-json-1.0");
        }

        @Test
        void leaves_the_length_of_names_to_the_store() throws Exception {
            var body =
                    "{'TableName':'things','Item':{'%s':{'S':'a'}}}"
                            .formatted("n".repeat(65_536))
                            .replace('\'', '"');

            assertThat(post(body, "X-Amz-Target", "DynamoDB_20120810.PutItem").body())
                    .contains("ValidationException");
        }

        @Test
        void refuses_a_request_without_an_operation() throws Exception {
            assertThat(post("{}").body()).contains("UnknownOperationException");
        }

        @Test
        void does_not_answer_the_page_of_another_site() throws Exception {
            var response =
                    post(
                            "{}",
                            "X-Amz-Target",
                            "DynamoDB_20120810.ListTables",
                            "Origin",
                            "https://example.com");

            assertThat(response.statusCode()).isEqualTo(403);
        }
    }
}

package io.github.jobreporter.local.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.jobreporter.local.queue.EventSourceMapping;
import io.github.jobreporter.local.queue.EventSourceMapping.Delivery;
import io.github.jobreporter.local.queue.EventSourceMapping.Delivery.Deleted;
import io.github.jobreporter.local.queue.EventSourceMapping.Delivery.Left;
import io.github.jobreporter.local.queue.EventSourceMapping.Round;
import io.github.jobreporter.local.runtime.BuildOutput;
import io.github.jobreporter.local.runtime.Invocation;
import io.github.jobreporter.local.template.Template;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.eventbridge.model.Target;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

@EnabledOnOs(OS.LINUX)
@Timeout(60)
class LocalStackTest {

    private static final String TEMPLATE =
            """
            Resources:
              QueueReporter:
                Type: AWS::Serverless::Function
                Properties:
                  Runtime: java25
                  Handler: io.github.jobreporter.local.runtime.ProbeFunction
                  MemorySize: 256
                  Timeout: 20
                  Environment:
                    Variables:
                      COMPLETION_QUEUE_URL: !Ref CompletionQueue
                      LEDGER_TABLE_NAME: !Ref LedgerTable
                  Events:
                    Completions:
                      Type: SQS
                      Properties:
                        Queue: !GetAtt CompletionQueue.Arn
                        FunctionResponseTypes: [ReportBatchItemFailures]
              CompletionQueue:
                Type: AWS::SQS::Queue
                Properties:
                  VisibilityTimeout: 0
                  MessageRetentionPeriod: 1209600
                  RedrivePolicy:
                    deadLetterTargetArn: !GetAtt DeadLetterQueue.Arn
                    maxReceiveCount: 10
              DeadLetterQueue:
                Type: AWS::SQS::Queue
              LedgerTable:
                Type: AWS::DynamoDB::Table
                Properties:
                  AttributeDefinitions:
                    - {AttributeName: jobId, AttributeType: S}
                  KeySchema:
                    - {AttributeName: jobId, KeyType: HASH}
                  TimeToLiveSpecification: {AttributeName: expires, Enabled: true}
            """;

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir private static Path folder;
    private static LocalStack stack;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        var build = Path.of(System.getProperty("local.build", "target"));
        var template = Files.writeString(folder.resolve("template.yaml"), TEMPLATE);
        stack =
                LocalStack.start(
                        Template.read(template),
                        BuildOutput.in(build).withTaskRoot(build.resolve("verify-classes")));
    }

    @AfterAll
    static void stop() {
        stack.close();
        await().untilAsserted(() -> assertThat(threadsThatKeepTheJvmAlive()).isEmpty());
    }

    private static List<String> threadsThatKeepTheJvmAlive() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(it -> !it.isDaemon())
                .map(Thread::getName)
                .filter(it -> it.startsWith("pool-") || it.startsWith("qtp"))
                .toList();
    }

    @Test
    void delivers_to_the_queue_of_a_rule_and_accepts_events_if_it_is_missing() {
        try (var bus = stack.eventBridge()) {
            bus.putRule(it -> it.name("rule").eventPattern("{\"source\": [\"s\"]}"));
            for (var queue : List.of("later", "DeadLetterQueue")) {
                var target = Target.builder().id(queue).arn(stack.queueArn(queue)).build();
                bus.putTargets(it -> it.rule("rule").targets(target));
            }

            var entry =
                    PutEventsRequestEntry.builder()
                            .source("s")
                            .detailType("d")
                            .detail("{}")
                            .build();
            assertThat(bus.putEvents(it -> it.entries(entry)).failedEntryCount()).isZero();
        }
        assertThat(stack.deadLetterQueue().takeAll())
                .singleElement()
                .satisfies(it -> assertThat(it.message().body()).contains("\"source\":\"s\""));
    }

    private static String send(String body) {
        var url = stack.queueUrl(LocalStack.COMPLETION_QUEUE);
        return stack.sqs().sendMessage(it -> it.queueUrl(url).messageBody(body)).messageId();
    }

    @Nested
    class GivenATemplate {

        @Test
        void makes_its_queues() {
            var attributes =
                    stack.sqs()
                            .getQueueAttributes(
                                    it ->
                                            it.queueUrl(stack.queueUrl(LocalStack.COMPLETION_QUEUE))
                                                    .attributeNames(QueueAttributeName.ALL))
                            .attributes();

            assertThat(attributes)
                    .containsEntry(
                            QueueAttributeName.QUEUE_ARN,
                            stack.queueArn(LocalStack.COMPLETION_QUEUE))
                    .containsEntry(QueueAttributeName.VISIBILITY_TIMEOUT, "0");
            assertThat(attributes.get(QueueAttributeName.REDRIVE_POLICY))
                    .contains(stack.queueArn(LocalStack.DEAD_LETTER_QUEUE))
                    .contains("10");
        }

        @Test
        void makes_its_tables() {
            var name = stack.tableName(LocalStack.LEDGER_TABLE);
            stack.dynamoDb()
                    .putItem(
                            it ->
                                    it.tableName(name)
                                            .item(Map.of("jobId", AttributeValue.fromS("j"))));

            assertThat(stack.dynamoDb().scan(it -> it.tableName(name)).count()).isEqualTo(1);
        }

        @Test
        void starts_its_functions_with_the_stack_in_their_environment()
                throws InterruptedException {
            try (var function =
                    stack.function(LocalStack.QUEUE_REPORTER, Map.of("EXTRA", "more"))) {
                var variables = function.invoke("\"environment\"").toString();

                assertThat(variables)
                        .contains("LEDGER_TABLE_NAME=LedgerTable")
                        .contains(
                                "COMPLETION_QUEUE_URL="
                                        + stack.queueUrl(LocalStack.COMPLETION_QUEUE))
                        .contains("AWS_ENDPOINT_URL_CODEPIPELINE=" + stack.codePipeline().uri())
                        .contains("AWS_ENDPOINT_URL_SECRETS_MANAGER=" + stack.secrets().uri())
                        .contains("AWS_ENDPOINT_URL_SQS=http://localhost:")
                        .contains("AWS_ENDPOINT_URL_DYNAMODB=http://127.0.0.1:")
                        .contains("AWS_ENDPOINT_URL_EVENTBRIDGE=" + stack.eventBus().uri())
                        .contains("EXTRA=more");
            }
        }
    }

    @Nested
    class GivenMessagesInTheQueue {

        private final List<JsonNode> events = new ArrayList<>();

        @AfterEach
        void empty() {
            stack.sqs().purgeQueue(it -> it.queueUrl(stack.queueUrl(LocalStack.COMPLETION_QUEUE)));
        }

        private Round poll(Function<JsonNode, Invocation> function) throws InterruptedException {
            var event = stack.template().queueEvent(LocalStack.QUEUE_REPORTER);
            var source =
                    new EventSourceMapping.Source(
                            stack.queueUrl(LocalStack.COMPLETION_QUEUE),
                            stack.queueArn(LocalStack.COMPLETION_QUEUE),
                            event.batchSize(),
                            event.reportsBatchItemFailures());
            return new EventSourceMapping(
                            stack.sqs(),
                            source,
                            payload -> {
                                try {
                                    events.add(JSON.readTree(payload));
                                } catch (IOException e) {
                                    throw new IllegalStateException(e);
                                }
                                return function.apply(events.getLast());
                            })
                    .poll();
        }

        private Round poll(String response) throws InterruptedException {
            return poll(_ -> new Invocation.Succeeded(response));
        }

        private static String failing(String... messageIds) {
            var failures =
                    List.of(messageIds).stream()
                            .map(it -> "{\"itemIdentifier\":\"" + it + "\"}")
                            .toList();
            return "{\"batchItemFailures\":[" + String.join(",", failures) + "]}";
        }

        @Test
        void delivers_them_as_lambda_does() throws InterruptedException {
            var url = stack.queueUrl(LocalStack.COMPLETION_QUEUE);
            stack.sqs()
                    .sendMessage(
                            it ->
                                    it.queueUrl(url)
                                            .messageBody("hello")
                                            .messageAttributes(
                                                    Map.of(
                                                            "a",
                                                            MessageAttributeValue.builder()
                                                                    .dataType("String")
                                                                    .stringValue("v")
                                                                    .build())));

            poll("");

            var delivered = events.getFirst().at("/Records/0");
            assertThat(delivered.fieldNames())
                    .toIterable()
                    .contains(
                            "messageId",
                            "receiptHandle",
                            "body",
                            "attributes",
                            "messageAttributes",
                            "md5OfBody",
                            "eventSource",
                            "eventSourceARN",
                            "awsRegion");
            assertThat(delivered.path("body").asText()).isEqualTo("hello");
            assertThat(delivered.path("attributes").fieldNames())
                    .toIterable()
                    .contains(
                            "ApproximateReceiveCount",
                            "SentTimestamp",
                            "SenderId",
                            "ApproximateFirstReceiveTimestamp");
            assertThat(delivered.at("/attributes/ApproximateReceiveCount").asText()).isEqualTo("1");
            assertThat(delivered.at("/messageAttributes/a/stringValue").asText()).isEqualTo("v");
            assertThat(delivered.at("/messageAttributes/a/dataType").asText()).isEqualTo("String");
            assertThat(delivered.path("eventSourceARN").asText())
                    .isEqualTo("arn:aws:sqs:us-east-1:000000000000:CompletionQueue");
            assertThat(delivered.path("awsRegion").asText()).isEqualTo("us-east-1");
        }

        @Test
        void deletes_messages_that_the_response_does_not_name() throws InterruptedException {
            var done = send("done");
            var failed = send("failed");

            assertThat(poll(failing(failed)).deliveries())
                    .containsExactlyInAnyOrder(new Deleted(done, 1), new Left(failed, 1));
            assertThat(poll("").deliveries()).containsExactly(new Deleted(failed, 2));
            assertThat(poll("").deliveries()).isEmpty();
        }

        @Test
        void treats_an_empty_response_as_success() throws InterruptedException {
            for (var response :
                    List.of("", "null", "{}", "{\"batchItemFailures\":null}", failing())) {
                send("done");

                assertThat(poll(response).deliveries()).hasOnlyElementsOfType(Deleted.class);
            }
        }

        @Test
        void deletes_nothing_if_the_response_is_invalid() throws InterruptedException {
            var id = send("kept");

            for (var response :
                    List.of(
                            "{",
                            failing(""),
                            failing(UUID.randomUUID().toString()),
                            "{\"batchItemFailures\":\"" + id + "\"}",
                            "{\"batchItemFailures\":[{\"itemIdentifier\":null}]}",
                            "{\"batchItemFailures\":[{\"id\":\"" + id + "\"}]}")) {
                assertThat(poll(response).deliveries()).hasOnlyElementsOfType(Left.class);
            }
        }

        @Test
        void deletes_nothing_when_the_invocation_fails() throws InterruptedException {
            send("kept");

            for (var invocation :
                    List.of(
                            new Invocation.Failed("Error", "no"),
                            new Invocation.TimedOut(),
                            new Invocation.Died(1))) {
                assertThat(poll(_ -> invocation).deliveries()).hasOnlyElementsOfType(Left.class);
            }
        }

        @Test
        void reaches_the_function_in_its_own_process() throws InterruptedException {
            send("from the queue");

            try (var function = stack.function(LocalStack.QUEUE_REPORTER)) {
                var round = stack.eventSource(LocalStack.QUEUE_REPORTER, function).poll();

                // The answer of the probe is not a batch response.
                assertThat(round.deliveries()).extracting(Delivery::getClass).hasSize(1);
                assertThat(function.logLines()).anyMatch(it -> it.contains("from the queue"));
            }
        }

        @Test
        void holds_a_message_of_one_mebibyte() throws InterruptedException {
            send("x".repeat(1 << 20));

            poll("");

            assertThat(events.getFirst().at("/Records/0/body").asText()).hasSize(1 << 20);
        }
    }
}

package io.github.jobreporter.local.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.jobreporter.local.template.Template.RedrivePolicy;
import io.github.jobreporter.local.template.Template.TableKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TemplateTest {

    private static final Map<String, String> REFERENCES =
            Map.of(
                    "CompletionQueue", "http://localhost:1/queue/completions",
                    "CompletionQueue.QueueName", "completions",
                    "CompletionQueue.Arn", "arn:aws:sqs:eu-west-1:0:completions",
                    "AWS::Region", "eu-west-1");

    @TempDir private Path folder;

    private Template template(String text) throws IOException {
        return Template.read(Files.writeString(folder.resolve("template.yaml"), text));
    }

    @Nested
    class GivenACompleteTemplate {

        private Template template;

        @BeforeEach
        void read() throws IOException {
            template =
                    template(
                            """
                            Transform: AWS::Serverless-2016-10-31
                            Parameters:
                              MaxReceives:
                                Type: Number
                                Default: 7
                            Mappings:
                              ByReceives:
                                "7": {Hours: 24}
                            Globals:
                              Function:
                                Runtime: java25
                                Timeout: 60
                                Environment:
                                  Variables:
                                    SHARED: from globals
                                    OVERRIDDEN: from globals
                            Resources:
                              Reporter:
                                Type: AWS::Serverless::Function
                                Properties:
                                  Handler: a.Handler
                                  MemorySize: 512
                                  DeadLetterQueue:
                                    Type: SQS
                                    TargetArn: !GetAtt DeadLetters.Arn
                                  Environment:
                                    Variables:
                                      OVERRIDDEN: from the function
                                      URL: !Ref CompletionQueue
                                      ARN: !GetAtt CompletionQueue.Arn
                                      TEXT: !Sub "\\
                                      ${AWS::Region}/${CompletionQueue.QueueName}/${!Literal}"
                                      PAIR: !Sub ["${A}-${MaxReceives}", {A: !Ref AWS::Region}]
                                      JOINED: !Join ["/", [a, !Ref MaxReceives]]
                                      LONG: {"Fn::GetAtt": [CompletionQueue, Arn]}
                                      MAX: !Ref MaxReceives
                                      MAPPED: !FindInMap [ByReceives, !Ref MaxReceives, Hours]
                                  Events:
                                    Completions:
                                      Type: SQS
                                      Properties:
                                        Queue: !GetAtt CompletionQueue.Arn
                                        BatchSize: 5
                                        FunctionResponseTypes: [ReportBatchItemFailures]
                                        ScalingConfig:
                                          MaximumConcurrency: 4
                                    Bus:
                                      Type: EventBridgeRule
                                      Properties:
                                        EventBusName: !Ref Bus
                                        Pattern:
                                          source: [partner]
                                          detail: {max: [{prefix: !Ref MaxReceives}]}
                                        DeadLetterConfig:
                                          Arn: !GetAtt DeadLetters.Arn
                              Bus:
                                Type: AWS::Events::EventBus
                                Properties:
                                  Name: !Sub "${AWS::Region}-bus"
                              DeadLetters:
                                Type: AWS::SQS::Queue
                              CompletionQueue:
                                Type: AWS::SQS::Queue
                                Properties:
                                  VisibilityTimeout: 360
                                  MessageRetentionPeriod: 1209600
                                  RedrivePolicy:
                                    deadLetterTargetArn: !GetAtt DeadLetters.Arn
                                    maxReceiveCount: !Ref MaxReceives
                              Ledger:
                                Type: AWS::DynamoDB::Table
                                Properties:
                                  AttributeDefinitions:
                                    - AttributeName: jobId
                                      AttributeType: S
                                  KeySchema:
                                    - AttributeName: jobId
                                      KeyType: HASH
                                  TimeToLiveSpecification:
                                    AttributeName: expires
                                    Enabled: true
                            """);
        }

        @Test
        void merges_a_function_with_the_globals() {
            var function = template.function("Reporter", REFERENCES);

            assertThat(function.runtime()).isEqualTo("java25");
            assertThat(function.handler()).isEqualTo("a.Handler");
            assertThat(function.memoryMegabytes()).isEqualTo(512);
            assertThat(function.timeout()).isEqualTo(Duration.ofSeconds(60));
            assertThat(function.environment())
                    .containsEntry("SHARED", "from globals")
                    .containsEntry("OVERRIDDEN", "from the function");
        }

        @Test
        void resolves_intrinsics_from_references_and_parameter_defaults() {
            assertThat(template.function("Reporter", REFERENCES).environment())
                    .containsEntry("URL", "http://localhost:1/queue/completions")
                    .containsEntry("ARN", "arn:aws:sqs:eu-west-1:0:completions")
                    .containsEntry("LONG", "arn:aws:sqs:eu-west-1:0:completions")
                    .containsEntry("TEXT", "eu-west-1/completions/${Literal}")
                    .containsEntry("PAIR", "eu-west-1-7")
                    .containsEntry("JOINED", "a/7")
                    .containsEntry("MAX", "7")
                    .containsEntry("MAPPED", "24");
        }

        @Test
        void reads_the_event_source_of_a_function() {
            var event = template.queueEvent("Reporter");

            assertThat(event.queueLogicalId()).isEqualTo("CompletionQueue");
            assertThat(event.batchSize()).isEqualTo(5);
            assertThat(event.reportsBatchItemFailures()).isTrue();
            assertThat(event.batchingWindow()).isZero();
            assertThat(event.maximumConcurrency()).contains(4);
        }

        @Test
        void reads_the_rules_of_a_function() {
            assertThat(template.ruleEvents("Reporter"))
                    .singleElement()
                    .satisfies(
                            it -> {
                                assertThat(it.name()).isEqualTo("ReporterBus");
                                assertThat(it.pattern().at("/source/0").asText())
                                        .isEqualTo("partner");
                                assertThat(it.busLogicalId()).contains("Bus");
                                assertThat(it.deadLetterQueueLogicalId()).contains("DeadLetters");
                            });
        }

        @Test
        void resolves_the_references_of_a_rule() {
            assertThat(template.ruleEvents("Reporter", REFERENCES).getFirst().pattern())
                    .hasToString(
                            "{\"source\":[\"partner\"],\"detail\":{\"max\":[{\"prefix\":\"7\"}]}}");
            assertThat(template.eventBusName("Bus", REFERENCES)).isEqualTo("eu-west-1-bus");
        }

        @Test
        void reads_the_sources_of_a_function_and_its_dead_letter_queue() {
            assertThat(template.functionsFedByQueue()).containsExactly("Reporter");
            assertThat(template.functionDeadLetterQueue("Reporter")).contains("DeadLetters");
        }

        @Test
        void reads_the_queues_and_their_redrive_policies() {
            var queue = template.queue("CompletionQueue");

            assertThat(queue.visibilityTimeout()).isEqualTo(Duration.ofMinutes(6));
            assertThat(queue.retention()).isEqualTo(Duration.ofDays(14));
            assertThat(queue.redrivePolicy()).contains(new RedrivePolicy("DeadLetters", 7));
            assertThat(template.queues()).hasSize(2);
        }

        @Test
        void gives_a_queue_the_defaults_of_sqs() {
            var queue = template.queue("DeadLetters");

            assertThat(queue.visibilityTimeout()).isEqualTo(Duration.ofSeconds(30));
            assertThat(queue.retention()).isEqualTo(Duration.ofDays(4));
            assertThat(queue.redrivePolicy()).isEqualTo(Optional.empty());
        }

        @Test
        void reads_the_tables() {
            assertThat(template.tables())
                    .singleElement()
                    .satisfies(
                            it -> {
                                assertThat(it.keys())
                                        .containsExactly(new TableKey("jobId", "HASH"));
                                assertThat(it.attributeTypes())
                                        .containsExactly(Map.entry("jobId", "S"));
                                assertThat(it.timeToLiveAttribute()).contains("expires");
                            });
        }

        @Test
        void names_the_property_with_an_unknown_reference() {
            assertThatThrownBy(() -> template.function("Reporter", Map.of()))
                    .isInstanceOf(TemplateException.class)
                    .hasMessageContaining("template.yaml: Reporter.Environment.Variables.")
                    .hasMessageContaining("nothing is known of");
        }

        @Test
        void reports_a_missing_resource_and_one_of_another_type() {
            assertThatThrownBy(() -> template.queue("Nowhere"))
                    .isInstanceOf(TemplateException.class)
                    .hasMessageEndingWith("Nowhere: there is no such resource");
            assertThatThrownBy(() -> template.queue("Ledger"))
                    .hasMessageEndingWith(
                            "Ledger: must be a AWS::SQS::Queue, is a AWS::DynamoDB::Table");
        }
    }

    @Nested
    class GivenAConditionalBus {

        private static final String TEMPLATE =
                """
                Parameters:
                  BusName:
                    Type: String
                    Default: "%s"
                Conditions:
                  OwnBus: !Equals [!Ref BusName, ""]
                Resources:
                  Reporter:
                    Type: AWS::Serverless::Function
                    Properties:
                      Runtime: java25
                      Handler: a.Handler
                      Environment:
                        Variables:
                          BUS: !If [%s, own, !Ref BusName]
                      Events:
                        Bus:
                          Type: EventBridgeRule
                          Properties:
                            EventBusName: !If [OwnBus, !Ref Bus, !Ref BusName]
                            Pattern: {source: [partner]}
                  Bus:
                    Type: AWS::Events::EventBus
                    Condition: OwnBus
                """;

        @Test
        void decides_by_the_default_of_the_parameter() throws IOException {
            var own = template(TEMPLATE.formatted("", "OwnBus"));
            var existing = template(TEMPLATE.formatted("theirs", "OwnBus"));

            assertThat(own.function("Reporter", REFERENCES).environment())
                    .containsEntry("BUS", "own");
            assertThat(own.ruleEvents("Reporter").getFirst().busLogicalId()).contains("Bus");
            assertThat(existing.function("Reporter", REFERENCES).environment())
                    .containsEntry("BUS", "theirs");
            assertThat(existing.ruleEvents("Reporter").getFirst().busLogicalId()).isEmpty();
        }

        @Test
        void names_the_property_with_an_unknown_condition() throws IOException {
            var template = template(TEMPLATE.formatted("", "Nothing"));

            assertThatThrownBy(() -> template.function("Reporter", REFERENCES))
                    .hasMessageEndingWith(
                            "Reporter.Environment.Variables.BUS: there is no condition Nothing");
        }
    }

    @Nested
    class GivenABrokenTemplate {

        private static final String FUNCTION =
                """
                Resources:
                  Reporter:
                    Type: AWS::Serverless::Function
                    Properties:
                      Runtime: java25
                """;

        @Test
        void names_the_missing_property() throws IOException {
            var template = template(FUNCTION);

            assertThatThrownBy(() -> template.function("Reporter", Map.of()))
                    .isInstanceOf(TemplateException.class)
                    .hasMessageEndingWith("template.yaml: Reporter.Handler: is missing");
        }

        @Test
        void names_the_property_that_is_no_number() throws IOException {
            var template =
                    template(
                            """
                            Resources:
                              Queue:
                                Type: AWS::SQS::Queue
                                Properties:
                                  VisibilityTimeout: soon
                            """);

            assertThatThrownBy(() -> template.queue("Queue"))
                    .hasMessageEndingWith(
                            "Queue.VisibilityTimeout: must be a whole number, is soon");
        }

        @ParameterizedTest
        @CsvSource({
            "Timeout, 0, must be 1 to 900",
            "Timeout, 901, must be 1 to 900",
            "MemorySize, 64, must be 128 to 10240"
        })
        void names_the_property_with_a_value_that_lambda_refuses(
                String property, int value, String problem) throws IOException {
            var template =
                    template(
                            FUNCTION
                                    + "      Handler: a.Handler\n      "
                                    + property
                                    + ": "
                                    + value);

            assertThatThrownBy(() -> template.function("Reporter", Map.of()))
                    .hasMessageEndingWith(
                            "Reporter." + property + ": " + problem + ", is " + value);
        }

        @Test
        void names_the_line_of_a_duplicate_key() {
            assertThatThrownBy(() -> template("Resources:\n  A: 1\n  A: 2\n"))
                    .isInstanceOf(TemplateException.class)
                    .hasMessageEndingWith("line 3: the key A is there twice");
        }

        @Test
        void reports_a_file_that_is_no_template() {
            assertThatThrownBy(() -> template("a:\n  b: [\n"))
                    .hasMessageEndingWith(
                            "template.yaml: line 3: is not YAML:"
                                    + " expected the node content, but found '<stream end>'");
            assertThatThrownBy(() -> template("a: 1"))
                    .hasMessageEndingWith("Resources: is missing");
            assertThatThrownBy(() -> Template.read(folder.resolve("none.yaml")))
                    .hasMessageEndingWith("none.yaml: there is no such file");
            assertThatThrownBy(() -> Template.read(folder))
                    .hasMessageEndingWith(": cannot be read: Is a directory");
        }
    }
}

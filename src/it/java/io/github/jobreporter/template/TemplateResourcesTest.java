package io.github.jobreporter.template;

import static io.github.jobreporter.template.DeployedTemplate.DOCUMENT;
import static io.github.jobreporter.template.DeployedTemplate.TEMPLATE;
import static io.github.jobreporter.template.DeployedTemplate.all;
import static io.github.jobreporter.template.DeployedTemplate.brief;
import static io.github.jobreporter.template.DeployedTemplate.globals;
import static io.github.jobreporter.template.DeployedTemplate.names;
import static io.github.jobreporter.template.DeployedTemplate.properties;
import static io.github.jobreporter.template.DeployedTemplate.resource;
import static io.github.jobreporter.template.DeployedTemplate.resources;
import static io.github.jobreporter.template.DeployedTemplate.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.mockito.Answers.RETURNS_DEEP_STUBS;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.jobreporter.aws.EventBridgeOutcomeEvents;
import io.github.jobreporter.bootstrap.Environment;
import io.github.jobreporter.completion.OutcomeEvent;
import io.github.jobreporter.completion.ReportOutcome;
import io.github.jobreporter.lambda.BusReporter;
import io.github.jobreporter.lambda.QueueReporter;
import io.github.jobreporter.local.template.Template;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.MatchResult;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.ArgumentCaptor;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequest;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.event.ruler.Ruler;

/**
 * Properties whose mistakes would stay unnoticed until production. Permissions are in {@link
 * TemplatePoliciesTest}, alarms and dashboard in {@link TemplateAlarmsTest}.
 */
class TemplateResourcesTest {

    private static final List<String> FUNCTIONS = List.of("QueueReporter", "BusReporter");

    @Nested
    class GivenTheQueues {

        private final Template.QueueDefinition queue =
                TEMPLATE.queue(TEMPLATE.queueEvent("QueueReporter").queueLogicalId());

        @Test
        void retry_the_messages_that_the_function_returns() {
            assertThat(queue.logicalId()).isEqualTo("CompletionQueue");
            assertThat(TEMPLATE.queueEvent("QueueReporter").reportsBatchItemFailures()).isTrue();
        }

        @Test
        void are_read_with_the_concurrency_of_the_parameter() {
            var event = properties("QueueReporter").at("/Events/Completions/Properties");

            assertThat(brief(event.at("/ScalingConfig/MaximumConcurrency")))
                    .isEqualTo("MaximumConcurrency");
        }

        /** The function changes the visibility of a batch's messages with one request. */
        @Test
        void are_read_in_batches_that_one_request_to_sqs_can_hold() {
            var event = properties("QueueReporter").at("/Events/Completions/Properties");

            assertThat(event.path("BatchSize").asInt()).isBetween(1, 10);
        }

        @Test
        void have_a_visibility_timeout_of_at_least_six_function_timeouts() {
            var timeout = globals().path("Timeout").asInt();

            assertThat(queue.visibilityTimeout().toSeconds()).isGreaterThanOrEqualTo(6L * timeout);
        }

        /** On average, from the ninth delivery on; those before take ten minutes together. */
        private static final int DELIVERIES_AN_HOUR = 8;

        /** The function ends retries by age; the queue must not do it earlier, without a reason. */
        @ParameterizedTest
        @MethodSource("retryHours")
        void give_up_far_later_than_the_function_but_within_hours_of_it(int hours) {
            int count = deliveries(hours);

            assertThat(count)
                    .isBetween(1, 1000)
                    .isGreaterThan((DELIVERIES_AN_HOUR * hours + 7) * 5 / 4 + 10);
            assertThat(queue.visibilityTimeout().multipliedBy(count))
                    .as("of crashes")
                    .isLessThanOrEqualTo(Duration.ofHours(hours + 4));
        }

        private static Stream<Integer> retryHours() {
            return DOCUMENT.at("/Parameters/RetryHours/AllowedValues")
                    .valueStream()
                    .map(JsonNode::asInt);
        }

        private static int deliveries(int hours) {
            return DOCUMENT.at(
                            "/Mappings/DeliveriesByRetryHours/%d/MaxReceiveCount".formatted(hours))
                    .asInt();
        }

        @Test
        void give_up_as_the_parameter_says() {
            assertThat(retryHours()).contains(24).allMatch(it -> it >= 1 && it <= 96);
            assertThat(queue.redrivePolicy().orElseThrow().maxReceiveCount())
                    .isEqualTo(deliveries(24));
            assertThat(
                            properties("CompletionQueue")
                                    .at("/RedrivePolicy/maxReceiveCount")
                                    .toString())
                    .isEqualTo(
                            "{\"Fn::FindInMap\":[\"DeliveriesByRetryHours\","
                                    + "{\"Ref\":\"RetryHours\"},\"MaxReceiveCount\"]}");
        }

        /** SQS keeps the age of a message when it moves the message. */
        @Test
        void keep_messages_for_the_longest_time_of_sqs() {
            assertThat(TEMPLATE.queues())
                    .extracting(Template.QueueDefinition::retention)
                    .hasSize(2)
                    .containsOnly(Duration.ofDays(14));
        }
    }

    @Nested
    class GivenAnEventThatCannotBeReported {

        @Test
        void goes_to_one_queue_from_every_sender() {
            var function = properties("BusReporter");
            var rule = function.at("/Events/Completion/Properties");

            assertThat(
                            Stream.of(
                                    properties("CompletionQueue")
                                            .at("/RedrivePolicy/deadLetterTargetArn"),
                                    function.at("/DeadLetterQueue/TargetArn"),
                                    rule.at("/DeadLetterConfig/Arn"),
                                    properties("CompletionBus").at("/DeadLetterConfig/Arn")))
                    .map(DeployedTemplate::brief)
                    .containsOnly("DeadLetterQueue.Arn");
        }

        /** For these, the queue's redrive policy does it. */
        @Test
        void is_not_also_sent_by_lambda_for_messages_of_the_queue() {
            assertThat(properties("QueueReporter").has("DeadLetterQueue")).isFalse();
        }
    }

    @Nested
    class GivenTheFunctions {

        @Test
        void get_variables_with_the_right_values() {
            assertThat(
                            globals().at("/Environment/Variables").properties().stream()
                                    .map(it -> it.getKey() + "=" + brief(it.getValue())))
                    .containsExactlyInAnyOrder(
                            "LEDGER_TABLE_NAME=LedgerTable",
                            "COMPLETION_QUEUE_URL=CompletionQueue",
                            "DEAD_LETTER_QUEUE_URL=DeadLetterQueue",
                            "RETRY_HOURS=RetryHours",
                            "CLIENT_TOKEN_SECRET_PREFIX=ClientTokenSecretPrefix",
                            "OUTCOME_EVENTS=OutcomeEvents",
                            "EVENT_BUS_NAME=OwnEventBus ? CompletionBus : EventBusName",
                            "POWERTOOLS_SERVICE_NAME=AWS::StackName",
                            "POWERTOOLS_METRICS_NAMESPACE=JobCompletionReporter",
                            "JAVA_TOOL_OPTIONS=-XX:MetaspaceSize=128m");
        }

        @Test
        void get_every_variable_that_environment_and_jvm_need_and_no_other() {
            var needed =
                    Objects.requireNonNull(
                            assertThatIllegalStateException()
                                    .isThrownBy(() -> Environment.of(Map.of()))
                                    .actual()
                                    .getMessage());

            assertThat(names(globals().at("/Environment/Variables")))
                    .containsExactlyInAnyOrderElementsOf(
                            Stream.concat(
                                            Stream.of("JAVA_TOOL_OPTIONS"),
                                            all("([A-Z_]+) is missing", needed)
                                                    .map(it -> it.group(1)))
                                    .toList());
            assertThat(resources("AWS::Serverless::Function"))
                    .noneMatch(it -> it.has("Environment"));
        }

        @Test
        void publish_outcomes_only_if_they_are_told_to() {
            var parameter = DOCUMENT.at("/Parameters/OutcomeEvents");

            assertThat(parameter.path("Default").asText()).isEqualTo("None");
            assertThat(texts(parameter.path("AllowedValues")))
                    .containsExactly("None", "Refused", "All")
                    .allSatisfy(
                            it ->
                                    assertThatIllegalStateException()
                                            .isThrownBy(
                                                    () ->
                                                            Environment.of(
                                                                    Map.of("OUTCOME_EVENTS", it)))
                                            .withMessageNotContaining("OUTCOME_EVENTS"));
        }

        @Test
        void run_the_handlers_with_their_names() {
            assertThat(TEMPLATE.logicalIds("AWS::Serverless::Function"))
                    .containsExactlyElementsOf(FUNCTIONS);
            assertThat(properties("QueueReporter").path("Handler").asText())
                    .isEqualTo(QueueReporter.class.getName() + "::handleRequest");
            assertThat(properties("BusReporter").path("Handler").asText())
                    .isEqualTo(BusReporter.class.getName() + "::handleRequest");
        }

        @Test
        void have_handlers_that_lambda_can_construct_and_call() {
            assertThat(List.of(QueueReporter.class, BusReporter.class))
                    .allSatisfy(
                            it -> {
                                assertThat(it).isPublic().hasPublicMethods("handleRequest");
                                assertThat(it.getConstructor()).isNotNull();
                            });
        }

        @Test
        void are_traced_and_run_on_the_java_version_of_the_code() {
            assertThat(globals().path("Runtime").asText()).isEqualTo("java25");
            assertThat(globals().path("Tracing").asText()).isEqualTo("Active");
            assertThat(brief(globals().path("Architectures"))).isEqualTo("Architecture");
        }

        @ParameterizedTest
        @ValueSource(strings = {"QueueReporter", "BusReporter"})
        void log_json_to_own_groups_with_a_retention(String function) {
            var logs = function + "Logs";

            assertThat(brief(properties(function).path("LoggingConfig")))
                    .isEqualTo("LogFormat=JSON LogGroup=" + logs);
            assertThat(brief(properties(logs).path("LogGroupName")))
                    .isEqualTo("/aws/lambda/${AWS::StackName}-" + function);
            assertThat(brief(properties(logs).path("RetentionInDays")))
                    .isEqualTo("LogRetentionDays");
        }

        /** SAM CLI builds once for functions with the same code and runtime. */
        @Test
        void are_built_once_for_both() {
            assertThat(resource("QueueReporter").path("Metadata"))
                    .isEqualTo(resource("BusReporter").path("Metadata"));
            assertThat(resources("AWS::Serverless::Function"))
                    .noneMatch(it -> it.has("CodeUri") || it.has("Runtime"));
        }
    }

    @Nested
    class GivenAnOutcomeEvent {

        private static final String EVENT = "{\"source\": \"%s\", \"detail-type\": \"%s\"}";

        private static PutEventsRequestEntry published() {
            var client = mock(EventBridgeClient.class, RETURNS_DEEP_STUBS);
            ArgumentCaptor<Consumer<PutEventsRequest.Builder>> put = ArgumentCaptor.captor();
            new EventBridgeOutcomeEvents(client, "completions", "reporter")
                    .publish(
                            List.of(
                                    new OutcomeEvent(
                                            Optional.empty(),
                                            new ReportOutcome.Reported(),
                                            "m-1",
                                            Optional.empty(),
                                            Optional.empty(),
                                            Instant.EPOCH)));
            verify(client).putEvents(put.capture());
            return PutEventsRequest.builder()
                    .applyMutation(put.getValue())
                    .build()
                    .entries()
                    .getFirst();
        }

        /** Also if the operator chose its source for completion events. */
        @Test
        void is_not_matched_by_the_rule_that_feeds_the_function() throws Exception {
            var source = published().source();
            var rule = brief(properties("BusReporter").at("/Events/Completion/Properties/Pattern"));
            assertThat(rule).isEqualTo("source=EventSource detail-type=Job Completion");
            var pattern =
                    "{\"source\": [\"%s\"], \"detail-type\": [\"Job Completion\"]}"
                            .formatted(source);

            assertThat(source)
                    .matches(DOCUMENT.at("/Parameters/EventSource/AllowedPattern").asText());
            assertThat(
                            Ruler.matchesRule(
                                    EVENT.formatted(source, published().detailType()), pattern))
                    .isFalse();
            assertThat(Ruler.matchesRule(EVENT.formatted(source, "Job Completion"), pattern))
                    .isTrue();
        }
    }

    @Nested
    class GivenADeployment {

        @Test
        void shifts_traffic_to_new_versions() {
            assertThat(globals().path("AutoPublishAlias").asText()).isEqualTo("live");
            assertThat(globals().path("AutoPublishAliasAllProperties").asText()).isEqualTo("true");
            assertThat(brief(globals().at("/DeploymentPreference/Type")))
                    .isEqualTo("DeploymentPreference");
        }

        /**
         * SAM publishes a version for a changed template, CloudFormation for a changed description.
         */
        @ParameterizedTest
        @ValueSource(strings = {"QueueReporter", "BusReporter"})
        void publishes_a_version_for_each_parameter_that_a_function_depends_on(String function) {
            var settings = ((ObjectNode) globals().deepCopy()).without("DeploymentPreference");
            var parameters =
                    settings.findValuesAsText("Ref").stream()
                            .filter(it -> DOCUMENT.path("Parameters").has(it))
                            .toList();

            assertThat(
                            all(
                                            "\\$\\{(\\w+)}",
                                            brief(properties(function).path("VersionDescription")))
                                    .map(it -> it.group(1)))
                    .contains("SnapStart", "Architecture")
                    .containsExactlyInAnyOrderElementsOf(parameters);
        }

        @Test
        void publishes_versions_with_descriptions_that_lambda_accepts() {
            var prefix = DOCUMENT.at("/Parameters/ClientTokenSecretPrefix/MaxLength").asInt();
            var bus = DOCUMENT.at("/Parameters/EventBusName/MaxLength").asInt();
            var longest =
                    brief(properties("QueueReporter").path("VersionDescription"))
                            .replace("${Architecture}", "x86_64")
                            .replace("${SnapStart}", "PublishedVersions")
                            .replace("${RetryHours}", "96")
                            .replace("${ClientTokenSecretPrefix}", "p".repeat(prefix))
                            .replace("${OutcomeEvents}", "Refused")
                            .replace("${EventBusName}", "b".repeat(bus));

            assertThat(longest).doesNotContain("$").hasSizeBetween(prefix + bus, 256);
        }
    }

    @Nested
    class GivenTheTable {

        @Test
        void deletes_items_by_the_attribute_that_the_ledger_writes() throws IOException {
            var item =
                    Files.readString(
                            Path.of("src/main/java/io/github/jobreporter/aws/LedgerItem.java"));
            var table = TEMPLATE.table("LedgerTable");

            assertThat(item)
                    .contains(
                            "EXPIRES_AT_EPOCH_SECONDS = \"%s\""
                                    .formatted(table.timeToLiveAttribute().orElseThrow()));
            assertThat(table.keys()).containsExactly(new Template.TableKey("jobId", "HASH"));
            assertThat(table.attributeTypes()).isEqualTo(Map.of("jobId", "S"));
        }

        @ParameterizedTest
        @CsvSource({
            "/PointInTimeRecoverySpecification/PointInTimeRecoveryEnabled, true",
            "/SSESpecification/SSEEnabled, true",
            "/DeletionProtectionEnabled, DeletionProtection",
            "/BillingMode, PAY_PER_REQUEST",
        })
        void can_be_recovered(String property, String value) {
            assertThat(brief(properties("LedgerTable").at(property))).isEqualTo(value);
        }

        @Test
        void is_protected_from_deletion_by_default() {
            assertThat(DOCUMENT.at("/Parameters/DeletionProtection/Default").asText())
                    .isEqualTo("true");
        }
    }

    @Nested
    class GivenDataThatMustNotBeLost {

        /** After a failed creation there is nothing to keep, and a second try needs the names. */
        @ParameterizedTest
        @ValueSource(strings = {"CompletionQueue", "DeadLetterQueue", "EncryptionKey"})
        void is_retained_unless_the_creation_of_the_stack_fails(String resource) {
            assertThat(resource(resource).path("DeletionPolicy").asText())
                    .isEqualTo("RetainExceptOnCreate");
            assertThat(resource(resource).path("UpdateReplacePolicy").asText()).isEqualTo("Retain");
        }

        /** The table has deletion protection, so deleting it would make a rollback fail. */
        @Test
        void is_always_retained_if_it_is_the_table() {
            assertThat(resource("LedgerTable").path("DeletionPolicy").asText()).isEqualTo("Retain");
            assertThat(resource("LedgerTable").path("UpdateReplacePolicy").asText())
                    .isEqualTo("Retain");
        }

        @Test
        void is_archived_with_the_pattern_of_the_rule() {
            assertThat(properties("CompletionArchive").path("EventPattern"))
                    .isEqualTo(TEMPLATE.ruleEvents("BusReporter").getFirst().pattern());
            assertThat(brief(properties("CompletionArchive").path("EventPattern")))
                    .isEqualTo("source=EventSource detail-type=Job Completion");
            assertThat(brief(properties("CompletionArchive").path("RetentionDays")))
                    .isEqualTo("ArchiveRetentionDays");
        }

        @Test
        void leaves_the_archive_before_the_ledger_deletes_its_item() {
            assertThat(DOCUMENT.at("/Parameters/ArchiveRetentionDays/MaxValue").asInt())
                    .isBetween(1, 30);
        }
    }

    @Nested
    class GivenTheSamConfiguration {

        private static Stream<MatchResult> overrides(String stage) throws IOException {
            var stages =
                    Stream.of(Files.readString(Path.of("samconfig.toml")).split("\n(?=\\[)", -1))
                            .collect(
                                    Collectors.toMap(
                                            it -> it.lines().findFirst().orElseThrow(), it -> it));
            return all(
                    "(?m)^    \"(\\w+)=([^\"]*)\"",
                    stages.getOrDefault("[%s.deploy.parameters]".formatted(stage), ""));
        }

        private static JsonNode parameter(MatchResult override) {
            return DOCUMENT.at("/Parameters/" + override.group(1));
        }

        @ParameterizedTest
        @ValueSource(strings = {"dev", "staging", "prod"})
        void overrides_parameters_with_allowed_values(String stage) throws IOException {
            assertThat(overrides(stage))
                    .isNotEmpty()
                    .allSatisfy(it -> assertThat(parameter(it).isObject()).as(it.group(1)).isTrue())
                    .filteredOn(it -> parameter(it).has("AllowedValues"))
                    .allMatch(
                            it -> texts(parameter(it).path("AllowedValues")).contains(it.group(2)));
        }

        @Test
        void protects_production() throws IOException {
            assertThat(overrides("prod").map(it -> it.group(1) + "=" + it.group(2)))
                    .contains("DeletionProtection=true");
        }

        /** CloudFormation refuses the placeholder until somebody replaces it with a topic. */
        @Test
        void does_not_deploy_production_without_an_alarm_topic() throws IOException {
            assertThat(overrides("prod"))
                    .filteredOn(it -> it.group(1).equals("AlarmTopicArn"))
                    .hasSize(1)
                    .allMatch(it -> !it.group(2).isEmpty());
        }
    }
}

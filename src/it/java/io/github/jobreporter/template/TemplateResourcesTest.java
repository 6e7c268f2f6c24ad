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

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.jobreporter.bootstrap.Environment;
import io.github.jobreporter.lambda.BusReporter;
import io.github.jobreporter.lambda.QueueReporter;
import io.github.jobreporter.local.template.Template;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What would go wrong silently if the template said it differently. Who may do what is in {@link
 * TemplatePoliciesTest}, what watches it in {@link TemplateAlarmsTest}.
 */
class TemplateResourcesTest {

    private static final List<String> FUNCTIONS = List.of("QueueReporter", "BusReporter");

    @Nested
    class GivenTheQueues {

        private final Template.QueueDefinition queue =
                TEMPLATE.queue(TEMPLATE.queueEvent("QueueReporter").queueLogicalId());

        @Test
        void ask_for_the_messages_back_that_the_function_wants_back() {
            assertThat(queue.logicalId()).isEqualTo("CompletionQueue");
            assertThat(TEMPLATE.queueEvent("QueueReporter").reportsBatchItemFailures()).isTrue();
        }

        @Test
        void are_emptied_no_faster_than_the_parameter_says() {
            assertThat(
                            brief(
                                    properties("QueueReporter")
                                            .at(
                                                    "/Events/Completions/Properties/ScalingConfig/MaximumConcurrency")))
                    .isEqualTo("MaximumConcurrency");
        }

        @Test
        void hide_a_message_for_at_least_six_time_outs() {
            var timeout = globals().path("Timeout").asInt();

            assertThat(queue.visibilityTimeout().toSeconds()).isGreaterThanOrEqualTo(6L * timeout);
        }

        @Test
        void redrive_when_the_function_was_told_that_they_do() {
            assertThat(queue.redrivePolicy().orElseThrow().maxReceiveCount())
                    .isEqualTo(globals().at("/Environment/Variables/MAX_RECEIVE_COUNT").asInt());
        }

        /** The age of a message goes on when SQS moves it. */
        @Test
        void keep_everything_for_as_long_as_sqs_can() {
            assertThat(TEMPLATE.queues())
                    .extracting(Template.QueueDefinition::retention)
                    .hasSize(2)
                    .containsOnly(Duration.ofDays(14));
        }
    }

    @Nested
    class GivenWhatCannotBeReported {

        @Test
        void lies_in_one_queue_whoever_gave_it_up() {
            assertThat(
                            List.of(
                                    brief(
                                            properties("CompletionQueue")
                                                    .at("/RedrivePolicy/deadLetterTargetArn")),
                                    brief(
                                            properties("BusReporter")
                                                    .at("/DeadLetterQueue/TargetArn")),
                                    brief(
                                            properties("BusReporter")
                                                    .at(
                                                            "/Events/Completion/Properties/DeadLetterConfig/Arn")),
                                    brief(properties("CompletionBus").at("/DeadLetterConfig/Arn"))))
                    .containsOnly("DeadLetterQueue.Arn");
        }

        /** The queue has a redrive policy instead. */
        @Test
        void has_no_second_way_for_messages_of_the_queue() {
            assertThat(properties("QueueReporter").has("DeadLetterQueue")).isFalse();
        }
    }

    @Nested
    class GivenTheFunctions {

        @Test
        void get_what_each_variable_means() {
            assertThat(
                            globals().at("/Environment/Variables").properties().stream()
                                    .map(it -> it.getKey() + "=" + brief(it.getValue())))
                    .containsExactlyInAnyOrder(
                            "LEDGER_TABLE_NAME=LedgerTable",
                            "COMPLETION_QUEUE_URL=CompletionQueue",
                            "DEAD_LETTER_QUEUE_URL=DeadLetterQueue",
                            "MAX_RECEIVE_COUNT=10",
                            "CLIENT_TOKEN_SECRET_PREFIX=ClientTokenSecretPrefix",
                            "POWERTOOLS_SERVICE_NAME=AWS::StackName",
                            "POWERTOOLS_METRICS_NAMESPACE=JobCompletionReporter",
                            "JAVA_TOOL_OPTIONS=-XX:MetaspaceSize=128m");
        }

        @Test
        void get_every_variable_that_the_environment_and_the_jvm_need_and_no_other() {
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
        void run_the_handlers_of_their_names() {
            assertThat(TEMPLATE.logicalIds("AWS::Serverless::Function"))
                    .containsExactlyElementsOf(FUNCTIONS);
            assertThat(properties("QueueReporter").path("Handler").asText())
                    .isEqualTo(QueueReporter.class.getName() + "::handleRequest");
            assertThat(properties("BusReporter").path("Handler").asText())
                    .isEqualTo(BusReporter.class.getName() + "::handleRequest");
        }

        @Test
        void have_handlers_that_lambda_can_make_and_call() {
            assertThat(List.of(QueueReporter.class, BusReporter.class))
                    .allSatisfy(
                            it -> {
                                assertThat(it).isPublic().hasPublicMethods("handleRequest");
                                assertThat(it.getConstructor()).isNotNull();
                            });
        }

        @Test
        void are_traced_and_run_where_the_code_was_made_for() {
            assertThat(globals().path("Runtime").asText()).isEqualTo("java25");
            assertThat(globals().path("Tracing").asText()).isEqualTo("Active");
            assertThat(brief(globals().path("Architectures"))).isEqualTo("Architecture");
        }

        @ParameterizedTest
        @ValueSource(strings = {"QueueReporter", "BusReporter"})
        void log_json_to_groups_of_their_own_that_forget(String function) {
            var logs = function + "Logs";

            assertThat(brief(properties(function).path("LoggingConfig")))
                    .isEqualTo("LogFormat=JSON LogGroup=" + logs);
            assertThat(brief(properties(logs).path("LogGroupName")))
                    .isEqualTo("/aws/lambda/${AWS::StackName}-" + function);
            assertThat(brief(properties(logs).path("RetentionInDays")))
                    .isEqualTo("LogRetentionDays");
        }

        /** SAM CLI builds once for functions that differ in neither; twice takes twice as long. */
        @Test
        void are_built_once_for_both() {
            assertThat(resource("QueueReporter").path("Metadata"))
                    .isEqualTo(resource("BusReporter").path("Metadata"));
            assertThat(resources("AWS::Serverless::Function"))
                    .noneMatch(it -> it.has("CodeUri") || it.has("Runtime"));
        }
    }

    @Nested
    class GivenADeployment {

        @Test
        void shifts_traffic_to_what_changed() {
            assertThat(globals().path("AutoPublishAlias").asText()).isEqualTo("live");
            assertThat(globals().path("AutoPublishAliasAllProperties").asText()).isEqualTo("true");
            assertThat(brief(globals().at("/DeploymentPreference/Type")))
                    .isEqualTo("DeploymentPreference");
        }

        /**
         * SAM sees only what is written differently, CloudFormation what a description comes to.
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
        void publishes_versions_whose_descriptions_lambda_admits() {
            var prefix = DOCUMENT.at("/Parameters/ClientTokenSecretPrefix/MaxLength").asInt();

            assertThat(prefix).isBetween(1, 200);
        }
    }

    @Nested
    class GivenTheTable {

        @Test
        void forgets_by_the_attribute_that_the_ledger_writes() throws IOException {
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
        void is_protected_unless_somebody_says_otherwise() {
            assertThat(DOCUMENT.at("/Parameters/DeletionProtection/Default").asText())
                    .isEqualTo("true");
        }
    }

    @Nested
    class GivenWhatMustNotBeLost {

        /** A stack that never came into being has nothing to lose; a second try needs the room. */
        @ParameterizedTest
        @ValueSource(strings = {"CompletionQueue", "DeadLetterQueue", "EncryptionKey"})
        void outlives_the_stack_unless_its_creation_fails(String resource) {
            assertThat(resource(resource).path("DeletionPolicy").asText())
                    .isEqualTo("RetainExceptOnCreate");
            assertThat(resource(resource).path("UpdateReplacePolicy").asText()).isEqualTo("Retain");
        }

        /** A table that refuses to be deleted would stop the stack's way back. */
        @Test
        void outlives_it_in_any_case_when_it_is_the_table() {
            assertThat(resource("LedgerTable").path("DeletionPolicy").asText()).isEqualTo("Retain");
            assertThat(resource("LedgerTable").path("UpdateReplacePolicy").asText())
                    .isEqualTo("Retain");
        }

        @Test
        void is_archived_by_the_pattern_of_the_rule() {
            assertThat(properties("CompletionArchive").path("EventPattern"))
                    .isEqualTo(TEMPLATE.ruleEvents("BusReporter").getFirst().pattern());
            assertThat(brief(properties("CompletionArchive").path("EventPattern")))
                    .isEqualTo("source=EventSource detail-type=Job Completion");
            assertThat(brief(properties("CompletionArchive").path("RetentionDays")))
                    .isEqualTo("ArchiveRetentionDays");
        }

        @Test
        void is_not_replayed_after_the_ledger_forgot_it() {
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
        void overrides_parameters_with_values_that_they_admit(String stage) throws IOException {
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

        /** Until somebody puts in a topic, CloudFormation refuses what stands there. */
        @Test
        void does_not_deploy_a_production_whose_alarms_tell_nobody() throws IOException {
            assertThat(overrides("prod"))
                    .filteredOn(it -> it.group(1).equals("AlarmTopicArn"))
                    .hasSize(1)
                    .allMatch(it -> !it.group(2).isEmpty());
        }
    }
}

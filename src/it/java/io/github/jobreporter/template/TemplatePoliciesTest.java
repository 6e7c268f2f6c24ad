package io.github.jobreporter.template;

import static io.github.jobreporter.template.DeployedTemplate.DOCUMENT;
import static io.github.jobreporter.template.DeployedTemplate.TEMPLATE;
import static io.github.jobreporter.template.DeployedTemplate.brief;
import static io.github.jobreporter.template.DeployedTemplate.globals;
import static io.github.jobreporter.template.DeployedTemplate.properties;
import static io.github.jobreporter.template.DeployedTemplate.resources;
import static io.github.jobreporter.template.DeployedTemplate.texts;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Who may do what: every statement of the template, in one line each. One that is missing fails
 * where nobody looks; one too many is never missed.
 */
class TemplatePoliciesTest {

    /** The calls of {@code DynamoDbCompletionLedger}. */
    private static final String LEDGER_ACTIONS = "dynamodb:PutItem";

    private static final String ACCOUNT = "AWS=arn:${AWS::Partition}:iam::${AWS::AccountId}:root";
    private static final String THIS_ACCOUNT = "StringEquals=aws:SourceAccount=AWS::AccountId";
    private static final String THROUGH_SQS =
            "StringEquals=kms:ViaService=sqs.${AWS::Region}.amazonaws.com";

    /** Every statement of a resource, each as a line. */
    private static Stream<String> statements(String logicalId) {
        return properties(logicalId).findParents("Statement").stream()
                .flatMap(
                        it ->
                                it.path("Statement").isArray()
                                        ? it.path("Statement").valueStream()
                                        : Stream.of(it.path("Statement")))
                .map(
                        it ->
                                it.has("Fn::If")
                                        ? "%s? %s : %s"
                                                .formatted(
                                                        it.at("/Fn::If/0").asText(),
                                                        line(it.at("/Fn::If/1")),
                                                        brief(it.at("/Fn::If/2")))
                                        : line(it));
    }

    private static String line(JsonNode statement) {
        return Stream.of("Effect", "Principal", "Action", "Resource", "Condition")
                .filter(statement::has)
                .map(it -> word(it) + brief(statement.path(it)))
                .reduce((one, other) -> one + " " + other)
                .orElse("");
    }

    private static String word(String member) {
        return switch (member) {
            case "Resource" -> "on ";
            case "Condition" -> "if ";
            default -> "";
        };
    }

    @Nested
    class GivenTheRoles {

        @Test
        void the_queues_function_may_empty_its_queue_and_write_its_log() {
            assertThat(statements("QueueReporterRole"))
                    .containsExactly(
                            "Allow Service=lambda.amazonaws.com sts:AssumeRole if " + THIS_ACCOUNT,
                            "Allow sqs:ReceiveMessage sqs:DeleteMessage sqs:GetQueueAttributes"
                                    + " sqs:ChangeMessageVisibility on CompletionQueue.Arn",
                            "Allow logs:CreateLogStream logs:PutLogEvents"
                                    + " on QueueReporterLogs.Arn");
        }

        @Test
        void the_buses_function_may_write_its_log() {
            assertThat(statements("EventReporterRole"))
                    .containsExactly(
                            "Allow Service=lambda.amazonaws.com sts:AssumeRole if " + THIS_ACCOUNT,
                            "Allow logs:CreateLogStream logs:PutLogEvents"
                                    + " on EventReporterLogs.Arn");
        }

        @Test
        void both_may_do_what_a_report_takes() {
            assertThat(statements("ReportingPolicy"))
                    .containsExactly(
                            "Allow codepipeline:PutThirdPartyJobSuccessResult"
                                    + " codepipeline:PutThirdPartyJobFailureResult on *",
                            "Allow xray:PutTraceSegments xray:PutTelemetryRecords on *",
                            "Allow " + LEDGER_ACTIONS + " on LedgerTable.Arn",
                            "Allow sqs:SendMessage on CompletionQueue.Arn DeadLetterQueue.Arn",
                            "Allow kms:Decrypt kms:GenerateDataKey on EncryptionKey.Arn",
                            "Allow secretsmanager:GetSecretValue on arn:${AWS::Partition}"
                                    + ":secretsmanager:${AWS::Region}:${AWS::AccountId}"
                                    + ":secret:${ClientTokenSecretPrefix}/*");
        }

        @Test
        void code_deploy_may_shift_the_traffic_of_both_functions() {
            assertThat(statements("DeploymentRole"))
                    .containsExactly(
                            "Allow Service=codedeploy.amazonaws.com sts:AssumeRole if "
                                    + THIS_ACCOUNT,
                            "Allow lambda:GetAlias lambda:UpdateAlias"
                                    + " lambda:GetProvisionedConcurrencyConfig"
                                    + " on QueueReporter.Arn ${QueueReporter.Arn}:live"
                                    + " EventReporter.Arn ${EventReporter.Arn}:live",
                            "Allow cloudwatch:DescribeAlarms on arn:${AWS::Partition}:cloudwatch"
                                    + ":${AWS::Region}:${AWS::AccountId}:alarm:*");
        }

        @Test
        void each_function_has_its_own_or_sam_would_attach_one() {
            assertThat(TEMPLATE.logicalIds("AWS::IAM::Role"))
                    .containsExactly("QueueReporterRole", "EventReporterRole", "DeploymentRole");
            assertThat(TEMPLATE.logicalIds("AWS::Serverless::Function"))
                    .hasSize(2)
                    .allSatisfy(
                            it ->
                                    assertThat(brief(properties(it).path("Role")))
                                            .isEqualTo(it + "Role.Arn"));
            assertThat(brief(globals().at("/DeploymentPreference/Role")))
                    .isEqualTo("DeploymentRole.Arn");
        }

        @Test
        void have_no_policy_but_our_own() {
            assertThat(DOCUMENT.toString()).doesNotContain(":iam::aws:policy");
            assertThat(brief(properties("QueueReporterRole").path("ManagedPolicyArns")))
                    .isEqualTo("ReportingPolicy");
            assertThat(brief(properties("EventReporterRole").path("ManagedPolicyArns")))
                    .isEqualTo("ReportingPolicy");
            assertThat(properties("DeploymentRole").has("ManagedPolicyArns")).isFalse();
        }
    }

    @Nested
    class GivenTheQueues {

        private static Stream<JsonNode> denials(String queue) {
            return properties(queue + "Policy")
                    .at("/PolicyDocument/Statement")
                    .valueStream()
                    .filter(it -> it.path("Effect").asText().equals("Deny"));
        }

        private static Stream<String> permissions(String queue) {
            return statements(queue + "Policy").filter(it -> !it.startsWith("Deny"));
        }

        @ParameterizedTest
        @ValueSource(strings = {"CompletionQueue", "DeadLetterQueue"})
        void deny_whatever_comes_without_tls(String queue) {
            assertThat(denials(queue).map(it -> it.path("Principal").asText())).containsOnly("*");
            assertThat(denials(queue).map(it -> brief(it.path("Resource"))))
                    .containsOnly(queue + ".Arn");
            assertThat(denials(queue).map(it -> brief(it.path("Condition"))))
                    .containsOnly("Bool=aws:SecureTransport=false");
            assertThat(denials(queue).flatMap(it -> texts(it.path("Action")).stream()))
                    .containsExactly("sqs:*");
        }

        @Test
        void have_a_policy_each() {
            assertThat(TEMPLATE.logicalIds("AWS::SQS::Queue"))
                    .containsExactly("CompletionQueue", "DeadLetterQueue");
            assertThat(resources("AWS::SQS::QueuePolicy").map(it -> brief(it.path("Queues"))))
                    .containsExactly("CompletionQueue", "DeadLetterQueue");
        }

        @Test
        void take_completions_from_those_who_are_named() {
            assertThat(permissions("CompletionQueue"))
                    .containsExactly(
                            "HasProducerPrincipals? Allow AWS=ProducerPrincipals sqs:SendMessage"
                                    + " sqs:GetQueueUrl on CompletionQueue.Arn : AWS::NoValue",
                            "HasProducerTopics? Allow Service=sns.amazonaws.com sqs:SendMessage"
                                    + " on CompletionQueue.Arn"
                                    + " if ArnEquals=aws:SourceArn=ProducerTopicArns"
                                    + " : AWS::NoValue");
        }

        @Test
        void take_dead_letters_from_the_rule_and_the_bus() {
            assertThat(permissions("DeadLetterQueue"))
                    .containsExactly(
                            "Allow Service=events.amazonaws.com sqs:SendMessage"
                                    + " on DeadLetterQueue.Arn if ArnEquals=aws:SourceArn="
                                    + "EventReporterCompletion.Arn"
                                    + " OwnEventBus ? CompletionBus.Arn : AWS::NoValue");
        }
    }

    @Nested
    class GivenTheBus {

        @Test
        void takes_completions_only_and_from_those_who_are_named() {
            assertThat(statements("CompletionBusPolicy"))
                    .containsExactly(
                            "Allow AWS=ProducerPrincipals events:PutEvents on CompletionBus.Arn"
                                    + " if StringEquals=events:source=EventSource"
                                    + " events:detail-type=Job Completion");
            assertThat(brief(properties("CompletionBusPolicy").path("EventBusName")))
                    .isEqualTo("CompletionBus");
        }
    }

    @Nested
    class GivenTheKey {

        @Test
        void is_used_by_those_who_are_named() {
            var useIt = "kms:Decrypt kms:GenerateDataKey on *";

            assertThat(statements("EncryptionKey").skip(1))
                    .containsExactly(
                            "Allow " + ACCOUNT + " " + useIt + " if " + THROUGH_SQS,
                            "HasProducerPrincipals? Allow AWS=ProducerPrincipals %s if %s : AWS::NoValue"
                                    .formatted(useIt, THROUGH_SQS),
                            "HasProducerTopics? Allow Service=sns.amazonaws.com %s if ArnEquals=aws:SourceArn=ProducerTopicArns : AWS::NoValue"
                                    .formatted(useIt),
                            "Allow Service=events.amazonaws.com kms:Decrypt kms:GenerateDataKey"
                                    + " kms:ReEncryptFrom kms:ReEncryptTo on * if "
                                    + THIS_ACCOUNT,
                            "Allow Service=events.amazonaws.com kms:DescribeKey on *",
                            "Allow Service=logs.${AWS::Region}.amazonaws.com kms:Decrypt"
                                    + " kms:DescribeKey kms:Encrypt kms:GenerateDataKey"
                                    + " kms:ReEncryptFrom kms:ReEncryptTo on *"
                                    + " if ArnLike=kms:EncryptionContext:aws:logs:arn="
                                    + "arn:${AWS::Partition}:logs:${AWS::Region}"
                                    + ":${AWS::AccountId}:log-group:"
                                    + "/aws/lambda/${AWS::StackName}-*");
        }

        @Test
        void is_administered_by_the_account_which_cannot_read_by_that() {
            assertThat(statements("EncryptionKey").limit(1))
                    .allMatch(it -> it.startsWith("Allow " + ACCOUNT + " "))
                    .allMatch(it -> it.contains("kms:PutKeyPolicy"))
                    .noneMatch(it -> it.contains("crypt") || it.contains("DataKey"));
        }

        @Test
        void encrypts_whatever_tokens_pass_through_and_the_logs() {
            var encrypted =
                    Stream.of(
                                    "CompletionQueue/KmsMasterKeyId",
                                    "DeadLetterQueue/KmsMasterKeyId",
                                    "CompletionBus/KmsKeyIdentifier",
                                    "CompletionArchive/KmsKeyIdentifier",
                                    "QueueReporterLogs/KmsKeyId",
                                    "EventReporterLogs/KmsKeyId")
                            .map(it -> it.split("/", 2))
                            .map(it -> brief(properties(it[0]).path(it[1])));

            assertThat(encrypted).hasSize(6).containsOnly("EncryptionKey.Arn");
            assertThat(properties("EncryptionKey").path("EnableKeyRotation").asBoolean()).isTrue();
        }
    }

    @Nested
    class GivenAnyStatement {

        /** Those for which AWS defines no resource. */
        private static final Set<String> WITHOUT_RESOURCE =
                Set.of(
                        "codepipeline:PutThirdPartyJobSuccessResult",
                        "codepipeline:PutThirdPartyJobFailureResult",
                        "xray:PutTraceSegments",
                        "xray:PutTelemetryRecords");

        /** Secrets are named by the clients; CodeDeploy asks for alarms by name. */
        private static final Set<String> PARTS_OF_A_RESOURCE =
                Set.of("secretsmanager:GetSecretValue", "cloudwatch:DescribeAlarms");

        private final List<JsonNode> statements = DOCUMENT.findParents("Effect");
        private final List<JsonNode> ofTheKey = properties("EncryptionKey").findParents("Effect");

        @Test
        void names_its_actions() {
            assertThat(statements)
                    .hasSizeGreaterThan(15)
                    .noneMatch(it -> it.has("NotAction"))
                    .filteredOn(it -> it.path("Effect").asText().equals("Allow"))
                    .flatExtracting(it -> texts(it.path("Action")))
                    .allMatch(action -> action.toString().matches("[a-z]+:[A-Za-z]+"));
        }

        @Test
        void names_its_resource_but_where_aws_defines_none() {
            assertThat(statements)
                    .noneMatch(it -> it.has("NotResource"))
                    .filteredOn(it -> texts(it.path("Resource")).contains("*"))
                    // In its policy that is the key itself.
                    .filteredOn(it -> !ofTheKey.contains(it))
                    .flatExtracting(it -> texts(it.path("Action")))
                    .containsExactlyInAnyOrderElementsOf(WITHOUT_RESOURCE);
        }

        @Test
        void names_its_resource_whole() {
            assertThat(statements)
                    .filteredOn(it -> brief(it.path("Resource")).matches("(?s).*[^ ]\\*.*"))
                    .flatExtracting(it -> texts(it.path("Action")))
                    .containsExactlyInAnyOrderElementsOf(PARTS_OF_A_RESOURCE);
        }

        @Test
        void lets_nobody_in_but_whom_it_names() {
            assertThat(statements)
                    .filteredOn(it -> it.path("Effect").asText().equals("Allow"))
                    .noneMatch(it -> it.path("Principal").toString().contains("*"));
        }
    }

    @Nested
    class GivenTheParametersThatNameProducers {

        private static String pattern(String parameter) {
            return DOCUMENT.at("/Parameters/" + parameter + "/AllowedPattern").asText();
        }

        /** CloudFormation holds each of a list's values to the pattern. */
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    "123456789012",
                    "arn:aws:iam::123456789012:root",
                    "arn:aws-us-gov:iam::123456789012:role/back-ends/scanner"
                })
        void admit_accounts_and_roles(String principal) {
            assertThat(principal).matches(pattern("ProducerPrincipals"));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "*",
                    "arn:aws:iam::123456789012:role/*",
                    "arn:aws:iam::*:root",
                    "1234",
                    "events.amazonaws.com"
                })
        void admit_nobody_by_a_wildcard(String principal) {
            assertThat(principal).doesNotMatch(pattern("ProducerPrincipals"));
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "arn:aws:sns:eu-central-1:123456789012:completions"})
        void admit_topics(String topic) {
            assertThat(topic).matches(pattern("ProducerTopicArns"));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "*",
                    "arn:aws:sns:eu-central-1:123456789012:*",
                    "arn:aws:sns:*:*:completions",
                    "arn:aws:sqs:eu-central-1:123456789012:completions"
                })
        void admit_no_topic_by_a_wildcard(String topic) {
            assertThat(topic).doesNotMatch(pattern("ProducerTopicArns"));
        }
    }
}

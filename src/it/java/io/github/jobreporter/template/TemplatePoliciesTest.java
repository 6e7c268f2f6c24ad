package io.github.jobreporter.template;

import static io.github.jobreporter.template.DeployedTemplate.DOCUMENT;
import static io.github.jobreporter.template.DeployedTemplate.TEMPLATE;
import static io.github.jobreporter.template.DeployedTemplate.brief;
import static io.github.jobreporter.template.DeployedTemplate.globals;
import static io.github.jobreporter.template.DeployedTemplate.names;
import static io.github.jobreporter.template.DeployedTemplate.properties;
import static io.github.jobreporter.template.DeployedTemplate.resource;
import static io.github.jobreporter.template.DeployedTemplate.resources;
import static io.github.jobreporter.template.DeployedTemplate.texts;
import static java.util.Locale.ROOT;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeModel;
import java.lang.classfile.instruction.InvokeInstruction;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Permissions. Each role may do what its code and Lambda call, on the resources of the stack, and
 * nothing else. Every other principal is named and limited.
 */
class TemplatePoliciesTest {

    private static final String PRODUCERS = "AWS ProducerPrincipals";
    private static final String SNS = "Service sns.amazonaws.com";
    private static final String EVENT_BRIDGE = "Service events.amazonaws.com";
    private static final String LOGS = "Service logs.${AWS::Region}.amazonaws.com";
    private static final String ACCOUNT = "AWS arn:${AWS::Partition}:iam::${AWS::AccountId}:root";

    private static final String THIS_ACCOUNT = "StringEquals aws:SourceAccount AWS::AccountId";
    private static final String THROUGH_SQS =
            "StringEquals kms:ViaService sqs.${AWS::Region}.amazonaws.com";
    private static final String FROM_TOPICS = "ArnEquals aws:SourceArn ProducerTopicArns";

    private static final List<PolicyStatement> STATEMENTS =
            names(DOCUMENT.path("Resources")).stream().flatMap(PolicyStatement::of).toList();

    private static Stream<PolicyStatement> allowed(String logicalId) {
        return STATEMENTS.stream().filter(it -> it.logicalId().equals(logicalId) && it.allows());
    }

    /** The actions or conditions of each principal. */
    private static Map<String, Set<String>> byPrincipal(
            Stream<PolicyStatement> statements, Function<PolicyStatement, Set<String>> values) {
        return statements
                .flatMap(
                        it -> it.principals().stream().map(who -> Map.entry(who, values.apply(it))))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, Sets::union));
    }

    private static final class Sets {

        private Sets() {}

        static Set<String> union(Set<String> one, Set<String> other) {
            return Stream.concat(one.stream(), other.stream()).collect(Collectors.toSet());
        }
    }

    /** A role that a service assumes. */
    enum Role {
        QUEUE_REPORTER("QueueReporterRole", "lambda"),
        EVENT_REPORTER("BusReporterRole", "lambda"),
        DEPLOYMENT("DeploymentRole", "codedeploy");

        private final String logicalId;
        private final String service;

        Role(String logicalId, String service) {
            this.logicalId = logicalId;
            this.service = service;
        }

        /** The grants of its own and of the common policy, for example {@code a:B on C}. */
        Set<String> grants() {
            return Stream.concat(
                            allowed(logicalId).filter(it -> it.principals().isEmpty()),
                            texts(properties(logicalId).at("/ManagedPolicyArns/0/Ref")).stream()
                                    .flatMap(TemplatePoliciesTest::allowed))
                    .flatMap(PolicyStatement::grants)
                    .collect(Collectors.toSet());
        }

        Set<String> actions() {
            return grants().stream()
                    .map(it -> it.substring(0, it.indexOf(' ')))
                    .collect(Collectors.toSet());
        }

        Stream<PolicyStatement> trust() {
            return allowed(logicalId).filter(it -> !it.principals().isEmpty());
        }
    }

    @Nested
    class GivenTheRoles {

        private static final Pattern CLIENT =
                Pattern.compile("software/amazon/awssdk/services/(\\w+)/\\w+Client");

        /** For trace segments, log lines, and messages that SQS decrypts and encrypts. */
        private static final Set<String> EVERY_FUNCTION_NEEDS =
                Set.of(
                        "xray:PutTraceSegments",
                        "xray:PutTelemetryRecords",
                        "logs:CreateLogStream",
                        "logs:PutLogEvents",
                        "kms:Decrypt",
                        "kms:GenerateDataKey");

        /** Lambda needs these to read a queue. */
        private static final Set<String> A_FUNCTION_OF_A_QUEUE_NEEDS =
                Set.of("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes");

        private static final String CHANGE_VISIBILITY = "sqs:ChangeMessageVisibility";

        private static final Map<String, String> RESOURCE_OF_A_SERVICE =
                Map.of(
                        "codepipeline", "*",
                        "xray", "*",
                        "dynamodb", "LedgerTable.Arn",
                        "kms", "EncryptionKey.Arn",
                        "secretsmanager",
                                "arn:${AWS::Partition}:secretsmanager:${AWS::Region}"
                                        + ":${AWS::AccountId}:secret:${ClientTokenSecretPrefix}/*");

        /** The calls to SDK clients in the code, and Powertools' call to Secrets Manager. */
        private static Set<String> calledByTheCode() {
            return Stream.concat(
                            adapters()
                                    .flatMap(GivenTheRoles::invocations)
                                    .flatMap(GivenTheRoles::action),
                            Stream.of("secretsmanager:GetSecretValue"))
                    .collect(Collectors.toSet());
        }

        /** The class files of the package that calls AWS. */
        private static Stream<Path> adapters() {
            var classes = Path.of(System.getProperty("local.build", "target"), "classes");
            try (var files = Files.list(classes.resolve("io/github/jobreporter/aws"))) {
                return files.toList().stream();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static Stream<InvokeInstruction> invocations(Path classFile) {
            try {
                return ClassFile.of().parse(classFile).methods().stream()
                        .flatMap(it -> it.code().stream())
                        .flatMap(CodeModel::elementStream)
                        .filter(InvokeInstruction.class::isInstance)
                        .map(InvokeInstruction.class::cast);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** IAM has no actions for the batches of SQS: each is one of its messages' action. */
        private static Stream<String> action(InvokeInstruction call) {
            var client = CLIENT.matcher(call.owner().asInternalName());
            var method = call.name().stringValue().replaceFirst("Batch$", "");
            return client.matches() && !method.equals("close")
                    ? Stream.of(
                            "%s:%s%s"
                                    .formatted(
                                            client.group(1),
                                            method.substring(0, 1).toUpperCase(ROOT),
                                            method.substring(1)))
                    : Stream.empty();
        }

        @Test
        void let_queue_reporter_make_its_calls() {
            assertThat(Role.QUEUE_REPORTER.actions())
                    .containsExactlyInAnyOrderElementsOf(
                            Sets.union(
                                    Sets.union(calledByTheCode(), EVERY_FUNCTION_NEEDS),
                                    A_FUNCTION_OF_A_QUEUE_NEEDS));
        }

        @Test
        void let_bus_reporter_make_its_calls_but_read_no_queue() {
            var needed = Sets.union(calledByTheCode(), EVERY_FUNCTION_NEEDS);

            assertThat(needed.remove(CHANGE_VISIBILITY)).isTrue();
            assertThat(Role.EVENT_REPORTER.actions()).containsExactlyInAnyOrderElementsOf(needed);
        }

        @ParameterizedTest
        @EnumSource(names = {"QUEUE_REPORTER", "EVENT_REPORTER"})
        void limit_a_function_to_resources_of_the_stack(Role role) {
            var logs = role.logicalId.replaceFirst("Role$", "Logs.Arn");

            assertThat(role.grants())
                    .filteredOn(it -> !it.startsWith("sqs:"))
                    .allSatisfy(
                            it -> {
                                var service = it.substring(0, it.indexOf(':'));
                                assertThat(it)
                                        .endsWith(
                                                " on "
                                                        + (service.equals("logs")
                                                                ? logs
                                                                : RESOURCE_OF_A_SERVICE.get(
                                                                        service)));
                            });
        }

        @ParameterizedTest
        @EnumSource(names = {"QUEUE_REPORTER", "EVENT_REPORTER"})
        void let_a_function_send_to_both_queues_and_read_one(Role role) {
            assertThat(role.grants())
                    .contains(
                            "sqs:SendMessage on CompletionQueue.Arn",
                            "sqs:SendMessage on DeadLetterQueue.Arn")
                    .filteredOn(it -> it.startsWith("sqs:") && !it.contains("SendMessage"))
                    .allMatch(it -> it.endsWith(" on CompletionQueue.Arn"));
            assertThat(role.grants()).filteredOn(it -> it.startsWith("sqs:SendMessage")).hasSize(2);
        }

        @Test
        void let_code_deploy_shift_traffic_and_read_alarms() {
            var alias = globals().path("AutoPublishAlias").asText();
            var functions =
                    TEMPLATE.logicalIds("AWS::Serverless::Function").stream()
                            .flatMap(
                                    it ->
                                            Stream.of(
                                                    it + ".Arn",
                                                    "${%s.Arn}:%s".formatted(it, alias)))
                            .toList();
            var needed =
                    Stream.of(
                                    "lambda:GetAlias",
                                    "lambda:UpdateAlias",
                                    "lambda:GetProvisionedConcurrencyConfig")
                            .flatMap(it -> functions.stream().map(on -> it + " on " + on));

            assertThat(Role.DEPLOYMENT.grants())
                    .containsExactlyInAnyOrderElementsOf(
                            Stream.concat(
                                            needed,
                                            Stream.of(
                                                    "cloudwatch:DescribeAlarms on"
                                                            + " arn:${AWS::Partition}:cloudwatch"
                                                            + ":${AWS::Region}:${AWS::AccountId}"
                                                            + ":alarm:*"))
                                    .toList());
        }

        /** A wrong condition would deny a needed call, and only at run time. */
        @Test
        void have_no_conditions() {
            assertThat(STATEMENTS)
                    .filteredOn(it -> it.principals().isEmpty())
                    .isNotEmpty()
                    .allMatch(it -> it.allows() && it.conditions().isEmpty());
        }

        @ParameterizedTest
        @EnumSource
        void can_be_assumed_by_one_service_only(Role role) {
            assertThat(role.trust())
                    .singleElement()
                    .satisfies(
                            it -> {
                                assertThat(it.principals())
                                        .containsExactly(
                                                "Service %s.amazonaws.com".formatted(role.service));
                                assertThat(it.actions()).containsExactly("sts:AssumeRole");
                                assertThat(it.conditions()).containsExactly(THIS_ACCOUNT);
                            });
        }

        @Test
        void are_set_on_each_function_so_that_sam_creates_none() {
            assertThat(TEMPLATE.logicalIds("AWS::Serverless::Function"))
                    .hasSize(2)
                    .allSatisfy(
                            it ->
                                    assertThat(brief(properties(it).path("Role")))
                                            .isEqualTo(it + "Role.Arn"))
                    .allSatisfy(it -> assertThat(properties(it).has("Policies")).isFalse());
            assertThat(brief(globals().at("/DeploymentPreference/Role")))
                    .isEqualTo("DeploymentRole.Arn");
        }

        @Test
        void have_no_managed_policies_of_others() {
            assertThat(DOCUMENT.toString()).doesNotContain(":iam::aws:policy");
            assertThat(brief(properties("QueueReporterRole").path("ManagedPolicyArns")))
                    .isEqualTo("ReportingPolicy");
            assertThat(brief(properties("BusReporterRole").path("ManagedPolicyArns")))
                    .isEqualTo("ReportingPolicy");
            assertThat(properties("DeploymentRole").has("ManagedPolicyArns")).isFalse();
        }
    }

    @Nested
    class GivenTheQueues {

        @ParameterizedTest
        @ValueSource(strings = {"CompletionQueue", "DeadLetterQueue"})
        void deny_everything_without_tls(String queue) {
            assertThat(STATEMENTS)
                    .filteredOn(it -> it.logicalId().equals(queue + "Policy"))
                    .filteredOn(it -> !it.allows())
                    .containsExactly(
                            new PolicyStatement(
                                    queue + "Policy",
                                    "Deny",
                                    Set.of("*"),
                                    Set.of("sqs:*"),
                                    Set.of(queue + ".Arn"),
                                    Set.of("Bool aws:SecureTransport false"),
                                    ""));
        }

        @Test
        void have_a_policy_each() {
            assertThat(TEMPLATE.logicalIds("AWS::SQS::Queue"))
                    .containsExactly("CompletionQueue", "DeadLetterQueue");
            assertThat(TEMPLATE.logicalIds("AWS::SQS::QueuePolicy"))
                    .containsExactly("CompletionQueuePolicy", "DeadLetterQueuePolicy");
            assertThat(resources("AWS::SQS::QueuePolicy").map(it -> brief(it.path("Queues"))))
                    .containsExactly("CompletionQueue", "DeadLetterQueue");
        }

        @Test
        void accept_completions_from_producers_and_their_topics() {
            assertThat(byPrincipal(allowed("CompletionQueuePolicy"), PolicyStatement::actions))
                    .containsExactlyInAnyOrderEntriesOf(
                            Map.of(
                                    PRODUCERS, Set.of("sqs:SendMessage", "sqs:GetQueueUrl"),
                                    SNS, Set.of("sqs:SendMessage")));
            assertThat(byPrincipal(allowed("CompletionQueuePolicy"), PolicyStatement::conditions))
                    .containsEntry(PRODUCERS, Set.of())
                    .containsEntry(SNS, Set.of(FROM_TOPICS));
            assertThat(allowed("CompletionQueuePolicy"))
                    .allMatch(it -> it.resources().equals(Set.of("CompletionQueue.Arn")));
        }

        @Test
        void accept_dead_letters_from_the_rule_and_the_bus_only() {
            assertThat(allowed("DeadLetterQueuePolicy"))
                    .containsExactly(
                            new PolicyStatement(
                                    "DeadLetterQueuePolicy",
                                    "Allow",
                                    Set.of(EVENT_BRIDGE),
                                    Set.of("sqs:SendMessage"),
                                    Set.of("DeadLetterQueue.Arn"),
                                    Set.of(
                                            "ArnEquals aws:SourceArn BusReporterCompletion.Arn"
                                                    + " OwnEventBus ? CompletionBus.Arn"
                                                    + " : AWS::NoValue"),
                                    ""));
        }
    }

    @Nested
    class GivenTheBus {

        @Test
        void accepts_only_completions_and_only_from_producers() {
            assertThat(PolicyStatement.of("CompletionBusPolicy"))
                    .containsExactly(
                            new PolicyStatement(
                                    "CompletionBusPolicy",
                                    "Allow",
                                    Set.of(PRODUCERS),
                                    Set.of("events:PutEvents"),
                                    Set.of("CompletionBus.Arn"),
                                    Set.of(
                                            "StringEquals events:source EventSource",
                                            "StringEquals events:detail-type Job Completion"),
                                    ""));
            assertThat(brief(properties("CompletionBusPolicy").path("EventBusName")))
                    .isEqualTo("CompletionBus");
        }
    }

    @Nested
    class GivenTheKey {

        private static final Set<String> READ_AND_WRITE =
                Set.of("kms:Decrypt", "kms:GenerateDataKey");

        /** Each of these lets somebody read messages, directly or through another principal. */
        private static boolean exposes(PolicyStatement statement) {
            return statement.actions().stream()
                    .anyMatch(it -> it.matches(".*(crypt|DataKey|Grant|Replicate|Secret).*"));
        }

        private static Stream<PolicyStatement> uses() {
            return allowed("EncryptionKey").filter(GivenTheKey::exposes);
        }

        private static Stream<PolicyStatement> others() {
            return allowed("EncryptionKey").filter(it -> !exposes(it));
        }

        @Test
        void limits_the_use_by_each_principal() {
            assertThat(byPrincipal(uses(), PolicyStatement::conditions))
                    .containsExactlyInAnyOrderEntriesOf(
                            Map.of(
                                    ACCOUNT, Set.of(THROUGH_SQS),
                                    PRODUCERS, Set.of(THROUGH_SQS),
                                    SNS, Set.of(FROM_TOPICS),
                                    EVENT_BRIDGE, Set.of(THIS_ACCOUNT),
                                    LOGS,
                                            Set.of(
                                                    "ArnLike kms:EncryptionContext:aws:logs:arn"
                                                            + " arn:${AWS::Partition}:logs"
                                                            + ":${AWS::Region}:${AWS::AccountId}"
                                                            + ":log-group:/aws/lambda"
                                                            + "/${AWS::StackName}-*")));
            assertThat(uses().map(PolicyStatement::principals)).doesNotHaveDuplicates();
        }

        @Test
        void allows_each_principal_the_actions_that_it_needs() {
            var reEncrypt = Set.of("kms:ReEncryptFrom", "kms:ReEncryptTo");

            assertThat(byPrincipal(uses(), PolicyStatement::actions))
                    .containsExactlyInAnyOrderEntriesOf(
                            Map.of(
                                    ACCOUNT, READ_AND_WRITE,
                                    PRODUCERS, READ_AND_WRITE,
                                    SNS, READ_AND_WRITE,
                                    EVENT_BRIDGE, Sets.union(READ_AND_WRITE, reEncrypt),
                                    LOGS,
                                            Sets.union(
                                                    Sets.union(READ_AND_WRITE, reEncrypt),
                                                    Set.of("kms:DescribeKey", "kms:Encrypt"))));
        }

        @Test
        void is_administered_by_the_account_and_found_by_event_bridge() {
            assertThat(others().flatMap(it -> it.principals().stream()))
                    .containsExactlyInAnyOrder(ACCOUNT, EVENT_BRIDGE);
            assertThat(byPrincipal(others(), PolicyStatement::actions))
                    .containsEntry(EVENT_BRIDGE, Set.of("kms:DescribeKey"))
                    .hasEntrySatisfying(ACCOUNT, it -> assertThat(it).contains("kms:PutKeyPolicy"));
            assertThat(others())
                    .allMatch(it -> it.conditions().isEmpty())
                    .flatExtracting(PolicyStatement::actions)
                    .allMatch(it -> it.toString().startsWith("kms:"));
        }

        @Test
        void is_the_resource_of_its_policy() {
            assertThat(allowed("EncryptionKey")).allMatch(it -> it.resources().equals(Set.of("*")));
        }

        @Test
        void encrypts_everything_that_can_hold_tokens_and_the_logs() {
            var encrypted =
                    Stream.of(
                                    "CompletionQueue/KmsMasterKeyId",
                                    "DeadLetterQueue/KmsMasterKeyId",
                                    "CompletionBus/KmsKeyIdentifier",
                                    "CompletionArchive/KmsKeyIdentifier",
                                    "QueueReporterLogs/KmsKeyId",
                                    "BusReporterLogs/KmsKeyId")
                            .map(it -> it.split("/", 2))
                            .map(it -> brief(properties(it[0]).path(it[1])));

            assertThat(encrypted).hasSize(6).containsOnly("EncryptionKey.Arn");
            assertThat(properties("EncryptionKey").path("EnableKeyRotation").asBoolean()).isTrue();
        }
    }

    @Nested
    class GivenAnyStatement {

        /** Actions without a resource type in IAM. */
        private static final Set<String> WITHOUT_RESOURCE =
                Set.of(
                        "codepipeline:PutThirdPartyJobSuccessResult",
                        "codepipeline:PutThirdPartyJobFailureResult",
                        "xray:PutTraceSegments",
                        "xray:PutTelemetryRecords");

        /** Secrets are named after clients; CodeDeploy asks for alarms by name. */
        private static final Set<String> PARTS_OF_A_RESOURCE =
                Set.of("secretsmanager:GetSecretValue", "cloudwatch:DescribeAlarms");

        private final List<PolicyStatement> allowing =
                STATEMENTS.stream().filter(PolicyStatement::allows).toList();

        @Test
        void is_in_a_policy_that_the_tests_above_read() {
            assertThat(DOCUMENT.findParents("Effect")).hasSameSizeAs(STATEMENTS);
            assertThat(STATEMENTS)
                    .extracting(PolicyStatement::logicalId)
                    .containsOnly(
                            "QueueReporterRole",
                            "BusReporterRole",
                            "DeploymentRole",
                            "ReportingPolicy",
                            "CompletionQueuePolicy",
                            "DeadLetterQueuePolicy",
                            "CompletionBusPolicy",
                            "EncryptionKey");
        }

        @Test
        void lists_what_it_covers_and_not_exceptions() {
            assertThat(DOCUMENT.findParents("Effect"))
                    .noneMatch(it -> it.has("NotAction"))
                    .noneMatch(it -> it.has("NotResource"))
                    .noneMatch(it -> it.has("NotPrincipal"));
        }

        @Test
        void names_the_actions_that_it_allows() {
            assertThat(allowing)
                    .flatExtracting(PolicyStatement::actions)
                    .isNotEmpty()
                    .allMatch(it -> it.toString().matches("[a-z]+:[A-Za-z]+"));
        }

        @Test
        void names_its_resource_where_iam_has_one() {
            assertThat(allowing)
                    .filteredOn(it -> !it.logicalId().equals("EncryptionKey"))
                    .filteredOn(it -> it.resources().contains("*"))
                    .flatExtracting(PolicyStatement::actions)
                    .containsExactlyInAnyOrderElementsOf(WITHOUT_RESOURCE);
        }

        @Test
        void names_its_whole_resource() {
            assertThat(allowing)
                    .filteredOn(it -> it.resources().toString().matches(".*[^\\[ ]\\*.*"))
                    .flatExtracting(PolicyStatement::actions)
                    .containsExactlyInAnyOrderElementsOf(PARTS_OF_A_RESOURCE);
        }

        @Test
        void names_its_principals() {
            assertThat(allowing).noneMatch(it -> it.principals().toString().contains("*"));
        }

        /** Without a limit, a service could act for any account. */
        @Test
        void limits_a_service_to_the_account_or_to_a_source() {
            assertThat(allowing)
                    .filteredOn(it -> it.principals().toString().contains("Service "))
                    .filteredOn(
                            it ->
                                    !it.conditions()
                                            .toString()
                                            .matches(".*(aws:Source|EncryptionContext).*"))
                    .flatExtracting(PolicyStatement::actions)
                    .containsExactly("kms:DescribeKey");
        }

        /** CloudFormation refuses an empty principal, and an empty condition allows nobody. */
        @Test
        void is_absent_if_there_are_no_producers_to_name() {
            assertThat(allowing).allSatisfy(it -> assertThat(it.onlyIf()).isEqualTo(neededBy(it)));
            assertThat(resource("CompletionBusPolicy").path("Condition").asText())
                    .isEqualTo("HasProducersOnOwnEventBus");
        }

        private static String neededBy(PolicyStatement statement) {
            if (statement.conditions().contains(FROM_TOPICS)) {
                return "HasProducerTopics";
            }
            return statement.principals().contains(PRODUCERS)
                            && !statement.logicalId().equals("CompletionBusPolicy")
                    ? "HasProducerPrincipals"
                    : "";
        }

        @Test
        void depends_on_conditions_about_the_right_parameters() {
            assertThat(
                            DOCUMENT.path("Conditions").properties().stream()
                                    .filter(it -> it.getKey().startsWith("HasProducer"))
                                    .map(it -> it.getKey() + " " + it.getValue()))
                    .containsExactlyInAnyOrder(
                            "HasProducerPrincipals " + isNotEmpty("ProducerPrincipals"),
                            "HasProducerTopics " + isNotEmpty("ProducerTopicArns"),
                            "HasProducersOnOwnEventBus {\"Fn::And\":"
                                    + "[{\"Condition\":\"OwnEventBus\"},"
                                    + "{\"Condition\":\"HasProducerPrincipals\"}]}");
        }

        private static String isNotEmpty(String parameter) {
            return "{\"Fn::Not\":[{\"Fn::Equals\":[{\"Fn::Join\":[\"\",{\"Ref\":\"%s\"}]},\"\"]}]}"
                    .formatted(parameter);
        }
    }

    @Nested
    class GivenTheParametersThatNameProducers {

        private static String pattern(String parameter) {
            return DOCUMENT.at("/Parameters/" + parameter + "/AllowedPattern").asText();
        }

        /** CloudFormation checks each value of a list against the pattern. */
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    "123456789012",
                    "arn:aws:iam::123456789012:root",
                    "arn:aws-us-gov:iam::123456789012:role/back-ends/scanner"
                })
        void accept_accounts_and_roles(String principal) {
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
        void refuse_wildcards_and_other_principals(String principal) {
            assertThat(principal).doesNotMatch(pattern("ProducerPrincipals"));
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "arn:aws:sns:eu-central-1:123456789012:completions"})
        void accept_topics(String topic) {
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
        void refuse_wildcards_and_other_resources(String topic) {
            assertThat(topic).doesNotMatch(pattern("ProducerTopicArns"));
        }
    }
}

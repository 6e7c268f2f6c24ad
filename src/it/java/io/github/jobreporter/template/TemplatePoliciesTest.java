package io.github.jobreporter.template;

import static io.github.jobreporter.template.DeployedTemplate.DOCUMENT;
import static io.github.jobreporter.template.DeployedTemplate.TEMPLATE;
import static io.github.jobreporter.template.DeployedTemplate.brief;
import static io.github.jobreporter.template.DeployedTemplate.globals;
import static io.github.jobreporter.template.DeployedTemplate.names;
import static io.github.jobreporter.template.DeployedTemplate.properties;
import static io.github.jobreporter.template.DeployedTemplate.resource;
import static io.github.jobreporter.template.DeployedTemplate.resources;
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

    private static Stream<PolicyStatement> statements(String logicalId) {
        return STATEMENTS.stream().filter(it -> it.logicalId().equals(logicalId));
    }

    private static Set<String> union(Stream<Set<String>> sets) {
        return sets.flatMap(Set::stream).collect(Collectors.toSet());
    }

    /** A role that a service assumes. */
    enum Role {
        QUEUE_REPORTER("QueueReporterRole", "lambda"),
        BUS_REPORTER("BusReporterRole", "lambda"),
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
                            statements(logicalId).filter(it -> it.principals().isEmpty()),
                            statements(
                                    properties(logicalId).at("/ManagedPolicyArns/0/Ref").asText()))
                    .flatMap(PolicyStatement::grants)
                    .collect(Collectors.toSet());
        }

        Set<String> actions() {
            return grants().stream()
                    .map(it -> it.substring(0, it.indexOf(' ')))
                    .collect(Collectors.toSet());
        }

        Stream<PolicyStatement> trust() {
            return statements(logicalId).filter(it -> !it.principals().isEmpty());
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
                        "sqs", "CompletionQueue.Arn",
                        "events",
                                "OwnEventBus ? CompletionBus.Arn : arn:${AWS::Partition}:events"
                                        + ":${AWS::Region}:${AWS::AccountId}"
                                        + ":event-bus/${EventBusName}",
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
                                            client.group(1).replace("eventbridge", "events"),
                                            method.substring(0, 1).toUpperCase(ROOT),
                                            method.substring(1)))
                    : Stream.empty();
        }

        @Test
        void let_queue_reporter_make_its_calls() {
            assertThat(Role.QUEUE_REPORTER.actions())
                    .containsExactlyInAnyOrderElementsOf(
                            union(
                                    Stream.of(
                                            calledByTheCode(),
                                            EVERY_FUNCTION_NEEDS,
                                            A_FUNCTION_OF_A_QUEUE_NEEDS)));
        }

        @Test
        void let_bus_reporter_make_its_calls_but_read_no_queue() {
            var needed = union(Stream.of(calledByTheCode(), EVERY_FUNCTION_NEEDS));

            assertThat(needed.remove(CHANGE_VISIBILITY)).isTrue();
            assertThat(Role.BUS_REPORTER.actions()).containsExactlyInAnyOrderElementsOf(needed);
        }

        @ParameterizedTest
        @EnumSource(names = {"QUEUE_REPORTER", "BUS_REPORTER"})
        void limit_a_function_to_resources_of_the_stack(Role role) {
            var logs = role.logicalId.replaceFirst("Role$", "Logs.Arn");
            var grants = role.grants();

            assertThat(grants.remove("sqs:SendMessage on DeadLetterQueue.Arn")).isTrue();
            assertThat(grants)
                    .contains("sqs:SendMessage on CompletionQueue.Arn")
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
                            .collect(Collectors.toSet());

            assertThat(statements("DeploymentRole").filter(it -> it.principals().isEmpty()))
                    .containsExactlyInAnyOrder(
                            new PolicyStatement(
                                    "DeploymentRole",
                                    "Allow",
                                    Set.of(),
                                    Set.of(
                                            "lambda:GetAlias",
                                            "lambda:UpdateAlias",
                                            "lambda:GetProvisionedConcurrencyConfig"),
                                    functions,
                                    Set.of(),
                                    ""),
                            new PolicyStatement(
                                    "DeploymentRole",
                                    "Allow",
                                    Set.of(),
                                    Set.of("cloudwatch:DescribeAlarms"),
                                    Set.of(
                                            "arn:${AWS::Partition}:cloudwatch:${AWS::Region}"
                                                    + ":${AWS::AccountId}:alarm:*"),
                                    Set.of(),
                                    ""));
        }

        /** A wrong condition would deny a needed call, and only at run time. */
        @Test
        void have_no_conditions() {
            assertThat(STATEMENTS)
                    .filteredOn(it -> it.principals().isEmpty())
                    .isNotEmpty()
                    .allMatch(PolicyStatement::allows)
                    .allMatch(it -> it.conditions().isEmpty());
        }

        @Test
        void depend_on_no_parameter_but_the_one_that_has_outcomes_published() {
            assertThat(
                            STATEMENTS.stream()
                                    .filter(it -> it.principals().isEmpty())
                                    .filter(it -> !it.onlyIf().isEmpty()))
                    .extracting(it -> it.actions() + " " + it.onlyIf())
                    .containsExactly("[events:PutEvents] HasOutcomeEvents");
            assertThat(DOCUMENT.at("/Conditions/HasOutcomeEvents").toString())
                    .isEqualTo(
                            "{\"Fn::Not\":[{\"Fn::Equals\":"
                                    + "[{\"Ref\":\"OutcomeEvents\"},\"None\"]}]}");
        }

        @ParameterizedTest
        @EnumSource
        void can_be_assumed_by_one_service_only(Role role) {
            assertThat(role.trust())
                    .containsExactly(
                            new PolicyStatement(
                                    role.logicalId,
                                    "Allow",
                                    Set.of("Service %s.amazonaws.com".formatted(role.service)),
                                    Set.of("sts:AssumeRole"),
                                    Set.of(),
                                    Set.of(THIS_ACCOUNT),
                                    ""));
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

        private static PolicyStatement denyEverythingWithoutTls(String queue) {
            return new PolicyStatement(
                    queue + "Policy",
                    "Deny",
                    Set.of("*"),
                    Set.of("sqs:*"),
                    Set.of(queue + ".Arn"),
                    Set.of("Bool aws:SecureTransport false"),
                    "");
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
            assertThat(statements("CompletionQueuePolicy"))
                    .containsExactlyInAnyOrder(
                            denyEverythingWithoutTls("CompletionQueue"),
                            new PolicyStatement(
                                    "CompletionQueuePolicy",
                                    "Allow",
                                    Set.of(PRODUCERS),
                                    Set.of("sqs:SendMessage", "sqs:GetQueueUrl"),
                                    Set.of("CompletionQueue.Arn"),
                                    Set.of(),
                                    "HasProducerPrincipals"),
                            new PolicyStatement(
                                    "CompletionQueuePolicy",
                                    "Allow",
                                    Set.of(SNS),
                                    Set.of("sqs:SendMessage"),
                                    Set.of("CompletionQueue.Arn"),
                                    Set.of(FROM_TOPICS),
                                    "HasProducerTopics"));
        }

        @Test
        void accept_dead_letters_from_the_rule_and_the_bus_only() {
            assertThat(statements("DeadLetterQueuePolicy"))
                    .containsExactlyInAnyOrder(
                            denyEverythingWithoutTls("DeadLetterQueue"),
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
            assertThat(statements("CompletionBusPolicy"))
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
            assertThat(resource("CompletionBusPolicy").path("Condition").asText())
                    .isEqualTo("HasProducersOnOwnEventBus");
        }
    }

    @Nested
    class GivenTheKey {

        private static final Set<String> READ_AND_WRITE =
                Set.of("kms:Decrypt", "kms:GenerateDataKey");
        private static final Set<String> RE_ENCRYPT =
                Set.of("kms:ReEncryptFrom", "kms:ReEncryptTo");

        private static boolean isAdministration(PolicyStatement statement) {
            return statement.actions().contains("kms:PutKeyPolicy");
        }

        private static PolicyStatement use(
                String principal, Set<String> actions, String condition, String onlyIf) {
            return new PolicyStatement(
                    "EncryptionKey",
                    "Allow",
                    Set.of(principal),
                    actions,
                    Set.of("*"),
                    condition.isEmpty() ? Set.of() : Set.of(condition),
                    onlyIf);
        }

        /** Without a condition, a service could act for any account. */
        @Test
        void lets_each_principal_use_it_for_its_purpose_only() {
            var ofLogs =
                    union(
                            Stream.of(
                                    READ_AND_WRITE,
                                    RE_ENCRYPT,
                                    Set.of("kms:DescribeKey", "kms:Encrypt")));
            var forLogs =
                    "ArnLike kms:EncryptionContext:aws:logs:arn arn:${AWS::Partition}:logs"
                            + ":${AWS::Region}:${AWS::AccountId}"
                            + ":log-group:/aws/lambda/${AWS::StackName}-*";

            assertThat(statements("EncryptionKey").filter(it -> !isAdministration(it)))
                    .containsExactlyInAnyOrder(
                            use(ACCOUNT, READ_AND_WRITE, THROUGH_SQS, ""),
                            use(PRODUCERS, READ_AND_WRITE, THROUGH_SQS, "HasProducerPrincipals"),
                            use(SNS, READ_AND_WRITE, FROM_TOPICS, "HasProducerTopics"),
                            use(
                                    EVENT_BRIDGE,
                                    union(Stream.of(READ_AND_WRITE, RE_ENCRYPT)),
                                    THIS_ACCOUNT,
                                    ""),
                            use(EVENT_BRIDGE, Set.of("kms:DescribeKey"), "", ""),
                            use(LOGS, ofLogs, forLogs, ""));
        }

        /** No administrator can read messages, directly or through another principal. */
        @Test
        void is_administered_by_the_account() {
            assertThat(statements("EncryptionKey").filter(GivenTheKey::isAdministration))
                    .singleElement()
                    .satisfies(
                            it -> {
                                assertThat(it).isEqualTo(use(ACCOUNT, it.actions(), "", ""));
                                assertThat(it.actions())
                                        .allMatch(action -> action.matches("kms:[A-Za-z]+"))
                                        .noneMatch(
                                                action ->
                                                        action.matches(
                                                                ".*(crypt|DataKey|Grant|Replicate"
                                                                        + "|Secret).*"));
                            });
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

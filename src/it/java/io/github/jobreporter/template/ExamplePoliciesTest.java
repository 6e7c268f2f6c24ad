package io.github.jobreporter.template;

import static io.github.jobreporter.template.DeployedTemplate.DOCUMENT;
import static io.github.jobreporter.template.DeployedTemplate.all;
import static io.github.jobreporter.template.DeployedTemplate.names;
import static io.github.jobreporter.template.DeployedTemplate.texts;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The IAM policies of {@code examples/iam} permit what the template's policies let others do. */
class ExamplePoliciesTest {

    private static final Path FOLDER = Path.of("examples/iam");
    private static final String SECRETS =
            "arn:aws:secretsmanager:${Region}:${AccountId}:secret:${ClientTokenSecretPrefix}/*";

    private static String text(String policy) throws IOException {
        return Files.readString(FOLDER.resolve(policy + ".json"));
    }

    private static List<JsonNode> statements(String policy) throws IOException {
        return new ObjectMapper().readTree(text(policy)).path("Statement").valueStream().toList();
    }

    /** Each action with its resource. */
    private static Set<String> grants(String policy) throws IOException {
        return statements(policy).stream()
                .flatMap(
                        it ->
                                texts(it.path("Action")).stream()
                                        .map(
                                                action ->
                                                        action
                                                                + " on "
                                                                + it.at("/Resource").asText()))
                .collect(Collectors.toSet());
    }

    /** What the template's policy of a resource lets producers of other accounts do. */
    private static Stream<PolicyStatement> forProducers(String logicalId) {
        return PolicyStatement.of(logicalId)
                .filter(it -> it.principals().contains("AWS ProducerPrincipals"));
    }

    private static Set<String> actionsOfProducers(String logicalId) {
        return forProducers(logicalId)
                .flatMap(it -> it.actions().stream())
                .collect(Collectors.toSet());
    }

    @Test
    void let_a_producer_send_through_the_queue_and_its_key() throws IOException {
        var grants = new HashSet<>(Set.of("sqs:SendMessage on ${CompletionQueueArn}"));
        actionsOfProducers("EncryptionKey")
                .forEach(it -> grants.add(it + " on ${EncryptionKeyArn}"));

        assertThat(grants("producer-queue")).isEqualTo(grants).hasSize(3);
        assertThat(actionsOfProducers("CompletionQueuePolicy")).contains("sqs:SendMessage");
        assertThat(statements("producer-queue").getLast().at("/Condition"))
                .hasToString(
                        "{\"StringEquals\":{\"kms:ViaService\":\"sqs.${Region}.amazonaws.com\"}}");
    }

    @Test
    void let_a_producer_put_completions_on_the_bus() throws IOException {
        assertThat(grants("producer-bus"))
                .containsExactly("events:PutEvents on ${CompletionBusArn}");
        assertThat(actionsOfProducers("CompletionBusPolicy")).containsExactly("events:PutEvents");
        assertThat(
                        statements("producer-bus")
                                .getFirst()
                                .at("/Condition/StringEquals")
                                .propertyStream()
                                .map(
                                        it ->
                                                "StringEquals "
                                                        + it.getKey()
                                                        + " "
                                                        + it.getValue().asText())
                                .map(it -> it.replaceAll("[${}]", "")))
                .containsExactlyInAnyOrderElementsOf(
                        forProducers("CompletionBusPolicy").findAny().orElseThrow().conditions());
    }

    @Test
    void let_a_worker_do_what_the_examples_call() throws IOException {
        var called =
                all(
                                "codePipeline(?:Once)?\\s*\\.(\\w)(\\w+)\\(",
                                Files.readString(Path.of("examples/java/Worker.java")))
                        .map(it -> it.group(1).toUpperCase(java.util.Locale.ROOT) + it.group(2))
                        .map(it -> "codepipeline:" + it + " on *");

        assertThat(grants("worker"))
                .containsExactlyInAnyOrderElementsOf(
                        Stream.concat(
                                        called,
                                        Stream.of("secretsmanager:GetSecretValue on " + SECRETS))
                                .toList())
                .hasSize(4);
        assertThat(grants("token-writer"))
                .containsExactly(
                        "secretsmanager:CreateSecret on " + SECRETS,
                        "secretsmanager:PutSecretValue on " + SECRETS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"producer-queue", "producer-bus", "worker", "token-writer"})
    void name_outputs_of_the_stack(String policy) throws IOException {
        assertThat(all("\\$\\{(\\w+)}", text(policy)).map(it -> it.group(1)))
                .filteredOn(it -> !it.matches("Region|AccountId"))
                .isSubsetOf(names(DOCUMENT.path("Outputs")));
    }
}

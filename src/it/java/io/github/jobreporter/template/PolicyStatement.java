package io.github.jobreporter.template;

import static io.github.jobreporter.template.DeployedTemplate.brief;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One statement of a policy in {@code template.yaml}. {@link DeployedTemplate#brief} writes the
 * values.
 *
 * @param principals for example {@code AWS ProducerPrincipals}, {@code Service sns.amazonaws.com}
 *     or {@code *}
 * @param conditions for example {@code StringEquals aws:SourceAccount AWS::AccountId}
 * @param onlyIf the condition of the template on which the statement depends, or empty
 */
record PolicyStatement(
        String logicalId,
        String effect,
        Set<String> principals,
        Set<String> actions,
        Set<String> resources,
        Set<String> conditions,
        String onlyIf) {

    PolicyStatement {
        principals = Set.copyOf(principals);
        actions = Set.copyOf(actions);
        resources = Set.copyOf(resources);
        conditions = Set.copyOf(conditions);
    }

    /** All statements of a resource. */
    static Stream<PolicyStatement> of(String logicalId) {
        return DeployedTemplate.properties(logicalId).findValues("Statement").stream()
                .flatMap(it -> it.isArray() ? it.valueStream() : Stream.of(it))
                .map(it -> it.has("Fn::If") ? chosen(logicalId, it) : of(logicalId, it, ""));
    }

    private static PolicyStatement chosen(String logicalId, JsonNode choice) {
        if (!brief(choice.at("/Fn::If/2")).equals("AWS::NoValue")) {
            throw new IllegalArgumentException("has an alternative: " + choice);
        }
        return of(logicalId, choice.at("/Fn::If/1"), choice.at("/Fn::If/0").asText());
    }

    private static PolicyStatement of(String logicalId, JsonNode statement, String onlyIf) {
        return new PolicyStatement(
                logicalId,
                statement.path("Effect").asText(),
                named(statement.path("Principal")),
                each(statement.path("Action")),
                each(statement.path("Resource")),
                statement.path("Condition").properties().stream()
                        .flatMap(
                                it ->
                                        named(it.getValue()).stream()
                                                .map(value -> it.getKey() + " " + value))
                        .collect(Collectors.toSet()),
                onlyIf);
    }

    private static Set<String> named(JsonNode objectOrText) {
        return objectOrText.isObject()
                ? objectOrText.properties().stream()
                        .map(it -> it.getKey() + " " + brief(it.getValue()))
                        .collect(Collectors.toSet())
                : each(objectOrText);
    }

    private static Set<String> each(JsonNode oneOrMany) {
        if (oneOrMany.isMissingNode()) {
            return Set.of();
        }
        return (oneOrMany.isArray() ? oneOrMany.valueStream() : Stream.of(oneOrMany))
                .map(DeployedTemplate::brief)
                .collect(Collectors.toSet());
    }

    boolean allows() {
        return effect.equals("Allow");
    }

    /** Each action with each resource. */
    Stream<String> grants() {
        return actions.stream()
                .flatMap(action -> resources.stream().map(it -> action + " on " + it));
    }
}

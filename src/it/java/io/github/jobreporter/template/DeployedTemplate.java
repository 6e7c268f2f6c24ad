package io.github.jobreporter.template;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.jobreporter.local.template.Template;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads {@code template.yaml} for tests. */
public final class DeployedTemplate {

    static final Template TEMPLATE = Template.read(Path.of("template.yaml"));

    public static final JsonNode DOCUMENT = TEMPLATE.document();

    private DeployedTemplate() {}

    static JsonNode resource(String logicalId) {
        return DOCUMENT.path("Resources").path(logicalId);
    }

    static JsonNode properties(String logicalId) {
        return resource(logicalId).path("Properties");
    }

    static Stream<JsonNode> resources(String type) {
        return TEMPLATE.logicalIds(type).stream().map(DeployedTemplate::properties);
    }

    static JsonNode globals() {
        return DOCUMENT.at("/Globals/Function");
    }

    static List<String> texts(JsonNode oneOrMany) {
        return oneOrMany.isArray()
                ? oneOrMany.valueStream().map(JsonNode::asText).toList()
                : List.of(oneOrMany.asText());
    }

    public static List<String> names(JsonNode object) {
        return object.properties().stream().map(Map.Entry::getKey).toList();
    }

    public static Stream<MatchResult> all(String regex, String text) {
        return Pattern.compile(regex).matcher(text).results();
    }

    /**
     * A value in one line: {@code Queue} for {@code !Ref Queue}, {@code Queue.Arn} for {@code
     * !GetAtt Queue.Arn}, the text of a {@code !Sub}, {@code Condition ? this : that} for an {@code
     * !If}, members of an object in the template's order.
     */
    static String brief(JsonNode value) {
        if (value.isArray()) {
            return value.valueStream().map(DeployedTemplate::brief).collect(joining(" "));
        }
        if (!value.isObject()) {
            return value.asText();
        }
        var only = value.size() == 1 ? value.properties().iterator().next() : null;
        return switch (only == null ? "" : only.getKey()) {
            case "Ref" -> value.path("Ref").asText();
            case "Fn::Sub" -> value.path("Fn::Sub").asText();
            case "Fn::GetAtt" -> String.join(".", texts(value.path("Fn::GetAtt")));
            case "Fn::If" -> brief(value.path("Fn::If"), "%s ? %s : %s");
            default ->
                    value.properties().stream()
                            .map(it -> it.getKey() + "=" + brief(it.getValue()))
                            .collect(joining(" "));
        };
    }

    private static String brief(JsonNode choice, String format) {
        return format.formatted(
                brief(choice.path(0)), brief(choice.path(1)), brief(choice.path(2)));
    }
}

package io.github.jobreporter.local.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * A template's YAML as the JSON that CloudFormation makes of it: every short intrinsic in its long
 * form, {@code !GetAtt Queue.Arn} as {@code {"Fn::GetAtt": ["Queue", "Arn"]}}.
 */
final class CloudFormationYaml {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final Path file;

    private CloudFormationYaml(Path file) {
        this.file = file;
    }

    static JsonNode read(Path file) {
        try {
            var settings = LoadSettings.builder().setLabel(file.toString()).build();
            var root = new Compose(settings).composeString(Files.readString(file));
            return root.map(new CloudFormationYaml(file)::json)
                    .orElseThrow(() -> new TemplateException(file, "template", "is empty"));
        } catch (NoSuchFileException e) {
            throw new TemplateException(file, "there is no such file", e);
        } catch (IOException e) {
            throw new TemplateException(file, "cannot be read: " + e.getMessage(), e);
        } catch (MarkedYamlEngineException e) {
            var where = where(e.getProblemMark());
            throw new TemplateException(file, where + ": is not YAML: " + e.getProblem(), e);
        } catch (YamlEngineException e) {
            throw new TemplateException(file, "is not YAML: " + e.getMessage(), e);
        }
    }

    private JsonNode json(Node node) {
        var plain =
                switch (node) {
                    case ScalarNode scalar -> scalar(scalar);
                    case SequenceNode sequence -> sequence(sequence);
                    case MappingNode mapping -> mapping(mapping);
                    default -> throw problem(node, "is of an unknown kind");
                };
        var tag = node.getTag().getValue();
        return tag.startsWith("!") ? intrinsic(tag.substring(1), plain) : plain;
    }

    private static JsonNode scalar(ScalarNode scalar) {
        var tag = scalar.getTag();
        if (tag.equals(Tag.NULL)) {
            return JSON.nullNode();
        }
        if (tag.equals(Tag.BOOL)) {
            return JSON.booleanNode(Boolean.parseBoolean(scalar.getValue()));
        }
        if (tag.equals(Tag.INT)) {
            return JSON.numberNode(Long.parseLong(scalar.getValue()));
        }
        return JSON.textNode(scalar.getValue());
    }

    private ArrayNode sequence(SequenceNode sequence) {
        var array = JSON.arrayNode();
        sequence.getValue().forEach(it -> array.add(json(it)));
        return array;
    }

    private ObjectNode mapping(MappingNode mapping) {
        var object = JSON.objectNode();
        for (NodeTuple tuple : mapping.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                throw problem(tuple.getKeyNode(), "a key must be text");
            }
            if (object.has(key.getValue())) {
                throw problem(key, "the key " + key.getValue() + " is there twice");
            }
            object.set(key.getValue(), json(tuple.getValueNode()));
        }
        return object;
    }

    private static ObjectNode intrinsic(String name, JsonNode argument) {
        if (name.equals("Ref") || name.equals("Condition")) {
            return JSON.objectNode().set(name, argument);
        }
        if (name.equals("GetAtt") && argument.isTextual()) {
            // Only the first dot separates: an attribute name may have dots of its own.
            var parts = JSON.arrayNode();
            for (var part : argument.textValue().split("\\.", 2)) {
                parts.add(part);
            }
            return JSON.objectNode().set("Fn::GetAtt", parts);
        }
        return JSON.objectNode().set("Fn::" + name, argument);
    }

    private TemplateException problem(Node node, String problem) {
        return new TemplateException(file, where(node.getStartMark()), problem);
    }

    private static String where(Optional<Mark> mark) {
        return mark.map(it -> "line " + (it.getLine() + 1)).orElse("template");
    }
}

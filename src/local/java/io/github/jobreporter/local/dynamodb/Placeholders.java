package io.github.jobreporter.local.dynamodb;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** The placeholders for names and values in an expression. Each must be used. */
final class Placeholders {

    private final Map<String, String> names;
    private final Map<String, Value> values;
    private final Set<String> unused;

    Placeholders(Map<String, String> names, Map<String, Value> values) {
        requireSyntax(names.keySet(), "#\\w+", "ExpressionAttributeNames");
        requireSyntax(values.keySet(), ":\\w+", "ExpressionAttributeValues");
        this.names = names;
        this.values = values;
        unused = new HashSet<>(names.keySet());
        unused.addAll(values.keySet());
    }

    private static void requireSyntax(Set<String> keys, String syntax, String parameter) {
        var pattern = Pattern.compile(syntax);
        keys.stream()
                .filter(it -> !pattern.matcher(it).matches())
                .findFirst()
                .ifPresent(
                        it -> {
                            throw Refusal.invalid(
                                    "%s contains invalid key: Syntax error; key: \"%s\""
                                            .formatted(parameter, it));
                        });
    }

    String name(String key) {
        return used(
                names,
                key,
                "An expression attribute name used in the document path is not defined;"
                        + " attribute name: ");
    }

    Value value(String key) {
        return used(
                values,
                key,
                "An expression attribute value used in expression is not defined;"
                        + " attribute value: ");
    }

    private <T> T used(Map<String, T> defined, String key, String missing) {
        var found = defined.get(key);
        if (found == null) {
            throw ConditionParser.refusal(missing + key);
        }
        unused.remove(key);
        return found;
    }

    void requireAllUsed() {
        requireAllUsed("ExpressionAttributeNames", names.keySet());
        requireAllUsed("ExpressionAttributeValues", values.keySet());
    }

    private void requireAllUsed(String parameter, Set<String> keys) {
        var left = keys.stream().filter(unused::contains).toList();
        if (!left.isEmpty()) {
            throw Refusal.invalid(
                    "Value provided in %s unused in expressions: keys: {%s}"
                            .formatted(parameter, String.join(", ", left)));
        }
    }
}

package io.github.jobreporter.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * Lets {@code sam local invoke} run the functions in Lambda's container against this stack.
 *
 * <p>SAM hands a container only variables that the template declares, and the template declares no
 * endpoints, because the function has no local mode. So this writes a template that does, with the
 * code as it was just built, and the environment file with the values.
 */
record SamLocal(LocalStack stack, BuildOutput build) {

    private static final ObjectMapper JSON = new ObjectMapper();

    Path template() {
        return build.samLocal().resolve("template.json");
    }

    Path environmentFile() {
        return build.samLocal().resolve("env.json");
    }

    void write() {
        try {
            Files.createDirectories(build.samLocal());
            write(template(), declaringTemplate());
            ObjectNode environment = JsonNodeFactory.instance.objectNode();
            variables().forEach(environment.putObject("Parameters")::put);
            write(environmentFile(), environment);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path file, JsonNode content) throws IOException {
        Files.writeString(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(content));
    }

    private JsonNode declaringTemplate() {
        ObjectNode template = stack.template().document().deepCopy();
        ObjectNode globals = template.withObject("Globals").withObject("Function");
        globals.put("CodeUri", build.taskRoot().toString());
        globals.putArray("Architectures").add(machine());
        ObjectNode declared = globals.withObject("Environment").withObject("Variables");
        stack.endpointVariables().keySet().stream().sorted().forEach(it -> declared.put(it, ""));
        return template;
    }

    private Map<String, String> variables() {
        Map<String, String> variables = new TreeMap<>(stack.variables(LocalStack.QUEUE_REPORTER));
        variables.putAll(stack.endpointVariables());
        return variables;
    }

    /** Another architecture would be emulated. */
    private static String machine() {
        return System.getProperty("os.arch").equals("aarch64") ? "arm64" : "x86_64";
    }
}

package io.github.jobreporter.local.runtime;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.List;

/** Reads the structured lines that the function writes about its deliveries. */
public final class OutcomeLog {

    private static final ObjectMapper JSON = new ObjectMapper();

    private OutcomeLog() {}

    /** The last line that the function logged about a message; a missing node if there is none. */
    public static JsonNode lastLine(FunctionProcess process, String messageId) {
        return lastLine(process.logLines(), messageId);
    }

    /** The last of these lines about a message; a missing node if there is none. */
    static JsonNode lastLine(List<String> lines, String messageId) {
        return lines.stream()
                .filter(it -> it.contains(messageId))
                .map(OutcomeLog::json)
                .filter(it -> it.has("outcome"))
                .filter(it -> it.path("messageId").asText().equals(messageId))
                .reduce((_, later) -> later)
                .orElse(MissingNode.getInstance());
    }

    private static JsonNode json(String line) {
        try {
            return JSON.readTree(line);
        } catch (JsonProcessingException _) {
            // A line of the runtime.
            return MissingNode.getInstance();
        }
    }
}

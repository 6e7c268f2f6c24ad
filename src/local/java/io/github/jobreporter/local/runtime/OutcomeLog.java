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

    /** What the function said last of a message; a missing node when it said nothing. */
    public static JsonNode lastLine(FunctionProcess process, String messageId) {
        return lastLine(process.logLines(), messageId);
    }

    /** What was said last of a message in some lines; a missing node when nothing was. */
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

package io.github.jobreporter.local.codepipeline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The type of a partner's action; workers poll for the jobs of one type. */
public record ActionType(String category, String owner, String provider, String version) {

    /** The type that always exists. */
    public static final ActionType LOCAL = new ActionType("Test", "ThirdParty", "Local", "1");

    public static ActionType of(JsonNode actionTypeId) {
        return new ActionType(
                actionTypeId.path("category").asText(),
                actionTypeId.path("owner").asText(),
                actionTypeId.path("provider").asText(),
                actionTypeId.path("version").asText());
    }

    public ObjectNode asJson() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("category", category)
                .put("owner", owner)
                .put("provider", provider)
                .put("version", version);
    }
}

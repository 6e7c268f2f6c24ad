package io.github.jobreporter.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * An item on its way to the ledger's table.
 *
 * @param fingerprint empty when the latest attempt was forgotten
 */
record LedgerWrite(
        String jobId, String owner, String status, String fingerprint, Set<String> unresolved) {

    LedgerWrite {
        unresolved = Set.copyOf(unresolved);
    }

    static LedgerWrite of(ObjectNode putItem) {
        JsonNode item = putItem.path("Item");
        return new LedgerWrite(
                text(item, "jobId"),
                text(item, "owner"),
                text(item, "status"),
                text(item, "fingerprint"),
                item.path("unresolved")
                        .path("SS")
                        .valueStream()
                        .map(JsonNode::asText)
                        .collect(Collectors.toSet()));
    }

    private static String text(JsonNode item, String attribute) {
        return item.path(attribute).path("S").asText();
    }

    /** A claim that finds an attempt with this same result, and no other, unresolved. */
    boolean mayBePresumed() {
        return status.equals("REPORTING") && unresolved.equals(Set.of(fingerprint));
    }

    boolean reports() {
        return status.equals("REPORTED");
    }
}

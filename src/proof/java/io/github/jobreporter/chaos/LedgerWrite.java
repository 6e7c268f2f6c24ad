package io.github.jobreporter.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * An item that a function writes to the ledger's table.
 *
 * @param owner unique to one claim
 * @param fingerprint empty if the latest attempt was released
 * @param leaseEnded whether the owner ended its lease
 */
record LedgerWrite(
        String jobId,
        String owner,
        String status,
        String fingerprint,
        Set<String> unresolved,
        boolean leaseEnded) {

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
                        .collect(Collectors.toSet()),
                item.path("leaseUntilEpochMillis").path("N").asText().equals("0"));
    }

    private static String text(JsonNode item, String attribute) {
        return item.path(attribute).path("S").asText();
    }

    /** Whether this is an owner's first write. Its final write must follow. */
    boolean isClaim() {
        return status.equals("REPORTING") && !leaseEnded;
    }

    /**
     * Whether the owner leaves its attempt unresolved, and found only attempts with the same result
     * unresolved. A presumption leaves such an item.
     */
    boolean mayPresume() {
        return status.equals("REPORTING") && leaseEnded && unresolved.equals(Set.of(fingerprint));
    }
}

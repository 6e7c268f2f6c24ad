package io.github.jobreporter.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * An item on its way to the ledger's table.
 *
 * @param owner unique to one claim
 * @param fingerprint empty when the latest attempt was forgotten
 * @param leaseEnded when the owner gave the job up
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

    /** The first word of an owner, which the last must follow. */
    boolean isClaim() {
        return status.equals("REPORTING") && !leaseEnded;
    }

    /**
     * An owner that leaves its attempt open, having found one with the same result, and no other,
     * unresolved: what a presumption leaves behind.
     */
    boolean mayPresume() {
        return status.equals("REPORTING") && leaseEnded && unresolved.equals(Set.of(fingerprint));
    }
}

package io.github.jobreporter.chaos;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;

/** Reads and changes the ledger's table without the function's code. */
record LedgerTable(DynamoDbClient client, String name) {

    private static final String LEASE = "leaseUntilEpochMillis";
    private static final AttributeValue NONE = AttributeValue.fromN("0");

    List<Map<String, AttributeValue>> items() {
        return client.scanPaginator(it -> it.tableName(name)).items().stream().toList();
    }

    /** Ends the leases whose regular end is between two instants. */
    void endLeases(Instant from, Instant to) {
        for (Map<String, AttributeValue> item : items()) {
            Instant leaseUntil =
                    Instant.ofEpochMilli(Long.parseLong(item.getOrDefault(LEASE, NONE).n()));
            if (leaseUntil.isAfter(from) && leaseUntil.isBefore(to)) {
                Optional.ofNullable(item.get("owner")).ifPresent(it -> endLease(item, it));
            }
        }
    }

    private void endLease(Map<String, AttributeValue> item, AttributeValue owner) {
        Map<String, AttributeValue> ended = new HashMap<>(item);
        ended.put(LEASE, NONE);
        Map<String, AttributeValue> asSeen =
                Map.of(":owner", owner, ":reporting", AttributeValue.fromS("REPORTING"));
        try {
            client.putItem(
                    it ->
                            it.tableName(name)
                                    .item(ended)
                                    .conditionExpression("#owner = :owner AND #status = :reporting")
                                    .expressionAttributeNames(
                                            Map.of("#owner", "owner", "#status", "status"))
                                    .expressionAttributeValues(asSeen));
        } catch (ConditionalCheckFailedException _) {
            // The owner's final write arrived in the meantime.
        }
    }
}

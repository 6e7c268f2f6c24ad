package io.github.jobreporter.exploration;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The item of the one job in the ledger's table. It compares by its text, which is quick. */
final class Item {

    private final Map<String, AttributeValue> attributes;
    private final String text;

    private Item(Map<String, AttributeValue> attributes) {
        this.attributes = Map.copyOf(attributes);
        this.text = new TreeMap<>(attributes).toString();
    }

    /**
     * Without the time of its expiry, by which nothing is decided: it would only tell states apart.
     */
    static Item of(Map<String, AttributeValue> written) {
        Map<String, AttributeValue> attributes = new HashMap<>(written);
        attributes.replace("expiresAtEpochSeconds", AttributeValue.fromN("1"));
        return new Item(attributes);
    }

    /** The same, for a time at which nobody is left who knows its owner and number of claims. */
    Item ofNobody() {
        Map<String, AttributeValue> forgotten = new HashMap<>(attributes);
        forgotten.replace("owner", AttributeValue.fromS("nobody"));
        forgotten.replace("attempts", AttributeValue.fromN("1"));
        return new Item(forgotten);
    }

    Map<String, AttributeValue> attributes() {
        return attributes;
    }

    /** Whether it holds an attempt under way, or the result of one that was accepted. */
    boolean hasAttempt() {
        return attributes.containsKey("fingerprint");
    }

    boolean isOf(String fingerprint) {
        return has("fingerprint", AttributeValue.fromS(fingerprint));
    }

    /** Whether somebody reports the job and has not given up the lease. */
    boolean isLeased() {
        return has("status", AttributeValue.fromS("REPORTING")) && !isGivenUp();
    }

    boolean isGivenUp() {
        return has("leaseUntilEpochMillis", AttributeValue.fromN("0"));
    }

    boolean isReported() {
        return has("status", AttributeValue.fromS("REPORTED"));
    }

    private boolean has(String name, AttributeValue value) {
        return value.equals(attributes.get(name));
    }

    /** Whether one attribute is as in others. */
    boolean has(String name, Map<String, AttributeValue> others) {
        return Objects.equals(attributes.get(name), others.get(name));
    }

    /** Whether all attributes that are wanted are so. */
    boolean has(Map<String, AttributeValue> wanted) {
        return attributes.entrySet().containsAll(wanted.entrySet());
    }

    String owner() {
        return Objects.requireNonNull(attributes.get("owner")).s();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Item it && text.equals(it.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** As a person would want to read it in a counterexample. */
    @Override
    public String toString() {
        return "{%s %s by %s%s%s}"
                .formatted(
                        value("status"),
                        value("fingerprint"),
                        owner(),
                        isLeased() ? ", leased" : "",
                        attributes.containsKey("unresolved")
                                ? ", unresolved " + value("unresolved")
                                : "");
    }

    private String value(String name) {
        AttributeValue value = attributes.get(name);
        if (value == null) {
            return "nothing";
        }
        return value.hasSs() ? value.ss().toString() : value.s();
    }
}

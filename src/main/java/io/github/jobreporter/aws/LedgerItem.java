package io.github.jobreporter.aws;

import io.github.jobreporter.completion.Fingerprint;
import io.github.jobreporter.completion.JobId;
import io.github.jobreporter.completion.LedgerEntry;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Translates the ledger's entries to items of the table and back. */
final class LedgerItem {

    static final String JOB_ID = "jobId";
    static final String STATUS = "status";
    static final String FINGERPRINT = "fingerprint";
    static final String UNRESOLVED = "unresolved";
    static final String OWNER = "owner";
    static final String LEASE_UNTIL_EPOCH_MILLIS = "leaseUntilEpochMillis";
    static final String ATTEMPTS = "attempts";
    static final String EXPIRES_AT_EPOCH_SECONDS = "expiresAtEpochSeconds";

    private LedgerItem() {}

    static Map<String, AttributeValue> of(LedgerEntry entry) {
        Map<String, AttributeValue> item = new HashMap<>();
        item.put(JOB_ID, text(entry.jobId().value()));
        item.put(STATUS, text(entry.status().name()));
        entry.fingerprint()
                .ifPresent(fingerprint -> item.put(FINGERPRINT, text(fingerprint.value())));
        if (!entry.unresolved().isEmpty()) {
            item.put(UNRESOLVED, texts(entry.unresolved()));
        }
        item.put(OWNER, text(entry.owner()));
        item.put(LEASE_UNTIL_EPOCH_MILLIS, number(entry.leaseUntil().toEpochMilli()));
        item.put(ATTEMPTS, number(entry.attempts()));
        item.put(EXPIRES_AT_EPOCH_SECONDS, number(entry.expiresAt().getEpochSecond()));
        return item;
    }

    /** The entry; empty if the item is not one. */
    static Optional<LedgerEntry> read(Map<String, AttributeValue> item) {
        try {
            return Optional.of(
                    new LedgerEntry(
                            new JobId(text(item, JOB_ID)),
                            LedgerEntry.Status.valueOf(text(item, STATUS)),
                            Optional.ofNullable(item.get(FINGERPRINT))
                                    .map(AttributeValue::s)
                                    .map(Fingerprint::new),
                            fingerprints(item.get(UNRESOLVED)),
                            text(item, OWNER),
                            Instant.ofEpochMilli(number(item, LEASE_UNTIL_EPOCH_MILLIS)),
                            Math.toIntExact(number(item, ATTEMPTS)),
                            Instant.ofEpochSecond(number(item, EXPIRES_AT_EPOCH_SECONDS))));
        } catch (IllegalArgumentException | ArithmeticException | DateTimeException _) {
            return Optional.empty();
        }
    }

    static AttributeValue text(String value) {
        return AttributeValue.fromS(value);
    }

    static AttributeValue number(long value) {
        return AttributeValue.fromN(Long.toString(value));
    }

    private static AttributeValue texts(Set<Fingerprint> fingerprints) {
        return AttributeValue.fromSs(
                fingerprints.stream().map(Fingerprint::value).sorted().toList());
    }

    private static String text(Map<String, AttributeValue> item, String name) {
        return required(Optional.ofNullable(item.get(name)).map(AttributeValue::s), name);
    }

    private static long number(Map<String, AttributeValue> item, String name) {
        return Long.parseLong(
                required(Optional.ofNullable(item.get(name)).map(AttributeValue::n), name));
    }

    private static String required(Optional<String> value, String name) {
        return value.orElseThrow(() -> new IllegalArgumentException("no " + name));
    }

    private static Set<Fingerprint> fingerprints(@Nullable AttributeValue value) {
        List<String> texts = value == null ? List.of() : value.ss();
        return texts.stream().map(Fingerprint::new).collect(Collectors.toUnmodifiableSet());
    }
}

package io.github.jobreporter.local.secrets;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/** A secret with its versions. A version without a staging label is gone. */
final class Secret {

    static final String CURRENT = "AWSCURRENT";
    private static final String PREVIOUS = "AWSPREVIOUS";

    private static final String ARN = "arn:aws:secretsmanager:us-east-1:000000000000:secret:";
    private static final String ARN_SUFFIX = "-local1";

    /** One version. */
    record Version(String id, String value, Instant created) {}

    private final String name;
    private final Instant created;
    private final Map<String, Version> byLabel = new TreeMap<>();
    private Instant changed;
    private Optional<Instant> deletion = Optional.empty();
    private boolean isOfStack;

    Secret(String name, Instant created, boolean isOfStack) {
        this.name = name;
        this.created = created;
        this.isOfStack = isOfStack;
        changed = created;
    }

    /** The name in a secret's id, which may be its ARN. */
    static String nameIn(String secretId) {
        return secretId.startsWith(ARN)
                ? secretId.substring(ARN.length()).replaceFirst(ARN_SUFFIX + "$", "")
                : secretId;
    }

    String name() {
        return name;
    }

    /** Whether only the stack has written it so far, for a job's token. */
    boolean isOfStack() {
        return isOfStack;
    }

    void becomesTheUsers() {
        isOfStack = false;
    }

    boolean isDeleted() {
        return deletion.isPresent();
    }

    void delete(Instant when) {
        deletion = Optional.of(when);
    }

    Optional<Version> version(String id) {
        return byLabel.values().stream().filter(it -> it.id.equals(id)).findFirst();
    }

    Optional<Version> labelled(String label) {
        return Optional.ofNullable(byLabel.get(label));
    }

    /** Moves labels to a version; what was current becomes the previous one. */
    void put(Version version, Collection<String> labels) {
        if (labels.contains(CURRENT)) {
            labelled(CURRENT).ifPresent(it -> byLabel.put(PREVIOUS, it));
        }
        labels.forEach(it -> byLabel.put(it, version));
        changed = version.created;
    }

    /** What every answer has. */
    ObjectNode identity() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("ARN", ARN + name + ARN_SUFFIX)
                .put("Name", name);
    }

    ObjectNode written(Version version) {
        var body = identity().put("VersionId", version.id);
        labels(version).forEach(body.putArray("VersionStages")::add);
        return body;
    }

    ObjectNode read(Version version) {
        return written(version)
                .put("SecretString", version.value)
                .put("CreatedDate", seconds(version.created));
    }

    /**
     * Without values.
     *
     * @param versions the member that holds them
     */
    ObjectNode described(String versions) {
        var body =
                identity()
                        .put("CreatedDate", seconds(created))
                        .put("LastChangedDate", seconds(changed));
        deletion.ifPresent(it -> body.put("DeletedDate", seconds(it)));
        var stages = body.putObject(versions);
        var ids = new LinkedHashMap<String, Version>();
        byLabel.values().forEach(it -> ids.put(it.id, it));
        ids.forEach((id, version) -> labels(version).forEach(stages.putArray(id)::add));
        return body;
    }

    private List<String> labels(Version version) {
        return byLabel.entrySet().stream()
                .filter(it -> Objects.equals(it.getValue(), version))
                .map(Map.Entry::getKey)
                .toList();
    }

    static double seconds(Instant instant) {
        return instant.toEpochMilli() / 1000.0;
    }
}

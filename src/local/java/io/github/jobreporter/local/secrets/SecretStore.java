package io.github.jobreporter.local.secrets;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.jobreporter.local.http.AwsJsonServer.Answer;
import io.github.jobreporter.local.http.Shape;
import io.github.jobreporter.local.http.Shape.ListOf;
import io.github.jobreporter.local.http.Shape.Structure;
import io.github.jobreporter.local.http.Shape.Text;
import io.github.jobreporter.local.http.Shape.Whole;
import io.github.jobreporter.local.secrets.Secret.Version;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;

/** The secrets, and Secrets Manager's operations on them. */
final class SecretStore {

    static final String GET = "GetSecretValue";

    private static final int LONGEST_RECOVERY_DAYS = 30;
    private static final int SHORTEST_RECOVERY_DAYS = 7;

    private static final Text ID = new Text(1, 2048);
    private static final Text VALUE = new Text(1, 65_536);
    private static final Text VERSION_ID = new Text(32, 64);
    private static final Text LABEL = new Text(1, 256);

    private static final Structure NEW_SECRET =
            new Structure(
                    List.of("Name"),
                    Map.of(
                            "Name",
                            new Text(1, 512, Optional.of(Pattern.compile("[\\w/+=.@!-]+"))),
                            "SecretString",
                            VALUE,
                            "ClientRequestToken",
                            VERSION_ID));
    private static final Structure NEW_VALUE =
            ofSecret(
                    Map.of(
                            "SecretId",
                            ID,
                            "SecretString",
                            VALUE,
                            "ClientRequestToken",
                            VERSION_ID,
                            "VersionStages",
                            new ListOf(LABEL, 1, 20)));
    private static final Structure READ =
            ofSecret(Map.of("SecretId", ID, "VersionId", VERSION_ID, "VersionStage", LABEL));
    private static final Structure DESCRIPTION = ofSecret(Map.of("SecretId", ID));
    private static final Structure DELETION =
            ofSecret(
                    Map.of(
                            "SecretId",
                            ID,
                            "RecoveryWindowInDays",
                            new Whole(Integer.MIN_VALUE, Integer.MAX_VALUE)));

    private final InstantSource clock;
    private final Map<String, Secret> secrets = new TreeMap<>();

    /** The names of those that a client has deleted at once. */
    private final Set<String> deletedAtOnce = new HashSet<>();

    private volatile Consumer<String> maker = _ -> {};

    SecretStore(InstantSource clock) {
        this.clock = clock;
    }

    private static Structure ofSecret(Map<String, Shape> members) {
        return new Structure(List.of("SecretId"), members);
    }

    Map<String, Function<ObjectNode, Answer>> operations() {
        return Map.of(
                GET,
                checked(READ, this::get),
                "CreateSecret",
                checked(NEW_SECRET, this::create),
                "PutSecretValue",
                checked(NEW_VALUE, it -> ofExisting(it, secret -> put(secret, it))),
                "DescribeSecret",
                checked(DESCRIPTION, this::describe),
                "ListSecrets",
                this::list,
                "DeleteSecret",
                checked(DELETION, this::delete));
    }

    private Function<ObjectNode, Answer> checked(
            Structure input, Function<ObjectNode, Answer> act) {
        return request ->
                Answer.misfit(input, request)
                        .or(() -> binary(request))
                        .orElseGet(() -> act.apply(request));
    }

    private static Optional<Answer> binary(ObjectNode request) {
        return request.hasNonNull("SecretBinary")
                ? Optional.of(invalidParameter("The local stack keeps no SecretBinary."))
                : Optional.empty();
    }

    void makeWhenAskedFor(Consumer<String> other) {
        maker = other;
    }

    /** Makes a secret, or gives it another value. */
    synchronized void put(String name, String value) {
        var secret =
                find(name)
                        .filter(it -> !it.isDeleted())
                        .orElseGet(() -> new Secret(name, clock.instant(), true));
        secret.put(version(UUID.randomUUID().toString(), value), List.of(Secret.CURRENT));
        secrets.put(name, secret);
    }

    /** The same, unless a client has made, changed or deleted it. */
    synchronized void putUnlessChanged(String name, String value) {
        if (find(name).map(Secret::isOfStack).orElse(!deletedAtOnce.contains(name))) {
            put(name, value);
        }
    }

    synchronized void remove(String name) {
        secrets.remove(name);
    }

    private Version version(String id, String value) {
        return new Version(id, value, clock.instant());
    }

    private Optional<Secret> find(String id) {
        return Optional.ofNullable(secrets.get(Secret.nameIn(id)));
    }

    private synchronized Answer ofExisting(ObjectNode request, Function<Secret, Answer> act) {
        return find(request.path("SecretId").asText())
                .map(it -> it.isDeleted() ? isDeleted() : act.apply(it))
                .orElseGet(SecretStore::notFound);
    }

    private Answer get(ObjectNode request) {
        var name = Secret.nameIn(request.path("SecretId").asText());
        if (!secrets.containsKey(name)) {
            maker.accept(name);
        }
        return ofExisting(request, it -> get(it, request));
    }

    private static Answer get(Secret secret, ObjectNode request) {
        var id = text(request, "VersionId");
        var label = text(request, "VersionStage");
        var version =
                id.isPresent()
                        ? secret.version(id.get())
                        : secret.labelled(label.orElse(Secret.CURRENT));
        return version.filter(it -> label.isEmpty() || secret.labelled(label.get()).equals(version))
                .map(it -> Answer.success(secret.read(it)))
                .orElseGet(
                        () ->
                                notFound(
                                        "specified secret value for "
                                                + id.map("VersionId: "::concat)
                                                        .orElse(
                                                                "staging label: "
                                                                        + label.orElse(
                                                                                Secret.CURRENT))));
    }

    private synchronized Answer create(ObjectNode request) {
        var name = request.path("Name").asText();
        var existing = find(name).filter(it -> !it.isOfStack());
        if (existing.map(Secret::isDeleted).orElse(false)) {
            return invalidRequest(
                    "You can't create this secret because a secret with this name is already"
                            + " scheduled for deletion.");
        }
        if (existing.isPresent()) {
            return isRepeated(request, existing.get())
                    ? put(existing.get(), request)
                    : exists(
                            "The operation failed because the secret %s already exists."
                                    .formatted(name));
        }
        var secret = new Secret(name, clock.instant(), false);
        secrets.put(name, secret);
        return request.hasNonNull("SecretString")
                ? put(secret, request)
                : Answer.success(secret.identity());
    }

    private static boolean isRepeated(ObjectNode request, Secret secret) {
        return text(request, "ClientRequestToken")
                .flatMap(secret::version)
                .map(Version::value)
                .filter(request.path("SecretString").asText()::equals)
                .isPresent();
    }

    private Answer put(Secret secret, ObjectNode request) {
        var value = text(request, "SecretString");
        if (value.isEmpty()) {
            return invalidParameter("You must provide either SecretString or SecretBinary.");
        }
        var id = text(request, "ClientRequestToken").orElse(UUID.randomUUID().toString());
        var version = secret.version(id).orElseGet(() -> version(id, value.get()));
        if (!version.value().equals(value.get())) {
            return exists("You can't modify an existing version, you can only create a new one.");
        }
        secret.becomesTheUsers();
        if (secret.version(id).isEmpty()) {
            secret.put(version, labels(request));
        }
        return Answer.success(secret.written(version));
    }

    private static Collection<String> labels(ObjectNode request) {
        var labels = request.path("VersionStages").valueStream().map(JsonNode::asText).toList();
        return labels.isEmpty() ? List.of(Secret.CURRENT) : labels;
    }

    private synchronized Answer describe(ObjectNode request) {
        return find(request.path("SecretId").asText())
                .map(it -> Answer.success(it.described("VersionIdsToStages")))
                .orElseGet(SecretStore::notFound);
    }

    private synchronized Answer list(ObjectNode request) {
        var prefixes = new ArrayList<String>();
        for (var filter : request.path("Filters")) {
            if (!filter.path("Key").asText().equals("name")) {
                return invalidParameter("The local stack filters by name only.");
            }
            filter.path("Values").forEach(it -> prefixes.add(it.asText()));
        }
        var body = JsonNodeFactory.instance.objectNode();
        var found = body.putArray("SecretList");
        secrets.values().stream()
                .filter(it -> !it.isDeleted() || request.path("IncludePlannedDeletion").asBoolean())
                .filter(
                        it ->
                                prefixes.isEmpty()
                                        || prefixes.stream().anyMatch(it.name()::startsWith))
                .forEach(it -> found.add(it.described("SecretVersionsToStages")));
        return Answer.success(body);
    }

    private synchronized Answer delete(ObjectNode request) {
        var isForced = request.path("ForceDeleteWithoutRecovery").asBoolean();
        var days = request.path("RecoveryWindowInDays");
        if (isForced && days.isNumber()) {
            return invalidParameter(
                    "You can't use ForceDeleteWithoutRecovery in conjunction with"
                            + " RecoveryWindowInDays.");
        }
        var window = Duration.ofDays(days.asInt(LONGEST_RECOVERY_DAYS));
        if (window.toDays() < SHORTEST_RECOVERY_DAYS || window.toDays() > LONGEST_RECOVERY_DAYS) {
            return invalidParameter(
                    "The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).");
        }
        var id = request.path("SecretId").asText();
        return isForced
                ? deleteAtOnce(Secret.nameIn(id))
                : ofExisting(request, it -> schedule(it, clock.instant().plus(window)));
    }

    /** Also one that does not exist, so that a repeated call succeeds. */
    private Answer deleteAtOnce(String name) {
        if (secrets.remove(name) != null) {
            deletedAtOnce.add(name);
        }
        var secret = new Secret(name, clock.instant(), false);
        return deleted(secret, clock.instant());
    }

    private static Answer schedule(Secret secret, Instant when) {
        secret.becomesTheUsers();
        secret.delete(when);
        return deleted(secret, when);
    }

    private static Answer isDeleted() {
        return invalidRequest(
                "You can't perform this operation on the secret because it was marked for"
                        + " deletion.");
    }

    private static Answer deleted(Secret secret, Instant when) {
        return Answer.success(secret.identity().put("DeletionDate", Secret.seconds(when)));
    }

    private static Optional<String> text(ObjectNode request, String member) {
        return request.path(member).asOptional().map(JsonNode::textValue);
    }

    private static Answer notFound() {
        return notFound("specified secret.");
    }

    private static Answer notFound(String what) {
        return Answer.refusal(
                "ResourceNotFoundException", "Secrets Manager can't find the " + what);
    }

    private static Answer exists(String message) {
        return Answer.refusal("ResourceExistsException", message);
    }

    private static Answer invalidRequest(String message) {
        return Answer.refusal("InvalidRequestException", message);
    }

    private static Answer invalidParameter(String message) {
        return Answer.refusal("InvalidParameterException", message);
    }
}

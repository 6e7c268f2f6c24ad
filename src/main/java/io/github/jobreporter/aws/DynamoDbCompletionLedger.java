package io.github.jobreporter.aws;

import io.github.jobreporter.completion.Attempt;
import io.github.jobreporter.completion.Claim;
import io.github.jobreporter.completion.CompletionLedger;
import io.github.jobreporter.completion.LedgerEntry;
import io.github.jobreporter.completion.LedgerUpdate;
import io.github.jobreporter.completion.OneLine;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.lambda.powertools.logging.argument.StructuredArguments;

/**
 * The ledger in an Amazon DynamoDB table: one item per job, conditional writes only.
 *
 * <p>The SDK may repeat a write whose reply was lost. If the condition then fails because of the
 * first write, the write counts as stored.
 */
public final class DynamoDbCompletionLedger implements CompletionLedger {

    private static final Logger LOG = LoggerFactory.getLogger(DynamoDbCompletionLedger.class);

    private final DynamoDbClient client;
    private final String tableName;
    private final Supplier<String> owners;
    private final InstantSource clock;

    /**
     * A ledger in one table.
     *
     * @param owners returns a new unique name at each call
     */
    public DynamoDbCompletionLedger(
            DynamoDbClient client, String tableName, Supplier<String> owners, InstantSource clock) {
        this.client = client;
        this.tableName = tableName;
        this.owners = owners;
        this.clock = clock;
    }

    @Override
    public Claim claim(Attempt attempt) {
        Claimant claimant = new Claimant(attempt, owners.get(), clock.instant());
        LedgerEntry first = LedgerEntry.first(attempt, claimant.owner(), claimant.now());
        return write(first, Condition.isNew(), item -> read(item, seen -> decide(claimant, seen)));
    }

    private Claim decide(Claimant claimant, LedgerEntry seen) {
        return switch (claimant.decide(seen)) {
            case LedgerEntry.Decision.Answer(var claim) -> claim;
            case LedgerEntry.Decision.TakeOver(var successor) ->
                    write(
                            successor,
                            Condition.isAsSeen(seen),
                            item -> takenByOther(claimant, item));
        };
    }

    /** Another invocation was faster. Its entry decides, but is not taken over in turn. */
    private Claim takenByOther(Claimant claimant, Map<String, AttributeValue> item) {
        Claim heldElsewhere = new Claim.HeldElsewhere(claimant.now());
        if (item.isEmpty()) {
            // The item's time to live ended in between.
            return heldElsewhere;
        }
        return read(
                item,
                winner ->
                        switch (claimant.decide(winner)) {
                            case LedgerEntry.Decision.Answer(var claim) -> claim;
                            case LedgerEntry.Decision.TakeOver _ -> heldElsewhere;
                        });
    }

    private Claim read(Map<String, AttributeValue> item, Function<LedgerEntry, Claim> decision) {
        return LedgerItem.read(item).map(decision).orElseGet(this::unreadable);
    }

    private Claim write(
            LedgerEntry entry,
            Condition condition,
            Function<Map<String, AttributeValue>, Claim> ifConditionFailed) {
        try {
            client.putItem(put(entry, condition));
            return new Claim.Granted(entry);
        } catch (ConditionalCheckFailedException e) {
            return ifConditionFailed.apply(e.item());
        } catch (SdkException e) {
            withdraw(entry, condition, e);
            return new Claim.LedgerUnavailable(ServiceErrors.describe("DynamoDB", e));
        }
    }

    private Claim unreadable() {
        return new Claim.LedgerUnavailable(
                "the item of this job in table %s cannot be read as an entry of the ledger"
                        .formatted(tableName));
    }

    /**
     * Withdraws a claim that may be stored: it would look like an unresolved attempt. The released
     * entry replaces the claim or, if the claim has not arrived yet, makes its condition false.
     */
    private void withdraw(LedgerEntry entry, Condition condition, SdkException e) {
        boolean refused = e instanceof AwsServiceException answered && answered.statusCode() < 500;
        // If the SDK tried twice, a refusal of the second try says nothing of the first.
        if (!refused || !Objects.equals(e.numAttempts(), 1)) {
            LedgerUpdate _ = update(entry.released(), condition.or(Condition.isOurs(entry)));
        }
    }

    @Override
    public LedgerUpdate record(LedgerEntry mine) {
        return update(mine.recorded(), Condition.isOurs(mine));
    }

    @Override
    public LedgerUpdate leaveUnresolved(LedgerEntry mine) {
        return update(mine.leftUnresolved(), Condition.isOurs(mine));
    }

    @Override
    public LedgerUpdate release(LedgerEntry mine) {
        return update(mine.released(), Condition.isOurs(mine));
    }

    private LedgerUpdate update(LedgerEntry next, Condition condition) {
        try {
            client.putItem(put(next, condition));
            return LedgerUpdate.STORED;
        } catch (ConditionalCheckFailedException e) {
            return LedgerItem.read(e.item())
                            .filter(stored -> stored.owner().equals(next.owner()))
                            .isPresent()
                    ? LedgerUpdate.STORED
                    : LedgerUpdate.NO_LONGER_OURS;
        } catch (SdkException e) {
            LOG.error(
                    "The ledger did not confirm a write; it may hold the attempt as unresolved",
                    StructuredArguments.entry("jobId", OneLine.of(next.jobId().value())),
                    StructuredArguments.entry("detail", ServiceErrors.describe("DynamoDB", e)));
            return LedgerUpdate.UNCONFIRMED;
        }
    }

    private PutItemRequest put(LedgerEntry entry, Condition condition) {
        PutItemRequest.Builder request =
                PutItemRequest.builder()
                        .tableName(tableName)
                        .item(LedgerItem.of(entry))
                        .conditionExpression(condition.expression())
                        .returnValuesOnConditionCheckFailure(
                                ReturnValuesOnConditionCheckFailure.ALL_OLD);
        // DynamoDB rejects names and values that the expression does not use.
        return condition.values().isEmpty()
                ? request.build()
                : request.expressionAttributeNames(Condition.NAMES)
                        .expressionAttributeValues(condition.values())
                        .build();
    }

    /** The condition of a write on the stored item. */
    private record Condition(String expression, Map<String, AttributeValue> values) {

        static final Map<String, String> NAMES =
                Map.of("#owner", LedgerItem.OWNER, "#status", LedgerItem.STATUS);

        private static final AttributeValue REPORTING =
                LedgerItem.text(LedgerEntry.Status.REPORTING.name());

        static Condition isNew() {
            return new Condition("attribute_not_exists(jobId)", Map.of());
        }

        static Condition isOurs(LedgerEntry mine) {
            return new Condition(
                    "#owner = :owner AND #status = :reporting",
                    Map.of(":owner", LedgerItem.text(mine.owner()), ":reporting", REPORTING));
        }

        /**
         * Compares attempts, too. If the SDK repeats a claim that was taken over in between, the
         * claim may take over in turn: owner and lease are then the same as before, but not what is
         * unresolved.
         */
        static Condition isAsSeen(LedgerEntry seen) {
            return new Condition(
                    "#owner = :seen AND leaseUntilEpochMillis = :lease AND attempts = :attempts"
                            + " AND #status = :reporting",
                    Map.of(
                            ":seen", LedgerItem.text(seen.owner()),
                            ":lease", LedgerItem.number(seen.leaseUntil().toEpochMilli()),
                            ":attempts", LedgerItem.number(seen.attempts()),
                            ":reporting", REPORTING));
        }

        Condition or(Condition other) {
            Map<String, AttributeValue> both = new HashMap<>(values);
            both.putAll(other.values);
            return new Condition(expression + " OR " + other.expression, both);
        }
    }

    /** An attempt with its owner and time. */
    private record Claimant(Attempt attempt, String owner, Instant now) {

        LedgerEntry.Decision decide(LedgerEntry seen) {
            return seen.decide(attempt, owner, now);
        }
    }
}

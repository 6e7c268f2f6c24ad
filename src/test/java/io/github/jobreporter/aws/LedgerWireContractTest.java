package io.github.jobreporter.aws;

import static io.github.jobreporter.support.ScriptedHttpServer.answer;
import static io.github.jobreporter.support.ScriptedHttpServer.hangUp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.atLeastOnce;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;

import io.github.jobreporter.completion.Attempt;
import io.github.jobreporter.completion.Claim;
import io.github.jobreporter.completion.ClientToken;
import io.github.jobreporter.completion.Fingerprint;
import io.github.jobreporter.completion.JobCompletion;
import io.github.jobreporter.completion.JobId;
import io.github.jobreporter.completion.JobResult;
import io.github.jobreporter.completion.LedgerEntry;
import io.github.jobreporter.completion.LedgerUpdate;
import io.github.jobreporter.local.http.Wire.Reaction;
import io.github.jobreporter.support.MutableClock;
import io.github.jobreporter.support.ScriptedHttpServer;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mockito.ArgumentCaptor;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;

/** Pins the exact requests to the table: its items outlive a deployment. */
class LedgerWireContractTest {

    private static final String TABLE = "the-table";
    private static final JobId JOB = new JobId("job-1");
    private static final Fingerprint A = new Fingerprint("a".repeat(64));
    private static final Fingerprint B = new Fingerprint("b".repeat(64));
    private static final Fingerprint C = new Fingerprint("c".repeat(64));

    private static final String OWNER = "owner-1";
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678901Z");
    private static final Instant LEASE_UNTIL = Instant.parse("2026-01-02T03:05:10.678901Z");
    private static final String LEASE_UNTIL_EPOCH_MILLIS = "1767323110678";
    private static final String EXPIRES_AT_EPOCH_SECONDS = "1769915045";
    private static final String OVER_EPOCH_MILLIS = "1767323045678";

    private static final String IS_NEW = "attribute_not_exists(jobId)";
    private static final String IS_AS_SEEN =
            "#owner = :seen AND leaseUntilEpochMillis = :lease AND attempts = :attempts"
                    + " AND #status = :reporting";
    private static final String IS_OURS = "#owner = :owner AND #status = :reporting";

    private final DynamoDbClient client = mock(DynamoDbClient.class);
    private final DynamoDbCompletionLedger ledger =
            new DynamoDbCompletionLedger(client, TABLE, () -> OWNER, new MutableClock(NOW));

    private final LedgerEntry mine =
            LedgerEntry.first(new Attempt(JOB, A, LEASE_UNTIL), OWNER, NOW);
    private final LedgerEntry mineAfterOthers =
            new LedgerEntry(
                    JOB,
                    LedgerEntry.Status.REPORTING,
                    Optional.of(A),
                    Set.of(C, B),
                    OWNER,
                    LEASE_UNTIL,
                    3,
                    NOW.plus(Duration.ofDays(30)));

    @Nested
    class GivenAClaim {

        @Test
        void inserts_on_condition_that_the_job_is_new() {
            ledger.claim(new Attempt(JOB, A, LEASE_UNTIL));

            assertThat(put())
                    .isEqualTo(
                            PutItemRequest.builder()
                                    .tableName(TABLE)
                                    .item(firstItem())
                                    .conditionExpression("attribute_not_exists(jobId)")
                                    .returnValuesOnConditionCheckFailure(
                                            ReturnValuesOnConditionCheckFailure.ALL_OLD)
                                    .build());
        }

        @Test
        void grants_what_it_wrote() {
            assertThat(ledger.claim(new Attempt(JOB, A, LEASE_UNTIL)))
                    .isEqualTo(new Claim.Granted(mine));
        }

        @Test
        void takes_over_on_condition_that_no_other_did_in_between() {
            failPutOnce(conditionFailed(theirItem(OVER_EPOCH_MILLIS)));

            ledger.claim(new Attempt(JOB, A, LEASE_UNTIL));

            assertThat(puts().getLast())
                    .isEqualTo(
                            PutItemRequest.builder()
                                    .tableName(TABLE)
                                    .item(
                                            with(
                                                    firstItem(),
                                                    Map.of(
                                                            "attempts", number("3"),
                                                            "unresolved",
                                                                    AttributeValue.fromSs(
                                                                            List.of(
                                                                                    B.value(),
                                                                                    C.value())))))
                                    .conditionExpression(IS_AS_SEEN)
                                    .expressionAttributeNames(
                                            Map.of("#owner", "owner", "#status", "status"))
                                    .expressionAttributeValues(
                                            Map.of(
                                                    ":seen", text("owner-0"),
                                                    ":lease", number(OVER_EPOCH_MILLIS),
                                                    ":attempts", number("2"),
                                                    ":reporting", text("REPORTING")))
                                    .returnValuesOnConditionCheckFailure(
                                            ReturnValuesOnConditionCheckFailure.ALL_OLD)
                                    .build());
        }

        @Test
        void never_writes_the_token() {
            ClientToken token = new ClientToken("canary-3b1f");
            JobResult result =
                    new JobResult.Success(Optional.empty(), Optional.empty(), Optional.empty());
            Fingerprint fingerprint = Fingerprint.of(new JobCompletion(JOB, token, result));

            ledger.claim(new Attempt(JOB, fingerprint, LEASE_UNTIL));

            assertThat(put().toString())
                    .contains(fingerprint.value())
                    .doesNotContain(token.value());
        }
    }

    @Nested
    class GivenAnUpdate {

        @Test
        void records_on_condition_that_the_job_is_still_ours() {
            ledger.record(mineAfterOthers);

            assertThat(put())
                    .isEqualTo(
                            ourPut(
                                    with(
                                            firstItem(),
                                            Map.of(
                                                    "status", text("REPORTED"),
                                                    "attempts", number("3")))));
        }

        @Test
        void leaves_unresolved_by_ending_the_lease() {
            ledger.leaveUnresolved(mine);

            assertThat(put())
                    .isEqualTo(
                            ourPut(
                                    with(
                                            firstItem(),
                                            Map.of("leaseUntilEpochMillis", number("0")))));
        }

        @Test
        void releases_by_keeping_the_item_without_a_fingerprint() {
            ledger.release(mine);

            Map<String, AttributeValue> rest =
                    with(firstItem(), Map.of("leaseUntilEpochMillis", number("0")));
            rest.remove("fingerprint");
            assertThat(put()).isEqualTo(ourPut(rest));
        }

        @Test
        void releases_by_keeping_what_is_unresolved_without_a_fingerprint() {
            ledger.release(mineAfterOthers);

            Map<String, AttributeValue> rest =
                    with(
                            firstItem(),
                            Map.of(
                                    "leaseUntilEpochMillis", number("0"),
                                    "attempts", number("3"),
                                    "unresolved",
                                            AttributeValue.fromSs(List.of(B.value(), C.value()))));
            rest.remove("fingerprint");
            assertThat(put()).isEqualTo(ourPut(rest));
        }

        private PutItemRequest ourPut(Map<String, AttributeValue> item) {
            return PutItemRequest.builder()
                    .tableName(TABLE)
                    .item(item)
                    .conditionExpression(IS_OURS)
                    .expressionAttributeNames(Map.of("#owner", "owner", "#status", "status"))
                    .expressionAttributeValues(
                            Map.of(":owner", text(OWNER), ":reporting", text("REPORTING")))
                    .returnValuesOnConditionCheckFailure(
                            ReturnValuesOnConditionCheckFailure.ALL_OLD)
                    .build();
        }
    }

    @Nested
    class GivenAClaimThatFindsAnItem {

        @Test
        void is_granted_when_it_is_our_own_whose_reply_was_lost() {
            failPutOnce(conditionFailed(firstItem()));

            assertThat(claim()).isEqualTo(new Claim.Granted(mine));
            verify(client, times(1)).putItem(any(PutItemRequest.class));
        }

        @Test
        void is_held_elsewhere_until_the_lease_ends() {
            failPutOnce(conditionFailed(theirItem(LEASE_UNTIL_EPOCH_MILLIS)));

            assertThat(claim())
                    .isEqualTo(new Claim.HeldElsewhere(Instant.parse("2026-01-02T03:05:10.678Z")));
        }

        @Test
        void is_recorded_when_it_is_reported() {
            failPutOnce(conditionFailed(with(firstItem(), Map.of("status", text("REPORTED")))));

            assertThat(claim()).isEqualTo(new Claim.SameResultRecorded());
        }

        @Test
        void ignores_attributes_that_a_later_version_may_add() {
            failPutOnce(conditionFailed(with(firstItem(), Map.of("colour", text("blue")))));

            assertThat(claim()).isEqualTo(new Claim.Granted(mine));
        }

        @ParameterizedTest
        @MethodSource("io.github.jobreporter.aws.LedgerWireContractTest#strangeItems")
        void is_unavailable_when_the_item_is_none_of_ours(Map<String, AttributeValue> item) {
            failPutOnce(conditionFailed(item));

            assertThat(claim())
                    .isEqualTo(
                            new Claim.LedgerUnavailable(
                                    "the item of this job in table the-table cannot be read as an"
                                            + " entry of the ledger"));
            verify(client, times(1)).putItem(any(PutItemRequest.class));
        }
    }

    @Nested
    class GivenATakeOverThatFails {

        @Test
        void is_granted_when_its_own_reply_was_lost() {
            Map<String, AttributeValue> ours =
                    with(
                            firstItem(),
                            Map.of(
                                    "attempts", number("3"),
                                    "unresolved",
                                            AttributeValue.fromSs(List.of(B.value(), C.value()))));
            failPuts(conditionFailed(theirItem(OVER_EPOCH_MILLIS)), conditionFailed(ours));

            assertThat(claim()).isEqualTo(new Claim.Granted(mineAfterOthers));
        }

        @Test
        void is_held_elsewhere_by_the_winner() {
            failPuts(
                    conditionFailed(theirItem(OVER_EPOCH_MILLIS)),
                    conditionFailed(
                            with(
                                    theirItem(LEASE_UNTIL_EPOCH_MILLIS),
                                    Map.of("owner", text("owner-9")))));

            assertThat(claim())
                    .isEqualTo(new Claim.HeldElsewhere(Instant.parse("2026-01-02T03:05:10.678Z")));
        }

        @Test
        void is_held_elsewhere_when_the_winner_is_done_already() {
            failPuts(
                    conditionFailed(theirItem(OVER_EPOCH_MILLIS)),
                    conditionFailed(with(theirItem("0"), Map.of("owner", text("owner-9")))));

            assertThat(claim()).isEqualTo(new Claim.HeldElsewhere(NOW));
        }

        @Test
        void is_held_elsewhere_when_the_item_expired_in_between() {
            failPuts(conditionFailed(theirItem(OVER_EPOCH_MILLIS)), conditionFailed(Map.of()));

            assertThat(claim()).isEqualTo(new Claim.HeldElsewhere(NOW));
        }

        @Test
        void is_recorded_when_the_late_owner_recorded_the_same_result_in_between() {
            failPuts(
                    conditionFailed(theirItem(OVER_EPOCH_MILLIS)),
                    conditionFailed(
                            with(
                                    theirItem(OVER_EPOCH_MILLIS),
                                    Map.of(
                                            "status", text("REPORTED"),
                                            "fingerprint", text(A.value())))));

            assertThat(claim()).isEqualTo(new Claim.SameResultRecorded());
        }

        @Test
        void is_a_conflict_when_the_late_owner_recorded_another_result_in_between() {
            failPuts(
                    conditionFailed(theirItem(OVER_EPOCH_MILLIS)),
                    conditionFailed(
                            with(
                                    theirItem(OVER_EPOCH_MILLIS),
                                    Map.of("status", text("REPORTED")))));

            assertThat(claim()).isEqualTo(new Claim.OtherResultRecorded());
        }

        @Test
        void is_withdrawn_without_its_attempt_when_the_ledger_did_not_answer() {
            failPuts(conditionFailed(theirItem(OVER_EPOCH_MILLIS)), timeout());

            assertThat(claim()).isInstanceOf(Claim.LedgerUnavailable.class);
            PutItemRequest withdrawal = puts().getLast();
            assertThat(withdrawal.conditionExpression()).isEqualTo(IS_AS_SEEN + " OR " + IS_OURS);
            assertThat(withdrawal.expressionAttributeValues())
                    .containsEntry(":seen", text("owner-0"))
                    .containsEntry(":owner", text(OWNER));
            assertThat(withdrawal.item()).doesNotContainKey("fingerprint");
            assertThat(withdrawal.item().get("unresolved"))
                    .isEqualTo(AttributeValue.fromSs(List.of(B.value(), C.value())));
        }
    }

    @Nested
    class GivenAClaimWhoseOutcomeIsUnknown {

        @ParameterizedTest
        @MethodSource("io.github.jobreporter.aws.LedgerWireContractTest#failuresWithUnknownOutcome")
        void is_unavailable(SdkException failure) {
            failPutOnce(failure);

            assertThat(claim()).isInstanceOf(Claim.LedgerUnavailable.class);
        }

        @ParameterizedTest
        @MethodSource("io.github.jobreporter.aws.LedgerWireContractTest#failuresWithUnknownOutcome")
        void is_withdrawn_so_that_it_does_not_look_like_an_attempt(SdkException failure) {
            failPutOnce(failure);

            claim();

            assertThat(puts().getLast().conditionExpression()).isEqualTo(IS_NEW + " OR " + IS_OURS);
            assertThat(puts().getLast().item()).doesNotContainKey("fingerprint");
        }

        @Test
        void is_unavailable_even_when_it_cannot_be_withdrawn() {
            failPuts(timeout(), timeout());

            assertThat(claim()).isInstanceOf(Claim.LedgerUnavailable.class);
        }

        @Test
        void is_unavailable_even_when_the_claim_was_not_stored() {
            failPuts(timeout(), conditionFailed(Map.of()));

            assertThat(claim()).isInstanceOf(Claim.LedgerUnavailable.class);
        }

        @Test
        void is_withdrawn_when_only_the_repetition_was_refused() {
            failPutOnce(
                    DynamoDbException.builder()
                            .statusCode(400)
                            .awsErrorDetails(error("ThrottlingException"))
                            .numAttempts(2)
                            .build());

            claim();

            assertThat(puts().getLast().conditionExpression()).isEqualTo(IS_NEW + " OR " + IS_OURS);
        }
    }

    /** Within one call, the SDK repeats a write whose reply was lost. */
    @Nested
    class GivenTheClientThatRetries {

        private static final String DENIED =
                "{\"__type\":\"com.amazon.coral.service#AccessDeniedException\"}";

        @Test
        void withdraws_a_claim_of_which_only_the_repetition_was_refused() {
            assertThat(operations(hangUp(), answer(400, DENIED)))
                    .containsExactly("PutItem", "PutItem", "PutItem");
        }

        @Test
        void does_not_withdraw_a_claim_that_was_refused() {
            assertThat(operations(answer(400, DENIED))).containsExactly("PutItem");
        }

        private List<String> operations(Reaction... script) {
            try (ScriptedHttpServer server = new ScriptedHttpServer(script);
                    DynamoDbClient real = realClient(server)) {
                Claim claim =
                        new DynamoDbCompletionLedger(
                                        real, TABLE, () -> OWNER, new MutableClock(NOW))
                                .claim(new Attempt(JOB, A, LEASE_UNTIL));

                assertThat(claim).isInstanceOf(Claim.LedgerUnavailable.class);
                return server.requests().stream()
                        .map(request -> request.headers().getOrDefault("x-amz-target", ""))
                        .map(name -> name.replace("DynamoDB_20120810.", ""))
                        .toList();
            }
        }

        private static DynamoDbClient realClient(ScriptedHttpServer server) {
            return DynamoDbClient.builder()
                    .endpointOverride(server.uri())
                    .region(Region.EU_CENTRAL_1)
                    .credentialsProvider(
                            StaticCredentialsProvider.create(
                                    AwsBasicCredentials.create("local", "local")))
                    .httpClientBuilder(UrlConnectionHttpClient.builder())
                    .build();
        }
    }

    @Nested
    class GivenAClaimThatWasRefused {

        @Test
        void is_unavailable_with_the_reason() {
            failPutOnce(answered(400, "AccessDeniedException"));

            assertThat(claim())
                    .isEqualTo(
                            new Claim.LedgerUnavailable(
                                    "DynamoDB answered AccessDeniedException (HTTP 400, request"
                                            + " r-1): not you"));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "AccessDeniedException",
                    "ResourceNotFoundException",
                    "ProvisionedThroughputExceededException",
                    "ExpiredTokenException"
                })
        void is_not_withdrawn(String code) {
            failPutOnce(answered(400, code));

            assertThat(claim()).isInstanceOf(Claim.LedgerUnavailable.class);
            verify(client, times(1)).putItem(any(PutItemRequest.class));
        }
    }

    @Nested
    class GivenAnUpdateThatFails {

        @ParameterizedTest
        @MethodSource("io.github.jobreporter.aws.LedgerWireContractTest#allFailures")
        void is_unavailable_when_recording(SdkException failure) {
            failPutOnce(failure);

            assertThat(ledger.record(mine)).isEqualTo(LedgerUpdate.UNCONFIRMED);
        }

        @ParameterizedTest
        @MethodSource("io.github.jobreporter.aws.LedgerWireContractTest#allFailures")
        void is_unavailable_when_leaving_unresolved(SdkException failure) {
            failPutOnce(failure);

            assertThat(ledger.leaveUnresolved(mine)).isEqualTo(LedgerUpdate.UNCONFIRMED);
        }

        @ParameterizedTest
        @MethodSource("io.github.jobreporter.aws.LedgerWireContractTest#allFailures")
        void is_unavailable_when_releasing(SdkException failure) {
            failPutOnce(failure);

            assertThat(ledger.release(mine)).isEqualTo(LedgerUpdate.UNCONFIRMED);
        }

        @Test
        void is_stored_when_the_reply_to_the_record_was_lost() {
            failPutOnce(conditionFailed(with(firstItem(), Map.of("status", text("REPORTED")))));

            assertThat(ledger.record(mine)).isEqualTo(LedgerUpdate.STORED);
        }

        @Test
        void is_no_longer_ours_when_another_owner_took_over() {
            failPutOnce(conditionFailed(theirItem(LEASE_UNTIL_EPOCH_MILLIS)));

            assertThat(ledger.record(mine)).isEqualTo(LedgerUpdate.NO_LONGER_OURS);
        }

        @Test
        void is_no_longer_ours_when_another_owner_took_over_before_the_release() {
            failPutOnce(conditionFailed(theirItem(LEASE_UNTIL_EPOCH_MILLIS)));

            assertThat(ledger.release(mine)).isEqualTo(LedgerUpdate.NO_LONGER_OURS);
        }

        @Test
        void is_no_longer_ours_when_there_is_nothing_to_record_on() {
            failPutOnce(conditionFailed(Map.of()));

            assertThat(ledger.record(mine)).isEqualTo(LedgerUpdate.NO_LONGER_OURS);
        }

        @ParameterizedTest
        @MethodSource("io.github.jobreporter.aws.LedgerWireContractTest#strangeItems")
        void is_no_longer_ours_when_another_owner_replaced_it(Map<String, AttributeValue> item) {
            failPutOnce(conditionFailed(item));

            assertThat(ledger.record(mine)).isEqualTo(LedgerUpdate.NO_LONGER_OURS);
        }
    }

    private Claim claim() {
        return ledger.claim(new Attempt(JOB, A, LEASE_UNTIL));
    }

    private void failPutOnce(SdkException failure) {
        failPuts(failure);
    }

    private void failPuts(SdkException... failures) {
        var stubbing = doThrow(failures[0]);
        for (int i = 1; i < failures.length; i++) {
            stubbing = stubbing.doThrow(failures[i]);
        }
        stubbing.doReturn(PutItemResponse.builder().build())
                .when(client)
                .putItem(any(PutItemRequest.class));
    }

    private PutItemRequest put() {
        assertThat(puts()).hasSize(1);
        return puts().getFirst();
    }

    private List<PutItemRequest> puts() {
        ArgumentCaptor<PutItemRequest> captor = ArgumentCaptor.forClass(PutItemRequest.class);
        verify(client, atLeastOnce()).putItem(captor.capture());
        return captor.getAllValues();
    }

    private static Map<String, AttributeValue> firstItem() {
        return Map.of(
                "jobId", text("job-1"),
                "status", text("REPORTING"),
                "fingerprint", text(A.value()),
                "owner", text(OWNER),
                "leaseUntilEpochMillis", number(LEASE_UNTIL_EPOCH_MILLIS),
                "attempts", number("1"),
                "expiresAtEpochSeconds", number(EXPIRES_AT_EPOCH_SECONDS));
    }

    private static Map<String, AttributeValue> theirItem(String leaseUntilEpochMillis) {
        return Map.of(
                "jobId", text("job-1"),
                "status", text("REPORTING"),
                "fingerprint", text(B.value()),
                "unresolved", AttributeValue.fromSs(List.of(C.value())),
                "owner", text("owner-0"),
                "leaseUntilEpochMillis", number(leaseUntilEpochMillis),
                "attempts", number("2"),
                "expiresAtEpochSeconds", number(EXPIRES_AT_EPOCH_SECONDS));
    }

    static Stream<Map<String, AttributeValue>> strangeItems() {
        return Stream.of(
                Map.of("jobId", text("job-1")),
                without("status"),
                without("owner"),
                without("leaseUntilEpochMillis"),
                without("attempts"),
                without("expiresAtEpochSeconds"),
                with(firstItem(), Map.of("status", text("DONE"))),
                with(firstItem(), Map.of("status", number("1"))),
                with(firstItem(), Map.of("owner", number("1"))),
                with(firstItem(), Map.of("attempts", text("1"))),
                with(firstItem(), Map.of("attempts", number("99999999999"))),
                with(firstItem(), Map.of("leaseUntilEpochMillis", number("1.5"))),
                with(firstItem(), Map.of("leaseUntilEpochMillis", number("1E+30"))),
                with(firstItem(), Map.of("expiresAtEpochSeconds", number("9223372036854775807"))));
    }

    static Stream<SdkException> failuresWithUnknownOutcome() {
        return Stream.of(
                timeout(),
                ApiCallTimeoutException.create(5000),
                SdkClientException.create("Connection reset"),
                answered(500, "InternalServerError"),
                answered(503, "ServiceUnavailable"));
    }

    static Stream<SdkException> allFailures() {
        return Stream.concat(
                failuresWithUnknownOutcome(), Stream.of(answered(400, "AccessDeniedException")));
    }

    private static SdkException timeout() {
        return ApiCallAttemptTimeoutException.create(2000);
    }

    private static SdkException answered(int status, String code) {
        return DynamoDbException.builder()
                .statusCode(status)
                .requestId("r-1")
                .awsErrorDetails(error(code))
                .numAttempts(1)
                .build();
    }

    private static AwsErrorDetails error(String code) {
        return AwsErrorDetails.builder().errorCode(code).errorMessage("not you").build();
    }

    private static ConditionalCheckFailedException conditionFailed(
            Map<String, AttributeValue> item) {
        ConditionalCheckFailedException.Builder failed =
                ConditionalCheckFailedException.builder().message("The conditional request failed");
        return (item.isEmpty() ? failed : failed.item(item)).build();
    }

    private static Map<String, AttributeValue> with(
            Map<String, AttributeValue> item, Map<String, AttributeValue> changes) {
        Map<String, AttributeValue> changed = new HashMap<>(item);
        changed.putAll(changes);
        return changed;
    }

    private static Map<String, AttributeValue> without(String name) {
        Map<String, AttributeValue> changed = new HashMap<>(firstItem());
        changed.remove(name);
        return changed;
    }

    private static AttributeValue text(String value) {
        return AttributeValue.fromS(value);
    }

    private static AttributeValue number(String value) {
        return AttributeValue.fromN(value);
    }
}

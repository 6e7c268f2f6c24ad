package io.github.jobreporter.lambda;

import static io.github.jobreporter.support.EventJson.CLIENT_ID;
import static io.github.jobreporter.support.EventJson.CLIENT_TOKEN;
import static io.github.jobreporter.support.EventJson.aFailure;
import static io.github.jobreporter.support.EventJson.aFailureWithEverything;
import static io.github.jobreporter.support.EventJson.aSuccess;
import static io.github.jobreporter.support.EventJson.aSuccessWithEverything;
import static io.github.jobreporter.support.EventJson.anEmptyEvent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.github.jobreporter.completion.ClientId;
import io.github.jobreporter.completion.ClientToken;
import io.github.jobreporter.completion.Credential;
import io.github.jobreporter.completion.CurrentRevision;
import io.github.jobreporter.completion.ExecutionDetails;
import io.github.jobreporter.completion.FailureType;
import io.github.jobreporter.completion.JobCompletion;
import io.github.jobreporter.completion.JobId;
import io.github.jobreporter.completion.JobResult;
import io.github.jobreporter.support.EventJson;
import io.github.jobreporter.support.EventJson.Wrapping;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventParserTest {

    private static final String MEMBERS = "io.github.jobreporter.lambda.EventMember#";

    /** One code point, two {@code char}s. */
    private static final String ROCKET = "\uD83D\uDE80";

    private static final Instant CREATED = Instant.parse("2026-01-01T09:58:12.345Z");

    private static final char HIGH_SURROGATE = '\uD83D';
    private static final char LOW_SURROGATE = '\uDE80';

    private final EventParser parser = new EventParser();
    private final EventSchema schema = new EventSchema();

    @Nested
    class GivenABareEvent {

        @Test
        void takes_every_member_of_a_success() {
            assertThat(completionOf(aSuccessWithEverything()))
                    .isEqualTo(
                            new JobCompletion(
                                    new JobId("job-1"),
                                    new ClientToken(CLIENT_TOKEN),
                                    new JobResult.Success(
                                            Optional.of(
                                                    new CurrentRevision(
                                                            "4f9c1f2",
                                                            "build-1842",
                                                            Optional.of(CREATED),
                                                            Optional.of("Scan of 4f9c1f2"))),
                                            Optional.of("page-2"),
                                            Optional.of(
                                                    new ExecutionDetails(
                                                            Optional.of("214 checks passed"),
                                                            Optional.of("scan-1842"),
                                                            Optional.of(100))))));
        }

        @Test
        void takes_every_member_of_a_failure() {
            assertThat(resultOf(aFailureWithEverything()))
                    .isEqualTo(
                            new JobResult.Failure(
                                    FailureType.JOB_FAILED,
                                    "3 of 214 checks failed",
                                    Optional.of("scan-1842")));
        }

        @Test
        void takes_a_job_and_a_credential_alone_as_a_finished_success() {
            assertThat(resultOf(aSuccess()))
                    .isEqualTo(
                            new JobResult.Success(
                                    Optional.empty(), Optional.empty(), Optional.empty()));
        }

        @Test
        void takes_a_type_and_a_message_alone_as_a_failure() {
            assertThat(resultOf(aFailure()))
                    .isEqualTo(
                            new JobResult.Failure(
                                    FailureType.JOB_FAILED,
                                    "3 of 214 checks failed",
                                    Optional.empty()));
        }

        @Test
        void takes_execution_details_of_which_each_is_absent() {
            assertThat(successOf(aSuccess().withLiteral("/executionDetails", "{}")))
                    .extracting(success -> success.executionDetails().orElseThrow())
                    .isEqualTo(
                            new ExecutionDetails(
                                    Optional.empty(), Optional.empty(), Optional.empty()));
        }

        @Test
        void takes_members_in_any_order_between_any_white_space() {
            String event =
                    "\r\n\t {\"executionDetails\" :\n{\"percentComplete\":\t1 } ,"
                            + "\"clientToken\":\"t\""
                            + "\r, \"jobId\":\"\\u006a\\/\\\"\\n\"}\n ";

            assertThat(completionOf(parser.parseMessage(event)).jobId())
                    .isEqualTo(new JobId("j/\"\n"));
        }

        @Test
        void has_no_rules_for_an_envelope() {
            assertThat(parser.parseMessage(aSuccess().text()).envelope())
                    .isEqualTo(ParsedEvent.Envelope.NONE);
            assertThat(parser.parseMessage("{}").envelope()).isEqualTo(ParsedEvent.Envelope.NONE);
        }

        @Test
        void knows_the_job_of_a_valid_event() {
            assertThat(parser.parseMessage(aSuccess().text()).knownJobId())
                    .contains(new JobId("job-1"));
        }

        @Test
        void knows_the_job_of_a_refused_event_when_it_names_a_valid_one() {
            assertThat(parser.parseMessage(aSuccess().with("/bad", 1).text()).knownJobId())
                    .contains(new JobId("job-1"));
            assertThat(parser.parseMessage(aSuccess().with("/jobId", "").text()).knownJobId())
                    .isEmpty();
        }
    }

    @Nested
    class GivenANullOrAMissingMember {

        @ParameterizedTest
        @MethodSource(MEMBERS + "optionalOnes")
        void takes_null_as_absent(EventMember member) {
            assertThat(completionOf(member.event().withNull(member.pointer)))
                    .isEqualTo(completionOf(member.event().without(member.pointer)));
        }

        @ParameterizedTest
        @MethodSource(MEMBERS + "requiredOnes")
        void refuses_when_a_required_member_is_missing(EventMember member) {
            String missing = member.pointer + ": is missing";

            assertRefused(member.event().without(member.pointer), missing);
            assertRefused(member.event().withNull(member.pointer), missing);
        }

        @Test
        void takes_failure_details_of_null_as_absent() {
            assertThat(resultOf(aSuccessWithEverything().withNull("/failureDetails")))
                    .isEqualTo(resultOf(aSuccessWithEverything()));
        }

        @Test
        void takes_null_of_what_failure_details_exclude_as_absent() {
            assertThat(
                            resultOf(
                                    aFailure()
                                            .withNull("/currentRevision")
                                            .withNull("/continuationToken")
                                            .withNull("/executionDetails")))
                    .isEqualTo(resultOf(aFailure()));
        }

        @Test
        void takes_an_unknown_member_of_null_as_absent() {
            assertThat(completionOf(aSuccess().withNull("/region")))
                    .isEqualTo(completionOf(aSuccess()));
        }
    }

    @Nested
    class GivenAnIdentifier {

        @ParameterizedTest
        @MethodSource(MEMBERS + "identifiers")
        void takes_it_as_long_as_the_limit_unchanged(EventMember member) {
            String text = "x".repeat(member.maxLength);

            assertThat(textOf(member, member.event().with(member.pointer, text))).isEqualTo(text);
        }

        @ParameterizedTest
        @MethodSource(MEMBERS + "identifiers")
        void counts_code_points(EventMember member) {
            String text = ROCKET.repeat(member.maxLength);

            assertThat(textOf(member, member.event().with(member.pointer, text))).isEqualTo(text);
            assertRefused(
                    member.event().with(member.pointer, text + ROCKET),
                    member.pointer + lengthComplaint(member.maxLength, member.maxLength + 1));
        }

        @ParameterizedTest
        @MethodSource(MEMBERS + "identifiers")
        void takes_a_single_character(EventMember member) {
            assertThat(textOf(member, member.event().with(member.pointer, " "))).isEqualTo(" ");
        }

        @ParameterizedTest
        @MethodSource(MEMBERS + "identifiers")
        void refuses_one_character_too_many(EventMember member) {
            assertRefused(
                    member.event().with(member.pointer, "x".repeat(member.maxLength + 1)),
                    member.pointer + lengthComplaint(member.maxLength, member.maxLength + 1));
        }

        @ParameterizedTest
        @MethodSource(MEMBERS + "identifiers")
        void refuses_an_empty_one(EventMember member) {
            assertRefused(
                    member.event().with(member.pointer, ""),
                    member.pointer + lengthComplaint(member.maxLength, 0));
        }
    }

    @Nested
    class GivenProse {

        @ParameterizedTest
        @MethodSource(MEMBERS + "prose")
        void takes_it_as_long_as_the_limit_unchanged(EventMember member) {
            String ascii = "x".repeat(member.maxLength);
            String astral = ROCKET.repeat(member.maxLength);

            assertThat(textOf(member, member.event().with(member.pointer, ascii))).isEqualTo(ascii);
            assertThat(textOf(member, member.event().with(member.pointer, astral)))
                    .isEqualTo(astral);
        }

        @ParameterizedTest
        @MethodSource(MEMBERS + "prose")
        void cuts_it_to_the_limit_with_an_ellipsis(EventMember member) {
            String beginning = "x".repeat(member.maxLength - 1);

            assertThat(textOf(member, member.event().with(member.pointer, beginning + "yz")))
                    .isEqualTo(beginning + "…");
        }

        @ParameterizedTest
        @MethodSource(MEMBERS + "prose")
        void cuts_between_code_points(EventMember member) {
            String beginning = "x".repeat(member.maxLength - 2);

            assertThat(
                            textOf(
                                    member,
                                    member.event()
                                            .with(member.pointer, beginning + ROCKET.repeat(3))))
                    .isEqualTo(beginning + ROCKET + "…");
        }

        @ParameterizedTest
        @MethodSource(MEMBERS + "prose")
        void cuts_a_text_of_surrogate_pairs_only(EventMember member) {
            String text = ROCKET.repeat(member.maxLength + 1);

            assertThat(textOf(member, member.event().with(member.pointer, text)))
                    .isEqualTo(ROCKET.repeat(member.maxLength - 1) + "…");
        }

        @ParameterizedTest
        @MethodSource(MEMBERS + "optionalProse")
        void drops_an_empty_one_that_is_optional(EventMember member) {
            assertThat(completionOf(member.event().with(member.pointer, "")))
                    .isEqualTo(completionOf(member.event().without(member.pointer)));
        }

        @Test
        void refuses_an_empty_failure_message() {
            assertRefused(
                    aFailure().with("/failureDetails/message", ""),
                    "/failureDetails/message: must be 1 to 5000 characters, was 0");
        }
    }

    @Nested
    class GivenAPercentage {

        private static final String POINTER = "/executionDetails/percentComplete";

        @ParameterizedTest
        @CsvSource({"0,0", "-0,0", "1,1", "99,99", "100,100"})
        void takes_a_whole_number_from_0_to_100(String literal, int percentage) {
            assertThat(successOf(aSuccess().withLiteral(POINTER, literal)))
                    .extracting(
                            success -> success.executionDetails().orElseThrow().percentComplete())
                    .isEqualTo(Optional.of(percentage));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "-1",
                    "101",
                    "140",
                    "-2147483648",
                    "2147483648",
                    "4294967296",
                    "4294967346",
                    "18446744073709551666",
                    "9999999999999999999999999999999999999999"
                })
        void refuses_a_number_outside(String literal) {
            assertRefused(
                    aSuccess().withLiteral(POINTER, literal),
                    POINTER + ": must be 0 to 100, was " + literal);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "50.0",
                    "50.5",
                    "5e1",
                    "5E+1",
                    "1e2",
                    "0e0",
                    "1e-999999999",
                    "1e999999999",
                    "1e9999999999",
                    "\"50\"",
                    "\"\"",
                    "true"
                })
        void refuses_a_fraction_an_exponent_and_a_text(String literal) {
            assertRefused(
                    aSuccess().withLiteral(POINTER, literal),
                    POINTER + ": must be 0 to 100, as a whole number");
        }

        @Test
        void refuses_a_number_of_very_many_digits_without_repeating_it() {
            assertRefused(
                    aSuccess().withLiteral(POINTER, "1" + "0".repeat(40)),
                    POINTER + ": must be 0 to 100, was a number of 41 digits");
        }

        @Test
        void refuses_a_number_with_more_digits_than_the_parser_reads() {
            assertThat(violationsOf(aSuccess().withLiteral(POINTER, "1".repeat(100_000))))
                    .containsExactly(
                            "the event: must not be nested this deep, nor have names or numbers"
                                    + " this long");
        }

        @ParameterizedTest
        @ValueSource(strings = {"NaN", "Infinity", "-Infinity", "+1", "01", ".5", "5.", "0x10"})
        void refuses_what_is_no_number_in_json(String literal) {
            assertThat(violationsOf(aSuccess().withLiteral(POINTER, literal)))
                    .singleElement()
                    .asString()
                    .matches("the event: must be JSON \\(line 1, column \\d+\\)");
        }
    }

    @Nested
    class GivenATimeOfCreation {

        private static final String POINTER = "/currentRevision/created";
        private static final String COMPLAINT =
                POINTER
                        + ": must be a time within the years 1 to 9999: ISO-8601 with offset, or"
                        + " seconds since the epoch";

        @ParameterizedTest
        @CsvSource({
            "2026-01-01T09:58:12Z,                2026-01-01T09:58:12Z",
            "2026-01-01T09:58Z,                   2026-01-01T09:58:00Z",
            "2026-01-01T09:58:12.5Z,              2026-01-01T09:58:12.500Z",
            "2026-01-01T09:58:12.345678901Z,      2026-01-01T09:58:12.345Z",
            "2026-01-01T09:58:12+02:00,           2026-01-01T07:58:12Z",
            "2026-01-01T09:58:12.1-08:30,         2026-01-01T18:28:12.100Z",
            "2024-02-29T00:00:00Z,                2024-02-29T00:00:00Z",
            "1969-12-31T23:59:59.9999Z,           1969-12-31T23:59:59.999Z",
            "0001-01-01T00:00:00Z,                0001-01-01T00:00:00Z",
            "0000-12-31T23:00:00-01:00,           0001-01-01T00:00:00Z",
            "9999-12-31T23:59:59.999999999Z,      9999-12-31T23:59:59.999Z",
            "+10000-01-01T00:59:59+01:00,         9999-12-31T23:59:59Z"
        })
        void takes_iso_8601_with_offset_to_the_millisecond(String text, Instant expected) {
            assertThat(createdOf(aSuccessWithEverything().with(POINTER, text))).contains(expected);
        }

        @ParameterizedTest
        @CsvSource({
            "0,                    1970-01-01T00:00:00Z",
            "-0,                   1970-01-01T00:00:00Z",
            "1767261492,           2026-01-01T09:58:12Z",
            "1767261492.0,         2026-01-01T09:58:12Z",
            "1767261492.345,       2026-01-01T09:58:12.345Z",
            "1767261492.3459999,   2026-01-01T09:58:12.345Z",
            "1767261492.00099999999999999999999999999, 2026-01-01T09:58:12Z",
            "1.767261492345E9,     2026-01-01T09:58:12.345Z",
            "1767261492345e-3,     2026-01-01T09:58:12.345Z",
            "1e-40,                1970-01-01T00:00:00Z",
            "-1,                   1969-12-31T23:59:59Z",
            "-1e-40,               1969-12-31T23:59:59.999Z",
            "-0.0001,              1969-12-31T23:59:59.999Z",
            "-62135596800,         0001-01-01T00:00:00Z",
            "253402300799.9999,    9999-12-31T23:59:59.999Z"
        })
        void takes_seconds_since_the_epoch_to_the_millisecond(String literal, Instant expected) {
            assertThat(createdOf(aSuccessWithEverything().withLiteral(POINTER, literal)))
                    .contains(expected);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    " ",
                    "yesterday",
                    "2026-01-01",
                    "2026-01-01T09:58:12",
                    "2026-01-01 09:58:12Z",
                    "2026-01-01T09:58:12 Z",
                    "2026-01-01T09:58:12Z\n",
                    " 2026-01-01T09:58:12Z",
                    "2026-01-01T09:58:12+0200",
                    "2026-01-01T09:58:12+19:00",
                    "2026-01-01T09:58:12[Europe/Berlin]",
                    "2026-01-01T09:58:12+01:00[Europe/Berlin]",
                    "2026-02-29T00:00:00Z",
                    "2026-13-01T00:00:00Z",
                    "2026-01-01T24:00:00Z",
                    "2026-01-01T23:59:60Z",
                    "2026-01-01T09:58:12.3456789012Z",
                    "1767261492",
                    "NaN",
                    "0000-12-31T23:59:59.999Z",
                    "0001-01-01T00:00:00+00:01",
                    "+10000-01-01T00:00:00Z",
                    "9999-12-31T23:59:59-00:01",
                    "-0001-01-01T00:00:00Z",
                    "+999999999-12-31T23:59:59-18:00",
                    "-999999999-01-01T00:00:00+18:00",
                    "+9999999999-01-01T00:00:00Z"
                })
        void refuses_another_text_and_another_year(String text) {
            assertRefused(aSuccessWithEverything().with(POINTER, text), COMPLAINT);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "-62135596800.001",
                    "253402300800",
                    "1767261492345",
                    "9223372036854775807",
                    "9223372036854775808",
                    "1e20",
                    "1e40",
                    "1e41",
                    "1e999999999",
                    "-1e999999999",
                    "1e-999999999",
                    "0e-999999999",
                    "1e2147483647",
                    "1e2147483648",
                    "0e2147483648",
                    "1e-2147483647",
                    "1e-2147483648",
                    "1.5e2147483649",
                    "1e9999999999",
                    "1e-9999999999",
                    "1e99999999999999999999",
                    "0e99999999999999999999",
                    "12345678901234567890123456789012345678901",
                    "1.0000000000000000000000000000000000000000",
                })
        void refuses_a_number_out_of_bounds_at_once(String literal) {
            EventJson event = aSuccessWithEverything().withLiteral(POINTER, literal);

            assertThat(atOnce(() -> violationsOf(event))).containsExactly(COMPLAINT);
        }

        /** The schema checks the format of a time, but not its range. */
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "\"yesterday\"",
                    "\"2026-01-01\"",
                    "\"2026-01-01T09:58:12\"",
                    "\"1767261492\"",
                    "\"\"",
                    "true",
                    "{}",
                    "[]"
                })
        void is_refused_by_the_published_schema_when_it_looks_like_none(String literal) {
            EventJson event = aSuccessWithEverything().withLiteral(POINTER, literal);

            assertThat(schema.errorsIn(event.text())).isNotEmpty();
        }

        private Optional<Instant> createdOf(EventJson event) {
            return successOf(event).currentRevision().orElseThrow().created();
        }
    }

    @Nested
    class GivenACredential {

        @Test
        void passes_a_client_token_on_as_it_is() {
            String token = " \t\u0000\n" + ROCKET + "\uFEFF e\u0301 ";

            assertThat(credentialOf(aSuccess().with("/clientToken", token)))
                    .isEqualTo(new ClientToken(token));
        }

        @Test
        void takes_a_client_id_instead() {
            assertThat(credentialOf(EventMember.CLIENT_ID.event()))
                    .isEqualTo(new ClientId(CLIENT_ID));
        }

        @Test
        void takes_the_other_one_beside_null() {
            assertThat(credentialOf(aSuccess().withNull("/clientId")))
                    .isEqualTo(new ClientToken(CLIENT_TOKEN));
            assertThat(credentialOf(EventMember.CLIENT_ID.event().withNull("/clientToken")))
                    .isEqualTo(new ClientId(CLIENT_ID));
        }

        @Test
        void refuses_both() {
            assertRefused(
                    aSuccess().with("/clientId", CLIENT_ID),
                    "/clientId: must not be given together with clientToken");
        }

        @Test
        void refuses_both_and_still_looks_at_each() {
            assertRefused(
                    aSuccess().with("/clientId", "").with("/clientToken", ""),
                    "/clientId: must not be given together with clientToken",
                    "/clientToken: must be 1 to 256 characters, was 0",
                    "/clientId: must be a lower-case UUID");
        }

        @Test
        void refuses_neither() {
            String complaint = "/clientToken: is missing, and so is clientId";

            assertRefused(aSuccess().without("/clientToken"), complaint);
            assertRefused(aSuccess().withNull("/clientToken"), complaint);
            assertRefused(aSuccess().withNull("/clientToken").withNull("/clientId"), complaint);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    " ",
                    "x",
                    "..",
                    "../x",
                    "../other-tenant/token",
                    "/0b7a3f52-9c1e-4d68-8f0a-2d5c6e7f8a91",
                    "../0b7a3f52-9c1e-4d68-8f0a-2d5c6e7f8a91",
                    "0b7a3f52-9c1e-4d68-8f0a-2d5c6e7f8a91/..",
                    "0b7a3f52/9c1e-4d68-8f0a-2d5c6e7f8a91",
                    "0b7a3f52-9c1e-4d68-8f0a-2d5c6e7f8a91\n",
                    "\n0b7a3f52-9c1e-4d68-8f0a-2d5c6e7f8a91",
                    "0b7a3f52-9c1e-4d68-8f0a-2d5c6e7f8a91\r",
                    "0b7a3f52-9c1e-4d68-8f0a-2d5c6e7f8a91\u2028",
                    "0b7a3f52-9c1e-4d68-8f0a-2d5c6e7f8a91\u0000",
                    "0b7a3f52-9c1e-4d68-8f0a-2d5c6e7f8a91 ",
                    " 0b7a3f52-9c1e-4d68-8f0a-2d5c6e7f8a91",
                    "0B7A3F52-9C1E-4D68-8F0A-2D5C6E7F8A91",
                    "0b7a3f52-9c1e-4d68-8f0a-2d5c6e7f8a9",
                    "0b7a3f52-9c1e-4d68-8f0a-2d5c6e7f8a910",
                    "0b7a3f529c1e4d688f0a2d5c6e7f8a91",
                    "0b7a3f52-9c1e-4d68-8f0a-2d5c6e7f8a9g",
                    "0b7a3f52-9c1e-4d68-8f0a-2d5c6e7f8a9\u0661",
                    "{0b7a3f52-9c1e-4d68-8f0a-2d5c6e7f8a91}",
                    "arn:aws:secretsmanager:eu-central-1:1:secret:x",
                    "*"
                })
        void refuses_a_client_id_that_is_no_lower_case_uuid(String clientId) {
            assertRefused(
                    EventMember.CLIENT_ID.event().with("/clientId", clientId),
                    "/clientId: must be a lower-case UUID");
        }
    }

    @Nested
    class GivenFailureDetails {

        @ParameterizedTest
        @EnumSource(FailureType.class)
        void takes_each_type_of_the_api(FailureType type) {
            assertThat(resultOf(aFailure().with("/failureDetails/type", type.wireName())))
                    .isInstanceOfSatisfying(
                            JobResult.Failure.class,
                            failure -> assertThat(failure.type()).isEqualTo(type));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {"", "jobFailed", "JOB_FAILED", "JobFailed ", "Jobfailed", "Succeeded"})
        void refuses_another_type(String type) {
            assertRefused(
                    aFailure().with("/failureDetails/type", type),
                    "/failureDetails/type: must be one of JobFailed, ConfigurationError,"
                            + " PermissionError, RevisionOutOfSync, RevisionUnavailable,"
                            + " SystemUnavailable");
        }

        @ParameterizedTest
        @ValueSource(strings = {"/currentRevision", "/continuationToken", "/executionDetails"})
        void refuses_a_member_of_successes_beside_them(String pointer) {
            EventJson success = aSuccessWithEverything();
            EventJson both =
                    success.with("/failureDetails/type", "JobFailed")
                            .with("/failureDetails/message", "no");

            assertRefused(
                    Stream.of("/currentRevision", "/continuationToken", "/executionDetails")
                            .filter(other -> !other.equals(pointer))
                            .reduce(both, EventJson::without, (a, _) -> a),
                    pointer + ": must not be given together with failureDetails");
        }

        @Test
        void refuses_all_members_of_successes_beside_them() {
            assertRefused(
                    aSuccessWithEverything()
                            .with("/failureDetails/type", "JobFailed")
                            .with("/failureDetails/message", "no"),
                    "/currentRevision: must not be given together with failureDetails",
                    "/continuationToken: must not be given together with failureDetails",
                    "/executionDetails: must not be given together with failureDetails");
        }

        @Test
        void refuses_what_they_exclude_whatever_it_is() {
            assertRefused(
                    aFailure().with("/executionDetails", 1),
                    "/executionDetails: must not be given together with failureDetails",
                    "/executionDetails: must be an object");
        }

        @Test
        void refuses_them_empty() {
            assertRefused(
                    aSuccess().withLiteral("/failureDetails", "{}"),
                    "/failureDetails/type: is missing",
                    "/failureDetails/message: is missing");
        }
    }

    @Nested
    class GivenAMemberOfAWrongType {

        static Stream<Arguments> wrong() {
            return EventMember.all()
                    .flatMap(
                            member ->
                                    member.wrongTypes().stream()
                                            .map(literal -> Arguments.of(member, literal)));
        }

        @ParameterizedTest
        @MethodSource("wrong")
        void refuses_it(EventMember member, String literal) {
            assertRefused(
                    member.event().withLiteral(member.pointer, literal),
                    member.pointer + ": " + member.typeComplaint());
        }
    }

    @Nested
    class GivenAnUnknownMember {

        @ParameterizedTest
        @ValueSource(strings = {"", "/currentRevision", "/executionDetails"})
        void refuses_it_at_each_level_of_a_success(String parent) {
            assertRefused(
                    aSuccessWithEverything().with(parent + "/continuationTokn", "x"),
                    parent + "/continuationTokn: is unknown");
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "/failureDetails"})
        void refuses_it_at_each_level_of_a_failure(String parent) {
            assertRefused(aFailure().with(parent + "/reason", "x"), parent + "/reason: is unknown");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {"1", "true", "\"x\"", "[]", "[[{\"a\":[]}]]", "{}", "{\"a\":{\"b\":1}}"})
        void refuses_it_once_whatever_it_holds(String literal) {
            assertRefused(aSuccess().withLiteral("/extra", literal), "/extra: is unknown");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {"jobid", "JobId", "jobId ", "job_id", "clienttoken", "\u0000jobId", ""})
        void compares_names_exactly(String name) {
            assertRefused(aSuccess().with("/" + name, "x"), "/" + name + ": is unknown");
        }

        @Test
        void escapes_its_name_in_the_pointer() {
            assertRefused(
                    aSuccess().with("/a~1b~0c~01", "x").with("/~1", "x"),
                    "/~1: is unknown",
                    "/a~1b~0c~01: is unknown");
        }

        @Test
        void cuts_a_long_name_at_a_code_point() {
            assertRefused(
                    aSuccess().with("/" + ROCKET.repeat(101), "x"),
                    "/" + ROCKET.repeat(99) + "…: is unknown");
        }

        @Test
        void names_them_in_order() {
            assertRefused(
                    aSuccess().with("/b", "x").with("/a", "x").with("/c", "x"),
                    "/a: is unknown",
                    "/b: is unknown",
                    "/c: is unknown");
        }
    }

    @Nested
    class GivenADuplicateMember {

        @ParameterizedTest
        @EnumSource(EventMember.class)
        void refuses_it_at_each_level(EventMember member) {
            assertRefused(
                    member.event().withTwice(member.pointer),
                    member.pointer + ": must be given once");
        }

        @Test
        void refuses_it_when_one_is_null() {
            assertThat(violations("{\"jobId\":null,\"jobId\":\"j\",\"clientToken\":\"t\"}"))
                    .contains("/jobId: must be given once");
            assertThat(violations("{\"jobId\":\"j\",\"jobId\":null,\"clientToken\":\"t\"}"))
                    .containsExactly("/jobId: must be given once");
        }

        @Test
        void refuses_it_when_it_is_written_differently() {
            assertThat(violations("{\"jobId\":\"j\",\"job\\u0049d\":\"k\",\"clientToken\":\"t\"}"))
                    .containsExactly("/jobId: must be given once");
        }

        @Test
        void says_it_once_however_often_it_is_given() {
            assertThat(violations("{\"jobId\":\"j\"" + ",\"clientToken\":\"t\"".repeat(3) + "}"))
                    .containsExactly("/clientToken: must be given once");
        }

        @Test
        void refuses_it_within_an_unknown_member_too() {
            assertRefused(
                    aSuccess().withLiteral("/x", "{\"y\":{\"z\":1,\"z\":2}}"),
                    "/x/y/z: must be given once",
                    "/x: is unknown");
        }

        @Test
        void refuses_it_in_an_envelope() {
            assertThat(
                            violations(
                                    "{\"detail-type\":\"x\",\"id\":\"1\",\"id\":\"2\",\"detail\":"
                                            + aSuccess()
                                            + "}"))
                    .containsExactly("/id: must be given once");
        }
    }

    @Nested
    class GivenALoneSurrogate {

        static Stream<Arguments> lone() {
            return EventMember.strings()
                    .flatMap(
                            member ->
                                    Stream.of(
                                                    "" + HIGH_SURROGATE,
                                                    "" + LOW_SURROGATE,
                                                    "\uD800",
                                                    "\uDFFF",
                                                    "a" + HIGH_SURROGATE,
                                                    LOW_SURROGATE + "z",
                                                    "a" + HIGH_SURROGATE + "z",
                                                    "" + LOW_SURROGATE + HIGH_SURROGATE,
                                                    ROCKET + HIGH_SURROGATE + ROCKET)
                                            .map(literal -> Arguments.of(member, literal)));
        }

        @ParameterizedTest
        @MethodSource("lone")
        void refuses_it_as_it_is_and_escaped(EventMember member, String text) {
            EventJson event = member.event().with(member.pointer, text);
            String complaint = member.pointer + ": must be well-formed Unicode";

            assertThat(violations(event.text())).containsExactly(complaint);
            assertThat(event.asciiText()).contains("\\u").isASCII();
            assertThat(violations(event.asciiText())).containsExactly(complaint);
        }

        @ParameterizedTest
        @MethodSource(MEMBERS + "prose")
        void refuses_it_even_where_the_text_would_be_cut_off(EventMember member) {
            assertRefused(
                    member.event()
                            .with(member.pointer, "x".repeat(member.maxLength) + HIGH_SURROGATE),
                    member.pointer + ": must be well-formed Unicode");
        }

        @Test
        void refuses_it_in_a_time() {
            EventJson event =
                    aSuccessWithEverything()
                            .with("/currentRevision/created", "2026-01-01T09:58:12Z\uD83D");

            assertThat(violationsOf(event))
                    .singleElement()
                    .asString()
                    .startsWith("/currentRevision/created: ");
        }

        @Test
        void refuses_it_in_a_name() {
            assertThat(violationsOf(aSuccess().with("/jobId" + HIGH_SURROGATE, "x"))).hasSize(1);
        }

        @Test
        void takes_a_pair_whichever_half_is_escaped() {
            for (String pair : List.of("\\ud83d\\ude80", "\\uD83D" + LOW_SURROGATE, ROCKET)) {
                assertThat(
                                textOf(
                                        EventMember.JOB_ID,
                                        aSuccess().withLiteral("/jobId", "\"" + pair + "\"")))
                        .isEqualTo(ROCKET);
            }
        }
    }

    @Nested
    class GivenATextThatIsNoJsonObject {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    " ",
                    "\r\n\t ",
                    "[]",
                    "[{\"jobId\":\"j\",\"clientToken\":\"t\"}]",
                    "\"text\"",
                    "\"{}\"",
                    "0",
                    "-1.5e3",
                    "true",
                    "false",
                    "null"
                })
        void refuses_it(String text) {
            assertThat(violations(text)).containsExactly("the event: must be a JSON object");
            assertThat(busViolations(text)).containsExactly("the event: must be a JSON object");
        }

        @ParameterizedTest
        @FieldSource("NO_JSON")
        void refuses_what_is_not_even_json(String text) {
            assertThat(violations(text))
                    .singleElement()
                    .asString()
                    .matches("the event: must be JSON \\(line \\d+, column \\d+\\)");
            assertThat(busViolations(text)).isEqualTo(violations(text));
        }

        static final List<String> NO_JSON =
                List.of(
                        "completed",
                        "jobId=j&clientToken=t",
                        "<event/>",
                        "{",
                        "{\"jobId\"",
                        "{\"jobId\":",
                        "{\"jobId\":\"j",
                        "{\"jobId\":\"j\"",
                        "{\"jobId\":\"j\",",
                        "{\"jobId\":\"j\",}",
                        "{\"jobId\":\"j\" \"clientToken\":\"t\"}",
                        "{jobId:\"j\"}",
                        "{'jobId':'j'}",
                        "{\"jobId\":j}",
                        "{\"jobId\":\"a\nb\"}",
                        "{\"jobId\":\"\\x\"}",
                        "{\"jobId\":\"\\u12\"}",
                        "{\"jobId\":[1,}",
                        "{\"jobId\":[}]",
                        "{\"jobId\":NaN}",
                        "{\"jobId\":undefined}",
                        "{\"jobId\":tru}",
                        "{} // done",
                        "/* done */ {}",
                        "}",
                        "\u0000",
                        "\uFEFF{\"jobId\":\"j\",\"clientToken\":\"t\"}",
                        "\uD83D");

        @Test
        void says_where_it_is_broken() {
            assertThat(violations("{\n  \"jobId\": \"j\",\n  \"clientToken\": x\n}"))
                    .singleElement()
                    .asString()
                    .startsWith("the event: must be JSON (line 3, column ");
        }

        @ParameterizedTest
        @ValueSource(strings = {"{}", "[]", "null", "1", "\"x\""})
        void refuses_a_second_value(String second) {
            assertThat(violations(aSuccess() + "\n" + second))
                    .containsExactly("the event: must be followed by nothing (line 2, column 1)");
        }

        @ParameterizedTest
        @ValueSource(strings = {"x", ",", "}", "]", "{", "\u0000", "NaN"})
        void refuses_trailing_text(String trailing) {
            assertThat(violations(aSuccess() + trailing)).hasSize(1);
        }

        @Test
        void knows_no_job() {
            assertThat(parser.parseMessage("{\"jobId\":\"j\"").knownJobId()).isEmpty();
        }
    }

    @Nested
    class GivenAHugeText {

        private static final int MEBIBYTE = 1024 * 1024;
        private static final int LEVELS = 100_000;

        @ParameterizedTest
        @ValueSource(strings = {"[", "{\"a\":", "[{\"a\":", "{\"a\":["})
        void refuses_100_000_levels_of_nesting(String opening) {
            String nested = opening.repeat(LEVELS);

            assertTooDeep(nested.startsWith("[") ? "{\"a\":" + nested : nested);
            assertTooDeep("{\"jobId\":" + nested);
            assertTooDeep("{\"detail-type\":\"x\",\"detail\":" + nested);
        }

        @Test
        void refuses_100_000_levels_of_nesting_that_are_closed_again() {
            assertTooDeep("{\"a\":" + "[".repeat(LEVELS) + "]".repeat(LEVELS) + "}");
            assertTooDeep("{\"a\":".repeat(LEVELS) + "1" + "}".repeat(LEVELS));
        }

        @Test
        void refuses_100_000_levels_in_a_notification() {
            String message = Wrapping.NOTIFICATION.wrap("{\"a\":".repeat(LEVELS));

            assertThat(atOnce(() -> violations(message)))
                    .containsExactly(
                            "/Message: must not be nested this deep, nor have names or numbers this"
                                    + " long");
        }

        @Test
        void refuses_an_array_of_100_000_levels_that_is_no_object() {
            String array = "[".repeat(LEVELS);

            assertThat(atOnce(() -> violations(array)))
                    .containsExactly("the event: must be a JSON object");
        }

        @ParameterizedTest
        @MethodSource(MEMBERS + "identifiers")
        void refuses_a_mebibyte_in_an_identifier(EventMember member) {
            EventJson event = member.event().with(member.pointer, "x".repeat(MEBIBYTE));

            assertThat(atOnce(() -> violationsOf(event)))
                    .containsExactly(member.pointer + lengthComplaint(member.maxLength, MEBIBYTE));
        }

        @ParameterizedTest
        @MethodSource(MEMBERS + "prose")
        void cuts_a_mebibyte_of_prose(EventMember member) {
            EventJson event = member.event().with(member.pointer, "x".repeat(MEBIBYTE));

            assertThat(atOnce(() -> textOf(member, event)))
                    .isEqualTo("x".repeat(member.maxLength - 1) + "…");
        }

        @Test
        void refuses_a_mebibyte_in_a_time_and_in_a_name() {
            EventJson time =
                    aSuccessWithEverything().with("/currentRevision/created", "2".repeat(MEBIBYTE));
            EventJson name = aSuccess().with("/" + "x".repeat(MEBIBYTE), 1);

            assertThat(atOnce(() -> violationsOf(time))).hasSize(1);
            assertThat(atOnce(() -> violationsOf(name)))
                    .containsExactly(
                            "the event: must not be nested this deep, nor have names or numbers"
                                    + " this long");
        }

        @Test
        void refuses_a_mebibyte_of_blanks_and_of_text() {
            assertThat(atOnce(() -> violations(" ".repeat(MEBIBYTE)))).hasSize(1);
            assertThat(atOnce(() -> violations("x".repeat(MEBIBYTE)))).hasSize(1);
        }

        @Test
        void refuses_100_000_unknown_members() {
            String unknown =
                    IntStream.range(0, 100_000)
                            .mapToObj("\"%05d\":0"::formatted)
                            .collect(Collectors.joining(",", "{", "}"));

            assertThat(atOnce(() -> malformed(parser.parseMessage(unknown)).detail()))
                    .startsWith("/jobId: is missing; /clientToken: is missing")
                    .contains("/00000: is unknown; /00001: is unknown;")
                    .hasSize(4096)
                    .endsWith("…");
        }

        @Test
        void cuts_its_violations_to_the_length_of_a_dead_letters_detail() {
            String deep = ("{\"" + "x".repeat(100) + "\":").repeat(60);
            String duplicates = "\"y\":0,".repeat(160_000);
            String event = deep + "{" + duplicates + "\"z\":0}" + "}".repeat(60);

            long kept = atOnce(() -> violations(event)).stream().mapToLong(String::length).sum();

            assertThat(kept).isBetween(4096L, 4L * MEBIBYTE);
        }
    }

    @Nested
    class GivenSeveralViolations {

        @Test
        void names_all_of_a_success() {
            assertThat(
                            violations(
                                    """
                                    {
                                      "clientToken": 5,
                                      "currentRevision": {
                                        "revision": "",
                                        "created": "2026-01-01",
                                        "revisionSummary": {},
                                        "author": "x"
                                      },
                                      "continuationToken": "",
                                      "continuationTokn": "x",
                                      "executionDetails": {
                                        "summary": [],
                                        "externalExecutionId": "",
                                        "percentComplete": 140,
                                        "percentComplete": 100
                                      }
                                    }
                                    """))
                    .containsExactly(
                            "/executionDetails/percentComplete: must be given once",
                            "/jobId: is missing",
                            "/clientToken: must be a string",
                            "/currentRevision/revision: must be 1 to 1500 characters, was 0",
                            "/currentRevision/changeIdentifier: is missing",
                            "/currentRevision/created: must be a time within the years 1 to 9999:"
                                    + " ISO-8601 with offset, or seconds since the epoch",
                            "/currentRevision/revisionSummary: must be a string",
                            "/currentRevision/author: is unknown",
                            "/continuationToken: must be 1 to 2048 characters, was 0",
                            "/executionDetails/summary: must be a string",
                            "/executionDetails/externalExecutionId: must be 1 to 1500 characters,"
                                    + " was 0",
                            "/executionDetails/percentComplete: must be 0 to 100, was 140",
                            "/continuationTokn: is unknown");
        }

        @Test
        void names_all_of_a_failure() {
            assertRefused(
                    anEmptyEvent()
                            .with("/clientId", "X")
                            .with("/continuationToken", "x")
                            .with("/failureDetails/type", "Failed")
                            .with("/failureDetails/message", "")
                            .with("/failureDetails/externalExecutionId", 7)
                            .with("/failureDetails/summary", "x"),
                    "/jobId: is missing",
                    "/clientId: must be a lower-case UUID",
                    "/continuationToken: must not be given together with failureDetails",
                    "/failureDetails/type: must be one of JobFailed, ConfigurationError,"
                            + " PermissionError, RevisionOutOfSync, RevisionUnavailable,"
                            + " SystemUnavailable",
                    "/failureDetails/message: must be 1 to 5000 characters, was 0",
                    "/failureDetails/externalExecutionId: must be a string",
                    "/failureDetails/summary: is unknown");
        }

        @Test
        void says_all_on_one_line() {
            assertThat(malformed(parser.parseMessage("{}")).detail())
                    .isEqualTo("/jobId: is missing; /clientToken: is missing, and so is clientId");
        }
    }

    @Nested
    class GivenAnEnvelope {

        @ParameterizedTest
        @EnumSource(Wrapping.class)
        void takes_the_event_out_of_it(Wrapping wrapping) {
            for (EventJson event : List.of(aSuccessWithEverything(), aFailureWithEverything())) {
                assertThat(completionOf(parser.parseMessage(wrapping.wrap(event.text()))))
                        .isEqualTo(completionOf(event));
            }
        }

        @ParameterizedTest
        @EnumSource(Wrapping.class)
        void points_into_it(Wrapping wrapping) {
            String event =
                    aSuccessWithEverything()
                            .with("/executionDetails/percentComplete", 140)
                            .withTwice("/jobId")
                            .with("/x", 1)
                            .text();

            assertThat(violations(wrapping.wrap(event)))
                    .containsExactly(
                            wrapping.pointer() + "/jobId: must be given once",
                            wrapping.pointer()
                                    + "/executionDetails/percentComplete:"
                                    + " must be 0 to 100, was 140",
                            wrapping.pointer() + "/x: is unknown");
        }

        @ParameterizedTest
        @EnumSource(Wrapping.class)
        void knows_the_job_of_a_refused_event(Wrapping wrapping) {
            String message = wrapping.wrap(aSuccess().with("/x", 1).text());

            assertThat(parser.parseMessage(message).knownJobId()).contains(new JobId("job-1"));
        }

        @ParameterizedTest
        @EnumSource(
                value = Wrapping.class,
                names = {"EVENT_BRIDGE", "EVENT_BRIDGE_IN_NOTIFICATION"})
        void keeps_id_and_time_of_an_event_bridge_event(Wrapping wrapping) {
            ParsedEvent.Envelope expected =
                    new ParsedEvent.Envelope(
                            Optional.of("5b5c51f2-ea60-5947-a601-e14b9652d1ba"),
                            Optional.of(Instant.parse("2026-01-01T10:00:00Z")),
                            false);

            assertThat(envelopeOf(wrapping.wrap(aSuccess().text()))).isEqualTo(expected);
            assertThat(envelopeOf(wrapping.wrap("{}"))).isEqualTo(expected);
            assertThat(envelopeOf(wrapping.wrap("5"))).isEqualTo(expected);
        }

        @Test
        void keeps_id_and_time_of_a_notification() {
            ParsedEvent.Envelope expected =
                    new ParsedEvent.Envelope(
                            Optional.of("6f3722bf-1592-5d18-836c-663b6a97aa20"),
                            Optional.of(Instant.parse("2026-01-01T11:00:00Z")),
                            false);

            assertThat(envelopeOf(Wrapping.NOTIFICATION.wrap(aSuccess().text())))
                    .isEqualTo(expected);
            assertThat(envelopeOf(Wrapping.NOTIFICATION.wrap("{}"))).isEqualTo(expected);
            assertThat(envelopeOf(Wrapping.NOTIFICATION.wrap("no JSON"))).isEqualTo(expected);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "\"id\":5,\"time\":5",
                    "\"id\":null,\"time\":null",
                    "\"id\":{},\"time\":[]",
                    "\"id\":\"\",\"time\":\"\"",
                    "\"time\":\"today\"",
                    "\"time\":\"2026-01-01T10:00:00\"",
                    "\"time\":\"+10000-01-01T00:00:00Z\"",
                    "\"time\":\"+999999999-12-31T23:59:59Z\"",
                    "\"time\":\"-999999999-01-01T00:00:00Z\"",
                    "\"source\":\"x\""
                })
        void ignores_an_id_and_a_time_that_are_none(String members) {
            String message =
                    "{\"detail-type\":\"x\",%s,\"detail\":%s}".formatted(members, aSuccess());

            assertThat(completionOf(parser.parseMessage(message)))
                    .isEqualTo(completionOf(aSuccess()));
            assertThat(envelopeOf(message)).isEqualTo(ParsedEvent.Envelope.NONE);
        }

        @Test
        void ignores_an_id_that_is_too_long() {
            String message =
                    "{\"detail-type\":\"x\",\"id\":\"%s\",\"detail\":%s}"
                            .formatted("x".repeat(100_000), aSuccess());

            assertThat(envelopeOf(message).id()).isEmpty();
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "{\"detail-type\":\"x\",\"detail\":\"{}\"}   | /detail: must be an object",
                    "{\"detail-type\":\"x\",\"detail\":[]}       | /detail: must be an object",
                    "{\"detail-type\":\"x\",\"detail\":5}        | /detail: must be an object",
                    "{\"Type\":\"Notification\",\"Message\":{}}  | /Message: must be a string",
                    "{\"Type\":\"Notification\",\"Message\":5}   | /Message: must be a string",
                    "{\"Type\":\"Notification\",\"Message\":\"\"}|"
                            + " /Message: must be a JSON object",
                    "{\"Type\":\"Notification\",\"Message\":\"[]\"}|"
                            + " /Message: must be a JSON object",
                    "{\"Type\":\"Notification\",\"Message\":\"done\"}|"
                            + " '/Message: must be JSON (line 1, column 1)'",
                    "{\"Type\":\"Notification\",\"Message\":\"{} {}\"}|"
                            + " '/Message: must be followed by nothing (line 1, column 4)'"
                })
        void refuses_one_that_holds_no_event(String message, String violation) {
            assertThat(violations(message)).containsExactly(violation);
        }

        @Test
        void opens_no_notification_in_a_notification_and_none_in_an_event_bridge_event() {
            String notification = Wrapping.NOTIFICATION.wrap(aSuccess().text());

            for (Wrapping outer : List.of(Wrapping.NOTIFICATION, Wrapping.EVENT_BRIDGE)) {
                assertThat(violations(outer.wrap(notification)))
                        .contains(
                                outer.pointer() + "/jobId: is missing",
                                outer.pointer() + "/Message: is unknown");
            }
        }

        @Test
        void opens_no_event_bridge_event_in_an_event_bridge_event() {
            String event = Wrapping.EVENT_BRIDGE.wrap(aSuccess().text());

            assertThat(violations(Wrapping.EVENT_BRIDGE.wrap(event)))
                    .contains("/detail/jobId: is missing", "/detail/detail: is unknown");
        }

        @Test
        void treats_what_only_resembles_an_envelope_as_a_bare_event() {
            assertRefused(aSuccess().with("/Message", "{}"), "/Message: is unknown");
            assertRefused(
                    aSuccess().with("/Message", "{}").with("/Type", "UnsubscribeConfirmation"),
                    "/Message: is unknown",
                    "/Type: is unknown");
            assertRefused(aSuccess().withLiteral("/detail", "{}"), "/detail: is unknown");
            assertRefused(aSuccess().with("/detail-type", "x"), "/detail-type: is unknown");
        }
    }

    @Nested
    class GivenTheBus {

        @Test
        void takes_an_event_bridge_event() {
            String event = Wrapping.EVENT_BRIDGE.wrap(aSuccessWithEverything().text());

            assertThat(parser.parseBusEvent(event)).isEqualTo(parser.parseMessage(event));
            assertThat(completionOf(parser.parseBusEvent(event)))
                    .isEqualTo(completionOf(aSuccessWithEverything()));
        }

        @Test
        void points_into_the_detail() {
            assertThat(busViolations(Wrapping.EVENT_BRIDGE.wrap(aSuccess().with("/x", 1).text())))
                    .containsExactly("/detail/x: is unknown");
        }

        @ParameterizedTest
        @EnumSource(
                value = Wrapping.class,
                names = {"NONE", "NOTIFICATION", "EVENT_BRIDGE_IN_NOTIFICATION"})
        void refuses_everything_else(Wrapping wrapping) {
            assertThat(busViolations(wrapping.wrap(aSuccess().text())))
                    .containsExactly("/detail: is missing");
        }

        @Test
        void refuses_a_detail_of_null_or_of_another_type() {
            assertThat(busViolations("{\"detail\":null}")).containsExactly("/detail: is missing");
            assertThat(busViolations("{\"detail\":\"{}\"}"))
                    .containsExactly("/detail: must be an object");
        }
    }

    @Nested
    class GivenASecret {

        private static final String LONG_TOKEN =
                "0123456789abcdefghijklmnopqrstuvwxyz0123456789abcdefghijklmnopqrstuvwxyz"
                        + "0123456789abcdefghijklmnopqrstuvwxyz0123456789";

        /** Invalid events, each with the token. */
        static Stream<String> refused() {
            EventJson event = aSuccessWithEverything();
            String json = event.text();
            int token = json.indexOf(CLIENT_TOKEN);
            Stream<String> broken =
                    Stream.of(
                            json.substring(0, token + CLIENT_TOKEN.length()),
                            json.substring(0, token + CLIENT_TOKEN.length() - 1),
                            json.replace("\"" + CLIENT_TOKEN + "\"", CLIENT_TOKEN),
                            json.replace("\"" + CLIENT_TOKEN + "\"", "'" + CLIENT_TOKEN + "'"),
                            json.replace("\"" + CLIENT_TOKEN, CLIENT_TOKEN),
                            json.replace(CLIENT_TOKEN, CLIENT_TOKEN + "\n"),
                            json.replace(CLIENT_TOKEN, "\\q" + CLIENT_TOKEN),
                            json.replace(CLIENT_TOKEN, CLIENT_TOKEN + "\\u00"),
                            json.replace(CLIENT_TOKEN, CLIENT_TOKEN + "\"" + CLIENT_TOKEN),
                            json.replace("\"clientToken\":", "\"clientToken\" "),
                            json + CLIENT_TOKEN,
                            json + "\"" + CLIENT_TOKEN + "\"",
                            CLIENT_TOKEN,
                            "\"" + CLIENT_TOKEN + "\"",
                            "[\"" + CLIENT_TOKEN + "\"]");
            Stream<EventJson> wrong =
                    Stream.of(
                            event.withTwice("/clientToken"),
                            event.with("/clientToken", CLIENT_TOKEN + "\uD83D"),
                            event.with("/clientToken", CLIENT_TOKEN.repeat(20)),
                            event.withLiteral("/clientToken", "[\"" + CLIENT_TOKEN + "\"]"),
                            event.withLiteral("/clientToken", "{\"v\":\"" + CLIENT_TOKEN + "\"}"),
                            event.with("/clienttoken", CLIENT_TOKEN).without("/clientToken"),
                            event.with("/clientId", CLIENT_TOKEN),
                            event.with("/jobId", CLIENT_TOKEN.repeat(20)),
                            event.with("/currentRevision/created", CLIENT_TOKEN),
                            event.with("/executionDetails/percentComplete", CLIENT_TOKEN),
                            event.with("/failureDetails/type", CLIENT_TOKEN),
                            event.with("/" + CLIENT_TOKEN, 1),
                            event.with("/executionDetails/x" + CLIENT_TOKEN + "x", 1),
                            event.with("/" + CLIENT_TOKEN, 1).withTwice("/" + CLIENT_TOKEN));
            return Stream.concat(broken, wrong.map(EventJson::text));
        }

        @ParameterizedTest
        @MethodSource("refused")
        void never_repeats_it(String event) {
            for (Wrapping wrapping : Wrapping.values()) {
                assertThat(parser.parseMessage(wrapping.wrap(event)).toString())
                        .startsWith("Malformed[")
                        .doesNotContain(CLIENT_TOKEN);
            }
            assertThat(parser.parseBusEvent(Wrapping.EVENT_BRIDGE.wrap(event)).toString())
                    .startsWith("Malformed[")
                    .doesNotContain(CLIENT_TOKEN);
        }

        /** An event sent as a form, escaped twice or printed by a program. */
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{\"jobId\":\"j\",\"clientToken\":\"" + CLIENT_TOKEN + "\"}",
                    "jobId\":\"j\",\"clientToken\":\"" + CLIENT_TOKEN,
                    "{\n \"ClientToken\" : \"" + CLIENT_TOKEN + "\"}",
                    "clientToken=" + CLIENT_TOKEN + "&jobId=j",
                    "{jobId=j, clientToken=" + CLIENT_TOKEN + "}"
                })
        void never_repeats_it_within_a_name(String name) {
            assertThat(violationsOf(anEmptyEvent().with("/" + name, "")))
                    .anyMatch(violation -> violation.endsWith("oken***: is unknown"))
                    .noneMatch(violation -> violation.contains(CLIENT_TOKEN));
        }

        @Test
        void never_repeats_it_where_a_damaged_event_became_a_name() {
            assertThat(violationsOf(anEmptyEvent().with("/Messag'\":\"" + CLIENT_TOKEN, "")))
                    .contains("/Messag'***: is unknown")
                    .noneMatch(violation -> violation.contains(CLIENT_TOKEN));
        }

        @Test
        void repeats_a_misspelt_name_of_it() {
            assertThat(
                            violationsOf(
                                    aSuccess()
                                            .with("/clientTokens", "x")
                                            .with("/client_token", "x")))
                    .containsExactly("/clientTokens: is unknown", "/client_token: is unknown");
        }

        @Test
        void never_repeats_a_token_of_digits_as_a_number() {
            EventJson event =
                    aSuccess()
                            .with("/clientToken", "8014730915")
                            .withLiteral("/executionDetails/percentComplete", "8014730915");

            assertThat(malformed(parser.parseMessage(event.text())).detail())
                    .doesNotContain("8014730915");
        }

        @ParameterizedTest
        @ValueSource(strings = {"c2Vj/mV0/dG9r~ZW4=", "https://the.token/", LONG_TOKEN})
        void never_repeats_it_as_a_name_that_is_escaped_or_cut(String token) {
            String event =
                    "{\"jobId\": \"j\", \"clientToken\": \"%1$s\", \"%1$s\": 1}".formatted(token);

            assertThat(violations(event)).containsExactly("/***: is unknown");
        }

        @Test
        void does_not_print_it_when_the_event_is_valid() {
            assertThat(parser.parseMessage(aSuccess().text()).toString())
                    .contains("ClientToken[***]")
                    .doesNotContain(CLIENT_TOKEN);
        }
    }

    private JobCompletion completionOf(EventJson event) {
        schema.assertAgreesWithTheParserOn(event.text());
        return completionOf(parser.parseMessage(event.text()));
    }

    private static JobCompletion completionOf(ParsedEvent event) {
        assertThat(event).isInstanceOf(ParsedEvent.Valid.class);
        return ((ParsedEvent.Valid) event).completion();
    }

    private JobResult resultOf(EventJson event) {
        return completionOf(event).result();
    }

    private JobResult.Success successOf(EventJson event) {
        return (JobResult.Success) resultOf(event);
    }

    private Credential credentialOf(EventJson event) {
        return completionOf(event).credential();
    }

    private String textOf(EventMember member, EventJson event) {
        return member.textIn(completionOf(event));
    }

    private ParsedEvent.Envelope envelopeOf(String message) {
        return parser.parseMessage(message).envelope();
    }

    private void assertRefused(EventJson event, String... violations) {
        schema.assertAgreesWithTheParserOn(event.text());
        assertThat(violationsOf(event)).containsExactly(violations);
    }

    private List<String> violationsOf(EventJson event) {
        return violations(event.text());
    }

    private List<String> violations(String message) {
        return malformed(parser.parseMessage(message)).violations();
    }

    private List<String> busViolations(String event) {
        return malformed(parser.parseBusEvent(event)).violations();
    }

    private static ParsedEvent.Malformed malformed(ParsedEvent event) {
        assertThat(event).isInstanceOf(ParsedEvent.Malformed.class);
        return (ParsedEvent.Malformed) event;
    }

    private void assertTooDeep(String event) {
        List<String> complaint =
                List.of(
                        "the event: must not be nested this deep, nor have names or numbers this"
                                + " long");

        assertThat(atOnce(() -> violations(event))).isEqualTo(complaint);
        assertThat(atOnce(() -> busViolations(event))).isEqualTo(complaint);
    }

    private static <T> T atOnce(Supplier<T> work) {
        return assertTimeoutPreemptively(Duration.ofSeconds(10), work::get);
    }

    private static String lengthComplaint(int limit, int length) {
        return ": must be 1 to %d characters, was %d".formatted(limit, length);
    }

    @Nested
    class GivenMembersWithLineBreaksInTheirNames {

        @Test
        void is_refused_in_one_line() {
            ParsedEvent event = new EventParser().parseMessage("{\"a\\nb\\u2028c\": 1}");

            assertThat(event).isInstanceOf(ParsedEvent.Malformed.class);
            assertThat(((ParsedEvent.Malformed) event).detail())
                    .contains("/a\ufffdb\ufffdc: is unknown");
        }
    }
}

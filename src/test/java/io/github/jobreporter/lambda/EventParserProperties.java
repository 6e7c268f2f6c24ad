package io.github.jobreporter.lambda;

import static java.util.Locale.ROOT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.mockingDetails;

import io.github.jobreporter.aws.CodePipelineJobs;
import io.github.jobreporter.completion.ClientId;
import io.github.jobreporter.completion.ClientToken;
import io.github.jobreporter.completion.Credential;
import io.github.jobreporter.completion.JobCompletion;
import io.github.jobreporter.support.Choices;
import io.github.jobreporter.support.EventJson;
import io.github.jobreporter.support.EventJson.Wrapping;
import io.github.jobreporter.support.Property;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.codepipeline.CodePipelineClient;
import software.amazon.awssdk.services.codepipeline.model.CodePipelineRequest;
import software.amazon.awssdk.services.codepipeline.model.CurrentRevision;
import software.amazon.awssdk.services.codepipeline.model.ExecutionDetails;
import software.amazon.awssdk.services.codepipeline.model.FailureDetails;
import software.amazon.awssdk.services.codepipeline.model.FailureType;
import software.amazon.awssdk.services.codepipeline.model.PutThirdPartyJobFailureResultRequest;
import software.amazon.awssdk.services.codepipeline.model.PutThirdPartyJobSuccessResultRequest;

class EventParserProperties {

    /** Different texts of the same event. */
    record Writing(Wrapping wrapping, boolean ascii, TimeFormat time) {

        String write(EventJson event) {
            return wrapping.wrap(ascii ? event.asciiText() : event.text());
        }
    }

    enum TimeFormat {
        UTC {
            @Override
            EventJson put(EventJson event, String pointer, Instant time) {
                return event.with(pointer, time.toString());
            }
        },
        ELSEWHERE {
            @Override
            EventJson put(EventJson event, String pointer, Instant time) {
                OffsetDateTime there =
                        time.atOffset(
                                ZoneOffset.ofTotalSeconds((int) (time.toEpochMilli() % 64800)));
                return event.with(pointer, DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(there));
            }
        },
        EPOCH_SECONDS {
            @Override
            EventJson put(EventJson event, String pointer, Instant time) {
                return event.withLiteral(
                        pointer, BigDecimal.valueOf(time.toEpochMilli(), 3).toPlainString());
            }
        },
        EPOCH_SECONDS_WITH_EXPONENT {
            @Override
            EventJson put(EventJson event, String pointer, Instant time) {
                return event.withLiteral(pointer, time.toEpochMilli() + "E-3");
            }
        };

        abstract EventJson put(EventJson event, String pointer, Instant time);
    }

    private static final @Nullable AwsRequestOverrideConfiguration NOTHING = null;

    private final EventParser parser = new EventParser();
    private final EventSchema schema = new EventSchema();

    @Property
    void any_valid_success_round_trips_to_the_request_member_by_member(Choices choices) {
        assertRoundTrips(success(choices), choices);
    }

    @Property
    void any_valid_failure_round_trips_to_the_request_member_by_member(Choices choices) {
        assertRoundTrips(failure(choices), choices);
    }

    private void assertRoundTrips(CodePipelineRequest request, Choices choices) {
        Writing writing = writing(choices);
        EventJson event = choices.shown(event(request, writing.time()));

        assertThat(sent(parsed(event, writing))).isEqualTo(request);
    }

    @Property(cases = 10)
    void the_requests_have_every_member_of_the_api(Choices choices) {
        assertHasEverything(success(choices, 0));
        assertHasEverything(failure(choices, 0));
    }

    private static void assertHasEverything(SdkPojo members) {
        assertThat(members.sdkFields())
                .allSatisfy(
                        field -> {
                            Object value = field.getValueOrDefault(members);
                            assertThat(value).as(field.memberName()).isNotNull();
                            if (value instanceof SdkPojo object) {
                                assertHasEverything(object);
                            }
                        });
    }

    @Property
    void the_bus_takes_any_valid_event_just_as_the_queue_does(Choices choices) {
        String event =
                choices.shown(
                        Wrapping.EVENT_BRIDGE.wrap(event(success(choices), TimeFormat.UTC).text()));

        assertThat(parser.parseBusEvent(event))
                .isInstanceOf(ParsedEvent.Valid.class)
                .isEqualTo(parser.parseMessage(event));
    }

    @Property
    void any_null_in_place_of_an_absent_member_changes_nothing(Choices choices) {
        Writing writing = writing(choices);
        EventJson event = choices.shown(event(success(choices), writing.time()));
        EventJson withNulls =
                EventMember.optionalOnes()
                        .filter(
                                member ->
                                        !event.has(member.pointer)
                                                && event.has(parent(member.pointer)))
                        .reduce(
                                event,
                                (changed, member) -> changed.withNull(member.pointer),
                                (a, _) -> a);

        assertThat(parsed(withNulls, writing)).isEqualTo(parsed(event, writing));
    }

    @Property(cases = 200)
    void any_prose_beyond_its_limit_is_cut_between_code_points(Choices choices) {
        Writing writing = writing(choices);
        EventMember member = choices.shown(choices.of(EventMember.prose().toList()));
        String prose =
                choices.shown(
                        choices.text(choices.between(member.maxLength + 1, 2 * member.maxLength)));
        EventJson event = member.event().with(member.pointer, prose);

        String cut = member.textIn(parsed(event, writing));

        assertThat(cut.codePoints()).hasSize(member.maxLength);
        assertThat(cut).endsWith("…");
        assertThat(prose).startsWith(cut.substring(0, cut.length() - 1));
    }

    @Property(cases = 3000)
    void any_single_mutation_is_refused_with_exactly_its_pointer(Choices choices) {
        Writing writing = writing(choices);
        Mutant mutant = choices.shown(mutant(choices));

        ParsedEvent refused = parser.parseMessage(writing.write(mutant.event()));

        assertThat(parser.parseMessage(writing.write(mutant.origin())))
                .isInstanceOf(ParsedEvent.Valid.class);
        assertThat(refused).isInstanceOf(ParsedEvent.Malformed.class);
        assertThat(((ParsedEvent.Malformed) refused).violations())
                .singleElement()
                .asString()
                .startsWith(writing.wrapping().pointer() + mutant.pointer() + ": ");
    }

    @Property
    void any_valid_success_is_valid_by_the_published_schema(Choices choices) {
        schema.assertAgreesWithTheParserOn(
                event(success(choices), choices.of(TimeFormat.values())).text());
    }

    @Property
    void any_valid_failure_is_valid_by_the_published_schema(Choices choices) {
        schema.assertAgreesWithTheParserOn(event(failure(choices), TimeFormat.UTC).text());
    }

    @Property(cases = 3000)
    void any_single_mutation_is_invalid_by_the_published_schema(Choices choices) {
        schema.assertAgreesWithTheParserOn(choices.shown(mutant(choices)).event().text());
    }

    @Property
    void any_text_is_parsed_or_refused(Choices choices) {
        assertQuiet(choices.shown(choices.anyText(60)));
    }

    @Property(cases = 3000)
    void any_object_is_parsed_or_refused_and_never_repeats_the_token(Choices choices) {
        assertQuiet(choices.shown(objectOfObjects(choices, 3)));
    }

    @Property(cases = 3000)
    void any_damage_to_a_valid_event_is_parsed_or_refused_and_never_repeats_the_token(
            Choices choices) {
        String text = choices.shown(damagedEvent(choices));
        ParsedOrRefused.check(text);
        assertQuiet(text);
    }

    private void assertQuiet(String text) {
        for (ParsedEvent event : List.of(parser.parseMessage(text), parser.parseBusEvent(text))) {
            if (event instanceof ParsedEvent.Malformed malformed) {
                assertThat(malformed.violations())
                        .isNotEmpty()
                        .allMatch(violation -> !violation.contains(EventJson.CLIENT_TOKEN));
                assertThat(malformed.detail()).isNotEmpty().hasSizeLessThanOrEqualTo(8192);
            }
        }
    }

    // The requests

    private static Writing writing(Choices choices) {
        return choices.shown(
                new Writing(
                        choices.of(Wrapping.values()),
                        choices.of(true, false),
                        choices.of(TimeFormat.values())));
    }

    private static PutThirdPartyJobSuccessResultRequest success(Choices choices) {
        return success(choices, 0.3);
    }

    private static PutThirdPartyJobSuccessResultRequest success(Choices choices, double absent) {
        CurrentRevision revision = choices.absent(absent, source -> revision(source, absent));
        ExecutionDetails details = choices.absent(absent, source -> details(source, absent));
        return PutThirdPartyJobSuccessResultRequest.builder()
                .jobId(text(choices, 512))
                .clientToken(text(choices, 256))
                .currentRevision(revision)
                .continuationToken(choices.absent(absent, source -> text(source, 2048)))
                .executionDetails(details)
                .build();
    }

    private static CurrentRevision revision(Choices choices, double absent) {
        return CurrentRevision.builder()
                .revision(text(choices, 1500))
                .changeIdentifier(text(choices, 100))
                .created(choices.absent(absent, EventParserProperties::time))
                .revisionSummary(choices.absent(absent, source -> text(source, 2048)))
                .build();
    }

    private static ExecutionDetails details(Choices choices, double absent) {
        return ExecutionDetails.builder()
                .summary(choices.absent(absent, source -> text(source, 2048)))
                .externalExecutionId(choices.absent(absent, source -> text(source, 1500)))
                .percentComplete(choices.absent(absent, source -> source.between(0, 100)))
                .build();
    }

    private static PutThirdPartyJobFailureResultRequest failure(Choices choices) {
        return failure(choices, 0.3);
    }

    private static PutThirdPartyJobFailureResultRequest failure(Choices choices, double absent) {
        return PutThirdPartyJobFailureResultRequest.builder()
                .jobId(text(choices, 512))
                .clientToken(text(choices, 256))
                .failureDetails(
                        FailureDetails.builder()
                                .type(choices.of(List.copyOf(FailureType.knownValues())))
                                .message(text(choices, 5000))
                                .externalExecutionId(
                                        choices.absent(absent, source -> text(source, 1500)))
                                .build())
                .build();
    }

    /** In milliseconds, the precision of the wire format. */
    private static Instant time(Choices choices) {
        return Instant.ofEpochMilli(
                choices.between(
                        Instant.parse("0001-01-01T00:00:00Z").toEpochMilli(),
                        Instant.parse("9999-12-31T23:59:59.999Z").toEpochMilli()));
    }

    /** A text of 1 to this many code points, often of exactly this many. */
    private static String text(Choices choices, int maxLength) {
        return choices.text(
                choices.of(
                        choices.between(1, Math.min(maxLength, 20)),
                        choices.between(1, maxLength),
                        choices.of(1, maxLength - 1, maxLength)));
    }

    /** The request as keyword arguments, by the SDK's list of members. */
    private static EventJson event(SdkPojo request, TimeFormat time) {
        return event(EventJson.anEmptyEvent(), "", request, time);
    }

    private static EventJson event(
            EventJson event, String parent, SdkPojo members, TimeFormat time) {
        EventJson result = event;
        for (SdkField<?> field : members.sdkFields()) {
            String pointer = parent + "/" + field.locationName();
            Object value = field.getValueOrDefault(members);
            result =
                    switch (value) {
                        case null -> result;
                        case String text -> result.with(pointer, text);
                        case Integer number -> result.with(pointer, number);
                        case Instant instant -> time.put(result, pointer, instant);
                        case SdkPojo object ->
                                event(result.withObject(pointer), pointer, object, time);
                        default -> throw new AssertionError("not written yet: " + pointer);
                    };
        }
        return result;
    }

    private JobCompletion parsed(EventJson event, Writing writing) {
        ParsedEvent parsed = parser.parseMessage(writing.write(event));
        assertThat(parsed).isInstanceOf(ParsedEvent.Valid.class);
        return ((ParsedEvent.Valid) parsed).completion();
    }

    /** The request to CodePipeline without its override configuration. */
    private static CodePipelineRequest sent(JobCompletion completion) {
        CodePipelineClient client = mock(CodePipelineClient.class);
        new CodePipelineJobs(client)
                .put(completion.jobId(), token(completion.credential()), completion.result());
        return mockingDetails(client).getInvocations().stream()
                .map(invocation -> withoutConfiguration(invocation.getArgument(0)))
                .collect(onlyElement());
    }

    private static <T> Collector<T, ?, T> onlyElement() {
        return Collectors.collectingAndThen(
                Collectors.toList(),
                puts -> {
                    assertThat(puts).hasSize(1);
                    return puts.getFirst();
                });
    }

    private static ClientToken token(Credential credential) {
        return switch (credential) {
            case ClientToken token -> token;
            case ClientId _ -> throw new AssertionError("no token");
        };
    }

    private static CodePipelineRequest withoutConfiguration(Object request) {
        return switch (request) {
            case PutThirdPartyJobSuccessResultRequest success ->
                    success.toBuilder().overrideConfiguration(NOTHING).build();
            case PutThirdPartyJobFailureResultRequest failure ->
                    failure.toBuilder().overrideConfiguration(NOTHING).build();
            default -> throw new AssertionError("another request");
        };
    }

    // The mutations

    /** The random values of a mutation. */
    record Chance(int number, String text, char loneSurrogate) {}

    /** One change that makes a valid event invalid in one place. */
    record Mutation(
            String what,
            EventMember where,
            UnaryOperator<String> pointer,
            BiFunction<EventJson, Chance, EventJson> change) {}

    /** A valid event and its mutation. */
    record Mutant(Mutation mutation, EventJson origin, Chance chance) {

        EventJson event() {
            return mutation.change().apply(origin, chance);
        }

        String pointer() {
            return mutation.pointer().apply(chance.text());
        }

        @Override
        public String toString() {
            return mutation.what() + " at " + mutation.where() + ": " + event();
        }
    }

    private static Mutant mutant(Choices choices) {
        Mutation mutation = choices.of(MUTATIONS);
        EventJson origin =
                event(
                        mutation.where().isOfFailures() ? failure(choices, 0) : success(choices, 0),
                        TimeFormat.UTC);
        return new Mutant(mutation, withCredential(mutation.where(), origin), chance(choices));
    }

    private static EventJson withCredential(EventMember member, EventJson event) {
        return member == EventMember.CLIENT_ID
                ? event.without("/clientToken").with("/clientId", EventJson.CLIENT_ID)
                : event;
    }

    private static Chance chance(Choices choices) {
        return new Chance(
                choices.between(1, 2000),
                // Tokens this short are not withheld.
                choices.text(choices.between(1, 7)),
                (char) choices.between(0xd800, 0xdfff));
    }

    private static final List<Mutation> MUTATIONS =
            EventMember.all().flatMap(EventParserProperties::mutationsOf).toList();

    private static Stream<Mutation> mutationsOf(EventMember member) {
        return Stream.of(
                        presence(member),
                        types(member),
                        switch (member.kind) {
                            case IDENTIFIER -> Stream.concat(lengths(member), surrogates(member));
                            case PROSE, WORD -> surrogates(member);
                            case TIME -> times(member);
                            case NUMBER -> numbers(member);
                            case OBJECT -> unknowns(member);
                        },
                        specialties(member))
                .flatMap(Function.identity());
    }

    private static Stream<Mutation> presence(EventMember member) {
        Mutation twice = mutation("twice", member, (event, _) -> event.withTwice(member.pointer));
        return member.required
                ? Stream.of(
                        twice,
                        mutation("missing", member, (event, _) -> event.without(member.pointer)),
                        mutation("null", member, (event, _) -> event.withNull(member.pointer)))
                : Stream.of(twice);
    }

    private static Stream<Mutation> types(EventMember member) {
        return member.wrongTypes().stream().map(type -> literal(member, type));
    }

    private static Stream<Mutation> lengths(EventMember member) {
        return Stream.of(
                text("empty", member, _ -> ""),
                text("one too long", member, _ -> "x".repeat(member.maxLength + 1)),
                text(
                        "too long",
                        member,
                        chance ->
                                Character.toString(chance.text().codePointAt(0))
                                        .repeat(member.maxLength + chance.number())));
    }

    private static Stream<Mutation> surrogates(EventMember member) {
        return Stream.of(
                text("lone surrogate", member, chance -> "" + chance.loneSurrogate()),
                text(
                        "trailing lone surrogate",
                        member,
                        chance -> chance.text() + chance.loneSurrogate()),
                text(
                        "leading lone surrogate",
                        member,
                        chance -> chance.loneSurrogate() + chance.text()),
                text("surrogates in the wrong order", member, _ -> "\uDE80\uD83D"));
    }

    private static Stream<Mutation> times(EventMember member) {
        return Stream.of(
                text("text", member, Chance::text),
                text(
                        "no offset",
                        member,
                        chance -> "%04d-01-01T00:00:00".formatted(chance.number())),
                text(
                        "too early",
                        member,
                        chance -> "-%04d-01-01T00:00:00Z".formatted(chance.number())),
                text(
                        "too late",
                        member,
                        chance -> "+1%04d-01-01T00:00:00Z".formatted(chance.number())),
                number(
                        "milliseconds",
                        member,
                        chance -> "%d000000000000".formatted(chance.number())),
                number("tiny", member, chance -> "1e-%d".formatted(40 + chance.number())),
                number("huge", member, chance -> "1e%d".formatted(12 + chance.number())),
                number(
                        "gigantic",
                        member,
                        chance -> "1e%d".formatted(chance.number() * 0x8000_0000L)));
    }

    private static Stream<Mutation> numbers(EventMember member) {
        return Stream.of(
                number("one too large", member, _ -> "101"),
                number("too large", member, chance -> String.valueOf(100 + chance.number())),
                number("too small", member, chance -> String.valueOf(-chance.number())),
                number(
                        "far too large",
                        member,
                        chance -> String.valueOf(chance.number() * (1L << 32))),
                number("fraction", member, chance -> chance.number() + ".5"),
                number("whole fraction", member, chance -> chance.number() % 101 + ".0"),
                number("exponent", member, chance -> chance.number() % 10 + "e1"),
                number("text", member, chance -> "\"" + chance.number() % 101 + "\""));
    }

    private static Stream<Mutation> unknowns(EventMember member) {
        return Stream.of(unknown(member, member.pointer));
    }

    private static Mutation unknown(EventMember member, String parent) {
        return new Mutation(
                "unknown",
                member,
                name -> parent + "/" + escape(shown(name)),
                (event, chance) ->
                        event.with(parent + "/" + escape(chance.text()), chance.number()));
    }

    /** A name is cut at a quote, which shows that a part of an event became a name. */
    private static String shown(String name) {
        int quote = name.indexOf('"');
        return quote < 0 ? name : name.substring(0, quote) + "***";
    }

    private static Stream<Mutation> specialties(EventMember member) {
        return switch (member) {
            case JOB_ID -> Stream.of(unknown(member, ""));
            case CLIENT_TOKEN ->
                    Stream.of(
                            mutation(
                                    "neither", member, (event, _) -> event.without(member.pointer)),
                            at(
                                    "/clientId",
                                    mutation(
                                            "both",
                                            member,
                                            (event, _) ->
                                                    event.with("/clientId", EventJson.CLIENT_ID))));
            case CLIENT_ID ->
                    Stream.of(
                            text("text", member, Chance::text),
                            text("upper case", member, _ -> EventJson.CLIENT_ID.toUpperCase(ROOT)),
                            text("path", member, _ -> "../" + EventJson.CLIENT_ID),
                            text("longer", member, chance -> EventJson.CLIENT_ID + chance.text()),
                            mutation(
                                    "both", member, (event, _) -> event.with("/clientToken", "t")));
            case FAILURE_TYPE ->
                    Stream.of(
                            text("text", member, Chance::text),
                            text("lower case", member, _ -> "jobfailed"));
            case FAILURE_MESSAGE -> Stream.of(text("empty", member, _ -> ""));
            case FAILURE_DETAILS ->
                    Stream.of(
                            at(
                                    "/currentRevision",
                                    mutation(
                                            "beside a revision",
                                            member,
                                            EventParserProperties::withRevision)),
                            at(
                                    "/continuationToken",
                                    mutation(
                                            "beside a continuation",
                                            member,
                                            (event, chance) ->
                                                    event.with(
                                                            "/continuationToken", chance.text()))),
                            at(
                                    "/executionDetails",
                                    mutation(
                                            "beside details",
                                            member,
                                            (event, _) -> event.withObject("/executionDetails"))));
            default -> Stream.empty();
        };
    }

    private static Mutation text(String what, EventMember member, Function<Chance, String> text) {
        return mutation(
                what, member, (event, chance) -> event.with(member.pointer, text.apply(chance)));
    }

    private static Mutation number(
            String what, EventMember member, Function<Chance, String> literal) {
        return mutation(
                what,
                member,
                (event, chance) -> event.withLiteral(member.pointer, literal.apply(chance)));
    }

    private static Mutation literal(EventMember member, String literal) {
        return number("wrong type " + literal, member, _ -> literal);
    }

    private static Mutation mutation(
            String what, EventMember member, BiFunction<EventJson, Chance, EventJson> change) {
        return new Mutation(what, member, _ -> member.pointer, change);
    }

    private static EventJson withRevision(EventJson event, Chance chance) {
        return event.with("/currentRevision/revision", chance.text())
                .with("/currentRevision/changeIdentifier", chance.text());
    }

    private static Mutation at(String pointer, Mutation mutation) {
        return new Mutation(mutation.what(), mutation.where(), _ -> pointer, mutation.change());
    }

    private static String escape(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }

    private static String parent(String pointer) {
        return pointer.substring(0, pointer.lastIndexOf('/'));
    }

    // Any text

    private static final List<String> LITERALS =
            List.of(
                    "null",
                    "true",
                    "0",
                    "-1",
                    "50",
                    "140",
                    "1.5",
                    "1e3",
                    "1e9999999999",
                    "0e2147483648",
                    "\"\"",
                    "\"x\"",
                    "\"\\ud800\"",
                    "\"{}\"",
                    "\"Notification\"",
                    "\"JobFailed\"",
                    "\"2026-01-01T10:00:00Z\"",
                    "[]",
                    "[{}]",
                    "{}",
                    "NaN",
                    "\"" + EventJson.CLIENT_ID + "\"",
                    "\"" + EventJson.CLIENT_TOKEN + "\"",
                    EventJson.CLIENT_TOKEN);

    private static final List<String> NAMES =
            List.of(
                    "jobId",
                    "clientToken",
                    "clientId",
                    "currentRevision",
                    "revision",
                    "changeIdentifier",
                    "created",
                    "revisionSummary",
                    "continuationToken",
                    "executionDetails",
                    "summary",
                    "externalExecutionId",
                    "percentComplete",
                    "failureDetails",
                    "type",
                    "message",
                    "detail",
                    "detail-type",
                    "id",
                    "time",
                    "Type",
                    "Message",
                    "MessageId",
                    "Timestamp",
                    "",
                    "~/");

    private static String objectOfObjects(Choices choices, int depth) {
        return choices
                .listOfUpTo(8, source -> "\"" + source.of(NAMES) + "\":" + value(source, depth - 1))
                .stream()
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static String value(Choices choices, int depth) {
        return depth > 0 && choices.of(true, false)
                ? objectOfObjects(choices, depth)
                : choices.of(LITERALS);
    }

    private static String damagedEvent(Choices choices) {
        EventJson event =
                choices.of(EventJson.aSuccessWithEverything(), EventJson.aFailureWithEverything());
        return choices.damagedJson(writing(choices).write(event));
    }
}

package io.github.jobreporter.lambda;

import io.github.jobreporter.completion.ClientId;
import io.github.jobreporter.completion.ClientToken;
import io.github.jobreporter.completion.CurrentRevision;
import io.github.jobreporter.completion.ExecutionDetails;
import io.github.jobreporter.completion.JobCompletion;
import io.github.jobreporter.completion.JobResult;
import io.github.jobreporter.support.EventJson;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The members of a completion event, independent of the parser. */
enum EventMember {
    JOB_ID(Kind.IDENTIFIER, true, "/jobId", 512),
    CLIENT_TOKEN(Kind.IDENTIFIER, false, "/clientToken", 256),
    CLIENT_ID(Kind.WORD, false, "/clientId", 36),
    CURRENT_REVISION(Kind.OBJECT, false, "/currentRevision", 0),
    REVISION(Kind.IDENTIFIER, true, "/currentRevision/revision", 1500),
    CHANGE_IDENTIFIER(Kind.IDENTIFIER, true, "/currentRevision/changeIdentifier", 100),
    CREATED(Kind.TIME, false, "/currentRevision/created", 0),
    REVISION_SUMMARY(Kind.PROSE, false, "/currentRevision/revisionSummary", 2048),
    CONTINUATION_TOKEN(Kind.IDENTIFIER, false, "/continuationToken", 2048),
    EXECUTION_DETAILS(Kind.OBJECT, false, "/executionDetails", 0),
    SUMMARY(Kind.PROSE, false, "/executionDetails/summary", 2048),
    EXTERNAL_EXECUTION_ID(Kind.IDENTIFIER, false, "/executionDetails/externalExecutionId", 1500),
    PERCENT_COMPLETE(Kind.NUMBER, false, "/executionDetails/percentComplete", 0),
    FAILURE_DETAILS(Kind.OBJECT, false, "/failureDetails", 0),
    FAILURE_TYPE(Kind.WORD, true, "/failureDetails/type", 0),
    FAILURE_MESSAGE(Kind.PROSE, true, "/failureDetails/message", 5000),
    FAILURE_EXTERNAL_EXECUTION_ID(
            Kind.IDENTIFIER, false, "/failureDetails/externalExecutionId", 1500);

    enum Kind {
        IDENTIFIER,
        PROSE,
        WORD,
        TIME,
        NUMBER,
        OBJECT
    }

    final Kind kind;
    final boolean required;
    final String pointer;
    final int maxLength;

    EventMember(Kind kind, boolean required, String pointer, int maxLength) {
        this.kind = kind;
        this.required = required;
        this.pointer = pointer;
        this.maxLength = maxLength;
    }

    static Stream<EventMember> all() {
        return Arrays.stream(values());
    }

    static Stream<EventMember> all(Kind kind) {
        return all().filter(member -> member.kind == kind);
    }

    static Stream<EventMember> identifiers() {
        return all(Kind.IDENTIFIER);
    }

    static Stream<EventMember> prose() {
        return all(Kind.PROSE);
    }

    static Stream<EventMember> optionalProse() {
        return prose().filter(member -> !member.required);
    }

    static Stream<EventMember> objects() {
        return all(Kind.OBJECT);
    }

    static Stream<EventMember> strings() {
        return all().filter(EventMember::isString);
    }

    static Stream<EventMember> requiredOnes() {
        return all().filter(member -> member.required);
    }

    /** Members that may be absent, with no other member instead. */
    static Stream<EventMember> optionalOnes() {
        return all().filter(member -> !member.required)
                .filter(
                        member ->
                                member != CLIENT_TOKEN
                                        && member != CLIENT_ID
                                        && member != FAILURE_DETAILS);
    }

    private boolean isString() {
        return switch (kind) {
            case IDENTIFIER, PROSE, WORD -> true;
            case TIME, NUMBER, OBJECT -> false;
        };
    }

    boolean isOfFailures() {
        return pointer.startsWith("/failureDetails");
    }

    boolean isOfSuccesses() {
        return pointer.startsWith("/currentRevision")
                || pointer.startsWith("/continuationToken")
                || pointer.startsWith("/executionDetails");
    }

    /** A valid event with this member and all others that may accompany it. */
    EventJson event() {
        EventJson event =
                isOfFailures()
                        ? EventJson.aFailureWithEverything()
                        : EventJson.aSuccessWithEverything();
        return this == CLIENT_ID
                ? event.without("/clientToken").with("/clientId", EventJson.CLIENT_ID)
                : event;
    }

    private static final List<String> NEVER = List.of("true", "false", "[]", "[{}]", "[\"a\"]");
    private static final List<String> TEXTS = List.of("\"text\"", "\"\"", "\"50\"", "\"NaN\"");
    private static final List<String> NUMBERS = List.of("50", "-1", "0.5", "1e1");
    private static final List<String> OBJECTS = List.of("{}", "{\"a\":1}");

    /** Literals of all JSON types other than this member's. */
    List<String> wrongTypes() {
        return switch (kind) {
            case IDENTIFIER, PROSE, WORD -> join(List.of(NEVER, NUMBERS, OBJECTS));
            case TIME, NUMBER -> join(List.of(NEVER, TEXTS, OBJECTS));
            case OBJECT -> join(List.of(NEVER, TEXTS, NUMBERS));
        };
    }

    private static List<String> join(List<List<String>> lists) {
        return lists.stream().flatMap(List::stream).toList();
    }

    /** The value of this member, a string, in a completion. */
    String textIn(JobCompletion completion) {
        return switch (completion.result()) {
            case JobResult.Success success -> textIn(completion, success).orElseThrow();
            case JobResult.Failure failure -> textIn(completion, failure).orElseThrow();
        };
    }

    private Optional<String> textIn(JobCompletion completion, JobResult.Success success) {
        var revision = success.currentRevision();
        var details = success.executionDetails();
        return switch (this) {
            case REVISION -> revision.map(CurrentRevision::revision);
            case CHANGE_IDENTIFIER -> revision.map(CurrentRevision::changeIdentifier);
            case REVISION_SUMMARY -> revision.flatMap(CurrentRevision::revisionSummary);
            case CONTINUATION_TOKEN -> success.continuationToken();
            case SUMMARY -> details.flatMap(ExecutionDetails::summary);
            case EXTERNAL_EXECUTION_ID -> details.flatMap(ExecutionDetails::externalExecutionId);
            default -> commonTextIn(completion);
        };
    }

    private Optional<String> textIn(JobCompletion completion, JobResult.Failure failure) {
        return switch (this) {
            case FAILURE_TYPE -> Optional.of(failure.type().wireName());
            case FAILURE_MESSAGE -> Optional.of(failure.message());
            case FAILURE_EXTERNAL_EXECUTION_ID -> failure.externalExecutionId();
            default -> commonTextIn(completion);
        };
    }

    private Optional<String> commonTextIn(JobCompletion completion) {
        return switch (this) {
            case JOB_ID -> Optional.of(completion.jobId().value());
            case CLIENT_TOKEN, CLIENT_ID ->
                    switch (completion.credential()) {
                        case ClientToken(var value) -> Optional.of(value);
                        case ClientId(var value) -> Optional.of(value);
                    };
            default -> Optional.empty();
        };
    }

    String typeComplaint() {
        return switch (kind) {
            case IDENTIFIER, PROSE, WORD -> "must be a string";
            case TIME ->
                    "must be a time within the years 1 to 9999: ISO-8601 with offset, or seconds"
                            + " since the epoch";
            case NUMBER -> "must be 0 to 100, as a whole number";
            case OBJECT -> "must be an object";
        };
    }
}

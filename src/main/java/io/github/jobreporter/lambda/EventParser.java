package io.github.jobreporter.lambda;

import io.github.jobreporter.completion.ClientId;
import io.github.jobreporter.completion.ClientToken;
import io.github.jobreporter.completion.Credential;
import io.github.jobreporter.completion.CurrentRevision;
import io.github.jobreporter.completion.ExecutionDetails;
import io.github.jobreporter.completion.FailureType;
import io.github.jobreporter.completion.JobCompletion;
import io.github.jobreporter.completion.JobId;
import io.github.jobreporter.completion.JobResult;
import io.github.jobreporter.lambda.ParsedEvent.Envelope;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Parses completion events: the request of {@code PutThirdPartyJobSuccessResult} or {@code
 * PutThirdPartyJobFailureResult} as JSON, bare or in an envelope.
 *
 * <p>Strict, because a result is final: whatever is unknown, given twice, of a wrong type or
 * outside its limits is refused, and a refusal names every violation.
 */
final class EventParser {

    private static final String CLIENT_TOKEN = "clientToken";
    private static final String CLIENT_ID = "clientId";
    private static final String FAILURE_DETAILS = "failureDetails";

    private static final String FAILURE_TYPES =
            Arrays.stream(FailureType.values())
                    .map(FailureType::wireName)
                    .collect(Collectors.joining(", ", "must be one of ", ""));

    /** Parses a message of the queue: a bare event, an EventBridge event or an SNS notification. */
    ParsedEvent parseMessage(String body) {
        Violations violations = new Violations();
        return JsonDocument.read(body, violations)
                .map(it -> new MemberReader(it, violations))
                .map(it -> message(it, violations))
                .orElseGet(() -> malformed(violations, Envelope.NONE));
    }

    /** Parses an event of the bus: an EventBridge event. */
    ParsedEvent parseBusEvent(String event) {
        Violations violations = new Violations();
        return JsonDocument.read(event, violations)
                .map(it -> busEvent(new MemberReader(it, violations), violations))
                .orElseGet(() -> malformed(violations, Envelope.NONE));
    }

    private ParsedEvent message(MemberReader members, Violations violations) {
        return isNotification(members)
                ? notification(members, violations)
                : eventOrBusEvent(members, violations, Envelope.NONE);
    }

    private ParsedEvent eventOrBusEvent(MemberReader members, Violations violations, Envelope outer) {
        return members.has("detail") && members.has("detail-type")
                ? busEvent(members, violations)
                : event(members, violations, outer);
    }

    private static boolean isNotification(MemberReader members) {
        return members.has("Message")
                && members.lenientText("Type").filter("Notification"::equals).isPresent();
    }

    private ParsedEvent notification(MemberReader notification, Violations violations) {
        Envelope envelope = envelope(notification, "MessageId", "Timestamp");
        Violations within = violations.at("Message");
        Optional<String> message = notification.lenientText("Message");
        if (message.isEmpty()) {
            within.add("must be a string");
        }
        return message.flatMap(it -> JsonDocument.read(it, within))
                .map(it -> eventOrBusEvent(new MemberReader(it, within), within, envelope))
                .orElseGet(() -> malformed(violations, envelope));
    }

    private ParsedEvent busEvent(MemberReader event, Violations violations) {
        Envelope envelope = envelope(event, "id", "time");
        if (!event.has("detail")) {
            violations.at("detail").add("is missing");
        }
        return event.object("detail")
                .map(it -> event(it, violations, envelope))
                .orElseGet(() -> malformed(violations, envelope));
    }

    private static Envelope envelope(MemberReader members, String id, String time) {
        return new Envelope(
                members.lenientText(id).filter(Envelope.ID_LENGTH::admits),
                members.lenientTime(time));
    }

    private static ParsedEvent malformed(Violations violations, Envelope envelope) {
        return new ParsedEvent.Malformed(violations.found(), Optional.empty(), envelope);
    }

    private static ParsedEvent event(MemberReader event, Violations violations, Envelope envelope) {
        List<String> credentials =
                Stream.of(CLIENT_TOKEN, CLIENT_ID)
                        .flatMap(it -> event.lenientText(it).stream())
                        .toList();
        Optional<JobId> jobId = event.required("jobId", JobId.LENGTH).map(JobId::new);
        Optional<Credential> credential = credential(event);
        Optional<? extends JobResult> result =
                event.has(FAILURE_DETAILS) ? failure(event) : Optional.of(success(event));
        event.rejectTheRest();
        credentials.forEach(violations::withhold);
        if (!violations.found().isEmpty()) {
            return new ParsedEvent.Malformed(violations.found(), jobId, envelope);
        }
        return new ParsedEvent.Valid(
                new JobCompletion(
                        jobId.orElseThrow(), credential.orElseThrow(), result.orElseThrow()),
                envelope);
    }

    private static Optional<Credential> credential(MemberReader event) {
        if (event.has(CLIENT_ID)) {
            if (event.has(CLIENT_TOKEN)) {
                event.violationsAt(CLIENT_ID).add("must not be given together with clientToken");
            }
            event.optional(CLIENT_TOKEN, ClientToken.LENGTH);
            return event.requiredOneOf(
                    CLIENT_ID, EventParser::clientId, "must be a lower-case UUID");
        }
        if (!event.has(CLIENT_TOKEN)) {
            event.violationsAt(CLIENT_TOKEN).add("is missing, and so is clientId");
        }
        return event.optional(CLIENT_TOKEN, ClientToken.LENGTH).map(ClientToken::new);
    }

    private static Optional<Credential> clientId(String text) {
        return ClientId.admits(text) ? Optional.of(new ClientId(text)) : Optional.empty();
    }

    private static JobResult success(MemberReader event) {
        return new JobResult.Success(
                event.object("currentRevision").flatMap(EventParser::currentRevision),
                event.optional("continuationToken", JobResult.Success.CONTINUATION_TOKEN_LENGTH),
                event.object("executionDetails").map(EventParser::executionDetails));
    }

    private static Optional<CurrentRevision> currentRevision(MemberReader revision) {
        Optional<String> id = revision.required("revision", CurrentRevision.REVISION_LENGTH);
        Optional<String> change =
                revision.required("changeIdentifier", CurrentRevision.CHANGE_IDENTIFIER_LENGTH);
        var created = revision.time("created");
        Optional<String> summary =
                revision.optionalProse("revisionSummary", CurrentRevision.REVISION_SUMMARY_LENGTH);
        revision.rejectTheRest();
        return id.flatMap(
                it -> change.map(that -> new CurrentRevision(it, that, created, summary)));
    }

    private static ExecutionDetails executionDetails(MemberReader details) {
        ExecutionDetails executionDetails =
                new ExecutionDetails(
                        details.optionalProse("summary", ExecutionDetails.SUMMARY_LENGTH),
                        details.optional(
                                "externalExecutionId",
                                ExecutionDetails.EXTERNAL_EXECUTION_ID_LENGTH),
                        details.integer("percentComplete", 0, 100));
        details.rejectTheRest();
        return executionDetails;
    }

    private static Optional<JobResult> failure(MemberReader event) {
        Stream.of("currentRevision", "continuationToken", "executionDetails")
                .filter(event::has)
                .forEach(
                        it ->
                                event.violationsAt(it)
                                        .add("must not be given together with failureDetails"));
        // They are violations already; what is wrong within them is named all the same.
        success(event);
        return event.object(FAILURE_DETAILS).flatMap(EventParser::failureDetails);
    }

    private static Optional<JobResult> failureDetails(MemberReader details) {
        Optional<FailureType> type =
                details.requiredOneOf("type", FailureType::named, FAILURE_TYPES);
        Optional<String> message =
                details.requiredProse("message", JobResult.Failure.MESSAGE_LENGTH);
        Optional<String> externalExecutionId =
                details.optional(
                        "externalExecutionId", ExecutionDetails.EXTERNAL_EXECUTION_ID_LENGTH);
        details.rejectTheRest();
        return type.flatMap(
                it -> message.map(that -> new JobResult.Failure(it, that, externalExecutionId)));
    }
}

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
import io.github.jobreporter.completion.OutcomeEvent;
import io.github.jobreporter.lambda.ParsedEvent.Envelope;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Parses completion events: the request of {@code PutThirdPartyJobSuccessResult} or {@code
 * PutThirdPartyJobFailureResult} as JSON, bare or in an envelope.
 *
 * <p>Strict, because a result is final: an unknown or repeated member, a wrong type or a value
 * outside its limits is refused. A refusal names every violation.
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
        return parse(body, new Violations(), Envelope.NONE, EventParser::message);
    }

    /** Parses an event of the bus: an EventBridge event. */
    ParsedEvent parseBusEvent(String event) {
        return parse(event, new Violations(), Envelope.NONE, EventParser::busEvent);
    }

    private static ParsedEvent parse(
            String text,
            Violations violations,
            Envelope envelope,
            Function<MemberReader, ParsedEvent> read) {
        return JsonDocument.read(text, violations)
                .map(object -> read.apply(new MemberReader(object, violations)))
                .orElseGet(() -> malformed(violations, envelope));
    }

    private static ParsedEvent message(MemberReader message) {
        return isNotification(message)
                ? notification(message)
                : eventOrBusEvent(message, Envelope.NONE);
    }

    private static ParsedEvent eventOrBusEvent(MemberReader event, Envelope outer) {
        return event.has("detail") && event.has("detail-type")
                ? busEvent(event)
                : event(event, outer);
    }

    private static boolean isNotification(MemberReader message) {
        return message.has("Message")
                && message.peekText("Type").filter("Notification"::equals).isPresent();
    }

    private static ParsedEvent notification(MemberReader notification) {
        Envelope envelope = envelope(notification, "MessageId", "Timestamp");
        Violations violations = notification.violations().at("Message");
        Optional<String> message = notification.peekText("Message");
        if (message.isEmpty()) {
            violations.add("must be a string");
            return malformed(violations, envelope);
        }
        return parse(
                message.get(), violations, envelope, event -> eventOrBusEvent(event, envelope));
    }

    private static ParsedEvent busEvent(MemberReader event) {
        Envelope envelope = envelope(event, "id", "time");
        if (!event.has("detail")) {
            event.violations().at("detail").add("is missing");
        }
        return event.object("detail")
                .map(detail -> event(detail, envelope))
                .orElseGet(() -> malformed(event.violations(), envelope));
    }

    private static Envelope envelope(MemberReader members, String id, String time) {
        return new Envelope(
                members.peekText(id).filter(Envelope.ID_LENGTH::admits),
                members.peekTime(time),
                members.peekText("detail-type")
                        .filter(OutcomeEvent.DETAIL_TYPE::equals)
                        .isPresent());
    }

    private static ParsedEvent malformed(Violations violations, Envelope envelope) {
        return new ParsedEvent.Malformed(violations.found(), Optional.empty(), envelope);
    }

    private static ParsedEvent event(MemberReader event, Envelope envelope) {
        List<String> credentials =
                Stream.of(CLIENT_TOKEN, CLIENT_ID)
                        .flatMap(name -> event.peekText(name).stream())
                        .toList();
        Optional<JobId> jobId = event.required("jobId", JobId.LENGTH).map(JobId::new);
        Optional<Credential> credential = credential(event);
        Optional<? extends JobResult> result =
                event.has(FAILURE_DETAILS) ? failure(event) : Optional.of(success(event));
        event.rejectUnread();
        credentials.forEach(event.violations()::withhold);
        List<String> violations = event.violations().found();
        if (!violations.isEmpty()) {
            return new ParsedEvent.Malformed(violations, jobId, envelope);
        }
        return new ParsedEvent.Valid(
                new JobCompletion(
                        jobId.orElseThrow(), credential.orElseThrow(), result.orElseThrow()),
                envelope);
    }

    private static Optional<Credential> credential(MemberReader event) {
        if (event.has(CLIENT_ID)) {
            if (event.has(CLIENT_TOKEN)) {
                event.violations().at(CLIENT_ID).add("must not be given together with clientToken");
            }
            event.optional(CLIENT_TOKEN, ClientToken.LENGTH);
            return event.requiredOneOf(
                    CLIENT_ID, EventParser::clientId, "must be a lower-case UUID");
        }
        if (!event.has(CLIENT_TOKEN)) {
            event.violations().at(CLIENT_TOKEN).add("is missing, and so is clientId");
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

    private static Optional<CurrentRevision> currentRevision(MemberReader details) {
        Optional<String> revision = details.required("revision", CurrentRevision.REVISION_LENGTH);
        Optional<String> changeIdentifier =
                details.required("changeIdentifier", CurrentRevision.CHANGE_IDENTIFIER_LENGTH);
        Optional<Instant> created = details.time("created");
        Optional<String> summary =
                details.optionalProse("revisionSummary", CurrentRevision.REVISION_SUMMARY_LENGTH);
        details.rejectUnread();
        return revision.isPresent() && changeIdentifier.isPresent()
                ? Optional.of(
                        new CurrentRevision(
                                revision.get(), changeIdentifier.get(), created, summary))
                : Optional.empty();
    }

    private static ExecutionDetails executionDetails(MemberReader details) {
        ExecutionDetails executionDetails =
                new ExecutionDetails(
                        details.optionalProse("summary", ExecutionDetails.SUMMARY_LENGTH),
                        details.optional(
                                "externalExecutionId",
                                ExecutionDetails.EXTERNAL_EXECUTION_ID_LENGTH),
                        details.integer("percentComplete", 0, 100));
        details.rejectUnread();
        return executionDetails;
    }

    private static Optional<JobResult> failure(MemberReader event) {
        Stream.of("currentRevision", "continuationToken", "executionDetails")
                .filter(event::has)
                .map(event.violations()::at)
                .forEach(member -> member.add("must not be given together with failureDetails"));
        // Read for the violations within these members.
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
        details.rejectUnread();
        return type.isPresent() && message.isPresent()
                ? Optional.of(new JobResult.Failure(type.get(), message.get(), externalExecutionId))
                : Optional.empty();
    }
}

package io.github.jobreporter.chaos;

import static java.util.stream.Collectors.groupingBy;

import io.github.jobreporter.local.http.RecordedCall;
import io.github.jobreporter.local.queue.DeadLetterQueue.Letter;
import io.github.jobreporter.local.runtime.FunctionDelivery;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Compares every event with the records of the services. */
final class Audit {

    /** Of a message after the last fault. Then it is too old for every reason. */
    static final int MOST_DELIVERIES = 250;

    static final Duration PRESUMPTION = Duration.ofMinutes(15);

    /** The shortest time for which an event is retried, by the reason of its dead letter. */
    static final Map<String, Duration> PATIENCE =
            Map.of(
                    "JOB_NOT_IN_PROGRESS", Duration.ofHours(1),
                    "CLIENT_TOKEN_NOT_FOUND", Duration.ofHours(1),
                    "THROTTLED", Duration.ofHours(24),
                    "SERVICE_FAULT", Duration.ofHours(24));

    /** Possible reasons for any event while services fail. */
    private static final Set<String> REASONS_OF_THE_SERVICES =
            Set.of("THROTTLED", "OUTCOME_UNKNOWN", "SERVICE_FAULT");

    /** Reasons that do not deny an acceptance. Queue, bus and Lambda give no reason. */
    private static final Set<String> NO_DENIAL = Set.of("OUTCOME_UNKNOWN", "");

    private static final String OVERTAKEN =
            "dead letters overtaken by the acceptance of a repeated event";
    private static final String OVERTAKEN_MEANWHILE =
            "dead letters overtaken while the last delivery was ending";

    private static final String NOT_IN_PROGRESS = "JOB_NOT_IN_PROGRESS";
    private static final String INVALID_JOB_STATE = "InvalidJobStateException";

    private final Evidence evidence;
    private final AuditReport report = new AuditReport();
    private final Map<String, List<ChaosEvent>> eventsByJob;
    private final Map<String, List<RecordedCall>> acceptedByJob;
    private final Map<String, List<FunctionDelivery>> deliveriesByJob;
    private final Map<String, List<LedgerWrite>> writesByJob;
    private final Map<String, List<TroubledRequest>> troubledByJob;
    private final Map<ChaosEvent, List<Letter>> lettersByEvent;

    private Audit(Evidence evidence) {
        this.evidence = evidence;
        eventsByJob = by(evidence.events(), ChaosEvent::jobId);
        acceptedByJob =
                by(
                        evidence.journal().stream()
                                .filter(RecordedCall::accepted)
                                .filter(
                                        it ->
                                                Set.of(Ask.SUCCESS, Ask.FAILURE)
                                                        .contains(it.operation()))
                                .toList(),
                        RecordedCall::subject);
        deliveriesByJob = by(evidence.deliveries(), it -> it.line().path("jobId").asText());
        writesByJob = by(evidence.ledgerWrites(), LedgerWrite::jobId);
        troubledByJob = by(evidence.troubled(), TroubledRequest::jobId);
        lettersByEvent = new HashMap<>();
    }

    private static <T> Map<String, List<T>> by(List<T> all, Function<T, String> key) {
        return all.stream().collect(groupingBy(key));
    }

    static AuditReport of(Evidence evidence) {
        Audit audit = new Audit(evidence);
        audit.assignLetters();
        audit.report.count(AuditInvariant.I3, OVERTAKEN, 0);
        audit.report.count(AuditInvariant.I3, OVERTAKEN_MEANWHILE, 0);
        audit.acceptedByJob.forEach(audit::checkAccepted);
        evidence.events().forEach(audit::checkEvent);
        audit.lettersByEvent.forEach(
                (event, letters) -> letters.forEach(it -> audit.checkLetter(event, it)));
        audit.checkRest();
        new OutcomeAudit(evidence, audit.report).check();
        evidence.written().forEach(audit::checkSecrecy);
        return audit.report;
    }

    private void assignLetters() {
        Map<String, ChaosEvent> byText =
                evidence.events().stream()
                        .collect(Collectors.toMap(ChaosEvent::text, Function.identity()));
        for (Letter letter : evidence.letters()) {
            String body = letter.message().body();
            Optional.ofNullable(byText.get(body))
                    .or(() -> Optional.ofNullable(byText.get(detailOf(body))))
                    .ifPresentOrElse(
                            it ->
                                    lettersByEvent
                                            .computeIfAbsent(it, _ -> new ArrayList<>())
                                            .add(letter),
                            () ->
                                    report.violates(
                                            AuditInvariant.I1,
                                            "job '%s' has a dead letter whose event was never sent"
                                                    .formatted(letter.jobId())));
        }
    }

    /** The published text within an event of the bus. The detail is its last member. */
    private static String detailOf(String body) {
        int detail = body.indexOf("\"detail\":");
        return detail < 0 ? "" : body.substring(detail + "\"detail\":".length(), body.length() - 1);
    }

    private void checkAccepted(String jobId, List<RecordedCall> accepted) {
        report.count(AuditInvariant.I1, "jobs with a result", 1);
        if (accepted.size() > 1) {
            report.violates(
                    AuditInvariant.I1,
                    "%s: %d results were accepted".formatted(jobId, accepted.size()));
        }
        for (RecordedCall call : accepted) {
            if (eventsOf(jobId).stream().noneMatch(it -> asksFor(it, call))) {
                report.violates(
                        AuditInvariant.I1,
                        "%s: CodePipeline accepted a result that no event asks for: %s %s"
                                .formatted(jobId, call.operation(), call.request()));
            }
        }
    }

    private List<ChaosEvent> eventsOf(String jobId) {
        return eventsByJob.getOrDefault(jobId, List.of());
    }

    private static boolean asksFor(ChaosEvent event, RecordedCall accepted) {
        return event.ask().map(it -> it.isThatOf(accepted)).orElse(false);
    }

    /** The accepted call with the result of this event. */
    private Optional<RecordedCall> acceptanceOf(ChaosEvent event) {
        return acceptedByJob.getOrDefault(event.jobId(), List.of()).stream()
                .filter(it -> asksFor(event, it))
                .findFirst();
    }

    private void checkEvent(ChaosEvent event) {
        if (acceptanceOf(event).isPresent()) {
            report.count(AuditInvariant.I2, "events whose result was accepted", 1);
        } else if (isDeadLettered(event)) {
            report.count(AuditInvariant.I2, "events in the dead-letter queue only", 1);
        } else if (mayBePresumed(event)) {
            report.count(AuditInvariant.I2, "events presumed reported, and not accepted", 1);
            Optional<Instant> acknowledged =
                    Optional.ofNullable(evidence.acknowledgedLate().get(event.jobId()));
            acknowledged.ifPresent(it -> checkPresumption(event, it));
            boolean late = acknowledged.isPresent();
            report.count(
                    AuditInvariant.I2,
                    "events presumed reported, job acknowledged later",
                    late ? 1 : 0);
            report.count(
                    AuditInvariant.I2,
                    "events presumed reported, job never acknowledged",
                    late ? 0 : 1);
        } else {
            report.violates(AuditInvariant.I2, event + " is lost");
        }
    }

    private void checkPresumption(ChaosEvent event, Instant acknowledged) {
        Duration age = evidence.age(event, acknowledged);
        if (age.compareTo(PRESUMPTION) < 0) {
            report.violates(
                    AuditInvariant.I6,
                    "%s was presumed, and its job acknowledged after %s".formatted(event, age));
        }
    }

    private boolean isDeadLettered(ChaosEvent event) {
        return lettersByEvent.containsKey(event);
    }

    /**
     * Whether an event that ended without its result may have been presumed reported. All of these
     * must be true: CodePipeline answered for this result that the job was not in progress; it
     * accepted no result for the job; all events with other results were dead-lettered; an
     * invocation logged a presumption and found only attempts with this result unresolved; and the
     * wires show how such an attempt became unresolved.
     */
    private boolean mayBePresumed(ChaosEvent event) {
        return event.refusals().contains(NOT_IN_PROGRESS)
                && wasRefusedAsNotInProgress(event)
                && !acceptedByJob.containsKey(event.jobId())
                && eventsOf(event.jobId()).stream()
                        .filter(it -> !it.ask().equals(event.ask()))
                        .allMatch(this::isDeadLettered)
                && saidToBeReported(event.jobId())
                && writesByJob.getOrDefault(event.jobId(), List.of()).stream()
                        .anyMatch(LedgerWrite::mayPresume)
                && wasDisturbed(event);
    }

    private boolean wasRefusedAsNotInProgress(ChaosEvent event) {
        return evidence.journal().stream()
                .filter(it -> it.subject().equals(event.jobId()))
                .filter(it -> it.errorType().equals(Optional.of(INVALID_JOB_STATE)))
                .anyMatch(it -> asksFor(event, it));
    }

    private boolean saidToBeReported(String jobId) {
        return deliveriesByJob.getOrDefault(jobId, List.of()).stream()
                .filter(it -> outcome(it).equals("AlreadyReported"))
                .anyMatch(it -> it.line().path("presumed").asBoolean());
    }

    /**
     * Whether something happened that leaves an attempt unresolved: the call to CodePipeline got no
     * definite answer on the wire, a write of this job to the ledger met a fault, or an owner was
     * killed before its final write.
     */
    private boolean wasDisturbed(ChaosEvent event) {
        boolean inTrouble =
                troubledByJob.getOrDefault(event.jobId(), List.of()).stream()
                        .anyMatch(it -> isWriteToTheLedger(it) || asksFor(event, it));
        return inTrouble || somebodyDied(writesByJob.getOrDefault(event.jobId(), List.of()));
    }

    private static boolean isWriteToTheLedger(TroubledRequest troubled) {
        return troubled.operation().equals("PutItem");
    }

    private static boolean asksFor(ChaosEvent event, TroubledRequest troubled) {
        return event.ask().map(it -> it.isThatOf(troubled)).orElse(false);
    }

    private static boolean somebodyDied(List<LedgerWrite> writes) {
        Set<String> withLastWord =
                writes.stream()
                        .filter(it -> !it.isClaim())
                        .map(LedgerWrite::owner)
                        .collect(Collectors.toSet());
        return writes.stream()
                .filter(LedgerWrite::isClaim)
                .anyMatch(it -> !withLastWord.contains(it.owner()));
    }

    private static String outcome(FunctionDelivery delivery) {
        return delivery.line().path("outcome").asText();
    }

    private void checkLetter(ChaosEvent event, Letter letter) {
        String reason = letter.reason();
        report.count(
                AuditInvariant.I3,
                "dead letters " + (reason.isEmpty() ? "without a reason" : reason),
                1);
        if (!reason.isEmpty()
                && !REASONS_OF_THE_SERVICES.contains(reason)
                && !event.refusals().contains(reason)) {
            report.violates(
                    AuditInvariant.I3,
                    "%s was dead-lettered with the impossible reason %s: %s"
                            .formatted(event, reason, letter.detail()));
        }
        Optional.ofNullable(PATIENCE.get(reason))
                .filter(it -> age(event, letter).compareTo(it) < 0)
                .ifPresent(
                        it ->
                                report.violates(
                                        AuditInvariant.I7,
                                        "%s was given up as %s after %s"
                                                .formatted(event, reason, age(event, letter))));
        if (!NO_DENIAL.contains(reason)) {
            acceptanceOf(event).ifPresent(it -> checkDenial(event, letter, it));
        }
    }

    private Duration age(ChaosEvent event, Letter letter) {
        return evidence.age(event, Instant.parse(letter.failedAt()));
    }

    /** A reason must have been true at the time in the dead letter. */
    private void checkDenial(ChaosEvent event, Letter letter, RecordedCall acceptance) {
        boolean byAnother = wasByAnother(letter, acceptance);
        if (byAnother && acceptance.at().isAfter(Instant.parse(letter.failedAt()))) {
            report.count(AuditInvariant.I3, OVERTAKEN, 1);
        } else if (byAnother && wasMeanwhile(letter, acceptance)) {
            report.count(AuditInvariant.I3, OVERTAKEN_MEANWHILE, 1);
        } else {
            report.violates(
                    AuditInvariant.I3,
                    "%s was dead-lettered as %s at %s, but accepted at %s"
                            .formatted(event, letter.reason(), letter.failedAt(), acceptance.at()));
        }
    }

    /** Whether a delivery of another message received the acceptance. */
    private boolean wasByAnother(Letter letter, RecordedCall acceptance) {
        return deliveriesByJob.getOrDefault(acceptance.subject(), List.of()).stream()
                .filter(it -> outcome(it).equals("Reported"))
                .anyMatch(it -> !it.messageId().equals(letter.sourceMessageId()));
    }

    /** Whether this message's last delivery had begun when the result was accepted. */
    private boolean wasMeanwhile(Letter letter, RecordedCall acceptance) {
        return deliveriesByJob.getOrDefault(acceptance.subject(), List.of()).stream()
                .filter(it -> it.messageId().equals(letter.sourceMessageId()))
                .filter(it -> it.line().path("reason").asText().equals(letter.reason()))
                .anyMatch(it -> it.at().isBefore(acceptance.at()));
    }

    private void checkRest() {
        report.count(AuditInvariant.I4, "unfinished events", evidence.unfinished());
        if (evidence.unfinished() > 0) {
            report.violates(AuditInvariant.I4, evidence.unfinished() + " events are unfinished");
        }
        int most = 0;
        Map<String, Long> late =
                evidence.deliveries().stream()
                        .filter(it -> it.at().isAfter(evidence.faultsEnded()))
                        .collect(groupingBy(FunctionDelivery::messageId, Collectors.counting()));
        for (Map.Entry<String, Long> message : late.entrySet()) {
            most = Math.max(most, Math.toIntExact(message.getValue()));
            if (message.getValue() > MOST_DELIVERIES) {
                report.violates(
                        AuditInvariant.I4,
                        "message %s: %d deliveries after the last fault"
                                .formatted(message.getKey(), message.getValue()));
            }
        }
        report.count(AuditInvariant.I4, "most deliveries of a message after the last fault", most);
    }

    private void checkSecrecy(String place, List<String> texts) {
        report.count(AuditInvariant.I5, "texts searched: " + place, texts.size());
        long leaks = texts.stream().filter(it -> it.contains(Workload.TOKEN_MARK)).count();
        if (leaks > 0) {
            report.violates(
                    AuditInvariant.I5, "%d texts with a client token: %s".formatted(leaks, place));
        }
    }
}

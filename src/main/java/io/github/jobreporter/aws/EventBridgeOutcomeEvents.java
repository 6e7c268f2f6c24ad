package io.github.jobreporter.aws;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.github.jobreporter.completion.DeadLetter;
import io.github.jobreporter.completion.OneLine;
import io.github.jobreporter.completion.OutcomeEvent;
import io.github.jobreporter.completion.OutcomeEvents;
import io.github.jobreporter.completion.ReportOutcome;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResultEntry;

/**
 * Outcome events on a bus of Amazon EventBridge. Their detail type is not that of completion
 * events, so the rule that feeds the function cannot match them.
 *
 * <p>{@code docs/job-completion-outcome.schema.json} describes the detail.
 */
public final class EventBridgeOutcomeEvents implements OutcomeEvents {

    static final String SOURCE = "job-completion-reporter";

    /** Of the detail's schema. A new member that readers may ignore does not change it. */
    static final String VERSION = "1";

    private static final JsonFactory JSON = new JsonFactory();

    private final EventBridgeClient client;
    private final String busName;
    private final String stackName;

    /**
     * Publishes to a bus.
     *
     * @param stackName tells apart stacks that share the bus
     */
    public EventBridgeOutcomeEvents(EventBridgeClient client, String busName, String stackName) {
        this.client = client;
        this.busName = busName;
        this.stackName = stackName;
    }

    @Override
    public List<Unpublished> publish(List<OutcomeEvent> events) {
        List<PutEventsRequestEntry> entries = events.stream().map(this::entry).toList();
        try {
            return failed(events, client.putEvents(put -> put.entries(entries)).entries());
        } catch (SdkException e) {
            String detail = ServiceErrors.describe("EventBridge", e);
            return events.stream().map(event -> new Unpublished(event, detail)).toList();
        }
    }

    /** EventBridge refuses single entries, and answers in their order. */
    private static List<Unpublished> failed(
            List<OutcomeEvent> events, List<PutEventsResultEntry> results) {
        return IntStream.range(0, events.size())
                .filter(i -> i >= results.size() || results.get(i).eventId() == null)
                .mapToObj(i -> new Unpublished(events.get(i), describe(results, i)))
                .toList();
    }

    private static String describe(List<PutEventsResultEntry> results, int i) {
        return i < results.size()
                ? OneLine.of(
                        "EventBridge refused it: %s: %s"
                                .formatted(
                                        results.get(i).errorCode(), results.get(i).errorMessage()))
                : "EventBridge did not answer for it";
    }

    private PutEventsRequestEntry entry(OutcomeEvent event) {
        return PutEventsRequestEntry.builder()
                .eventBusName(busName)
                .source(SOURCE)
                .detailType(OutcomeEvent.DETAIL_TYPE)
                .detail(detail(event))
                .build();
    }

    private String detail(OutcomeEvent event) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            write(json, "version", VERSION);
            write(json, "stack", stackName);
            writeIfPresent(json, "jobId", event.jobId().map(it -> it.value()));
            switch (event.outcome()) {
                case ReportOutcome.Reported() -> write(json, "outcome", "Reported");
                case ReportOutcome.AlreadyReported(var presumed) -> {
                    write(json, "outcome", "AlreadyReported");
                    json.writeBooleanField("presumed", presumed);
                }
                case ReportOutcome.Refused(var reason, var detail) -> {
                    write(json, "outcome", "Refused");
                    write(json, "reason", reason.name());
                    // Others may quote names of the operator's roles and tables.
                    if (reason.isForThePartner()) {
                        write(json, "detail", DeadLetter.DETAIL_LENGTH.cut(detail));
                    }
                }
            }
            write(json, "messageId", event.messageId());
            writeIfPresent(json, "eventId", event.eventId());
            writeIfPresent(
                    json, "publishedAt", event.publishedAt().map(EventBridgeOutcomeEvents::text));
            write(json, "settledAt", text(event.settledAt()));
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private static String text(Instant time) {
        return time.truncatedTo(ChronoUnit.MILLIS).toString();
    }

    private static void writeIfPresent(JsonGenerator json, String name, Optional<String> value)
            throws IOException {
        if (value.isPresent()) {
            write(json, name, value.get());
        }
    }

    /** On one line: EventBridge refuses lone surrogates. */
    private static void write(JsonGenerator json, String name, String value) throws IOException {
        json.writeStringField(name, OneLine.of(value));
    }
}

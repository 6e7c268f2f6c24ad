package io.github.jobreporter.local.bus;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.jobreporter.local.http.AwsJsonServer;
import io.github.jobreporter.local.http.AwsJsonServer.Answer;
import io.github.jobreporter.local.http.AwsJsonServer.Scope;
import io.github.jobreporter.local.http.AwsJsonServer.Service;
import io.github.jobreporter.local.http.Fault;
import io.github.jobreporter.local.http.LoopbackHttp.Settings;
import io.github.jobreporter.local.http.Shape.ListOf;
import io.github.jobreporter.local.http.Shape.Structure;
import io.github.jobreporter.local.http.Shape.Text;
import io.github.jobreporter.local.http.Shape.Timestamp;
import java.io.IOException;
import java.net.URI;
import java.time.InstantSource;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * EventBridge's PutEvents, with AWS's own matcher of event patterns. An event that a rule matches
 * waits here until it is taken. PutRule and PutTargets add rules with queues as their targets.
 *
 * <p>As on AWS, an event for an unknown bus, or that no rule matches, is accepted and dropped. The
 * local stack also logs it.
 */
public final class EventBusEndpoint implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EventBusEndpoint.class);

    private static final ObjectMapper JSON = new ObjectMapper();

    /** The detail type of outcome events. */
    private static final String OUTCOME = "Job Completion Outcome";

    private static final int MOST_ENTRIES = 10;

    private static final int REMEMBERED = 100;

    /** 256 KiB until 2025. */
    private static final int LARGEST_REQUEST_BYTES = 1 << 20;

    private static final String TOO_LARGE = "ValidationException";
    private static final String TOO_LARGE_MESSAGE =
            "Total size of the entries in the request is over the limit.";

    /** Entries are checked one by one: an invalid entry does not affect the others. */
    private static final Structure ENTRY =
            new Structure(
                    List.of(),
                    Map.of(
                            "Time", new Timestamp(),
                            "Source", Text.ANY,
                            "Resources", new ListOf(Text.ANY),
                            "DetailType", Text.ANY,
                            "Detail", Text.ANY,
                            "EventBusName", Text.ANY,
                            "TraceHeader", Text.ANY));

    private static final Structure REQUEST =
            new Structure(
                    List.of("Entries"),
                    Map.of("Entries", new ListOf(ENTRY, 1, MOST_ENTRIES), "EndpointId", Text.ANY));

    private final AwsJsonServer server;
    private final InstantSource clock;
    private final EventBuses buses = new EventBuses();
    private final QueueRules queueRules = new QueueRules();
    private final Deque<JsonNode> outcomes = new ConcurrentLinkedDeque<>();
    private volatile BiConsumer<String, String> toQueue = (_, _) -> {};
    private volatile Consumer<JsonNode> outcomeListener = _ -> {};
    private final BlockingQueue<MatchedEvent> matched = new LinkedBlockingQueue<>();
    private final Deque<DroppedEvent> dropped = new ConcurrentLinkedDeque<>();

    private EventBusEndpoint(InstantSource clock, Settings settings) throws IOException {
        this.clock = clock;
        server =
                AwsJsonServer.start(
                        new Service(
                                "AWSEvents",
                                "EndpointId",
                                Map.of(
                                        "PutEvents", this::putEvents,
                                        "PutRule", queueRules::putRule,
                                        "PutTargets", queueRules::putTargets)),
                        clock,
                        settings);
    }

    public static EventBusEndpoint start(InstantSource clock) throws IOException {
        return start(clock, Settings.ANY_PORT);
    }

    public static EventBusEndpoint start(InstantSource clock, Settings settings)
            throws IOException {
        return new EventBusEndpoint(clock, settings);
    }

    public URI uri() {
        return server.uri();
    }

    /** Orders a fault for the next call. */
    public void order(Fault fault) {
        server.order(Scope.ALL, fault);
    }

    /** Cancels all faults that no call has met yet. */
    public void forgetFaults() {
        server.forgetFaults();
    }

    /** Adds a bus without rules. */
    public void put(String bus) {
        buses.add(bus);
    }

    /** Adds a rule and its bus. */
    public void put(EventRule rule) {
        buses.add(rule);
    }

    /**
     * Sends what rules with queues as their targets match.
     *
     * @param sender takes a queue's name and an event
     */
    public void onQueueTarget(BiConsumer<String, String> sender) {
        toQueue = sender;
    }

    /** Tells a listener of the pattern of each rule that somebody puts. */
    public void onRule(Consumer<String> listener) {
        queueRules.onRule(listener);
    }

    /** Tells a listener of each outcome event, in the form in which targets get it. */
    public void onOutcome(Consumer<JsonNode> listener) {
        outcomeListener = listener;
    }

    /** All outcome events, oldest first. */
    public List<JsonNode> outcomes() {
        return List.copyOf(outcomes);
    }

    /** What would become of an event, in the form in which targets get it. */
    public Route routeOf(JsonNode event, String bus) {
        var entry = PublishedEntry.ofEvent(event, bus);
        if (isTooLarge(List.of(entry))) {
            return new Route.Refused(
                    TOO_LARGE,
                    "%s It has %d bytes, and the limit is %d."
                            .formatted(TOO_LARGE_MESSAGE, entry.size(), LARGEST_REQUEST_BYTES));
        }
        return entry.rejection()
                .<Route>map(it -> new Route.Refused(it.errorCode(), it.errorMessage()))
                .orElseGet(() -> buses.route(bus, event.toString()));
    }

    /** The latest events that were accepted and delivered to nobody, newest first. */
    public List<DroppedEvent> dropped() {
        return List.copyOf(dropped);
    }

    /** Waits for the next event that a rule matched. */
    MatchedEvent take() throws InterruptedException {
        return matched.take();
    }

    @Override
    public void close() {
        server.close();
    }

    private Answer putEvents(ObjectNode request) {
        return Answer.misfit(REQUEST, request)
                .orElseGet(
                        () ->
                                accepted(
                                        request.path("Entries")
                                                .valueStream()
                                                .map(PublishedEntry::of)
                                                .toList()));
    }

    private Answer accepted(List<PublishedEntry> entries) {
        if (isTooLarge(entries)) {
            return Answer.refusal(TOO_LARGE, TOO_LARGE_MESSAGE);
        }
        var body = JsonNodeFactory.instance.objectNode();
        var failed = entries.stream().filter(it -> it.rejection().isPresent()).count();
        body.put("FailedEntryCount", failed);
        var results = body.putArray("Entries");
        entries.forEach(it -> results.add(result(it)));
        return Answer.success(body);
    }

    private void drop(DroppedEvent event) {
        dropped.addFirst(event);
        if (dropped.size() > REMEMBERED) {
            dropped.pollLast();
        }
    }

    private static boolean isTooLarge(List<PublishedEntry> entries) {
        return entries.stream().mapToInt(PublishedEntry::size).sum() > LARGEST_REQUEST_BYTES;
    }

    private ObjectNode result(PublishedEntry entry) {
        var result = JsonNodeFactory.instance.objectNode();
        var rejection = entry.rejection();
        if (rejection.isPresent()) {
            return result.put("ErrorCode", rejection.get().errorCode())
                    .put("ErrorMessage", rejection.get().errorMessage());
        }
        var id = UUID.randomUUID().toString();
        publish(entry, id);
        return result.put("EventId", id);
    }

    private void publish(PublishedEntry entry, String id) {
        var now = clock.instant();
        var event = entry.event(id, now);
        var queues = queueRules.queuesFor(entry.bus(), event);
        queues.forEach(it -> toQueue.accept(it, event));
        var isOutcome = entry.detailType().equals(OUTCOME);
        if (isOutcome) {
            note(event);
        }
        switch (buses.route(entry.bus(), event)) {
            case Route.Matched(var rules) ->
                    rules.forEach(it -> matched.add(new MatchedEvent(it, id, event)));
            case Route.Dropped(var reason) when queues.isEmpty() && !isOutcome -> {
                LOG.warn("The event {} is dropped: {}", id, reason);
                drop(new DroppedEvent(now, id, entry.jobId(), reason));
            }
            case Route.Dropped _ -> {}
            case Route.Refused refused -> throw new IllegalStateException(refused.toString());
        }
    }

    private void note(String event) {
        try {
            var json = JSON.readTree(event);
            outcomes.add(json);
            outcomeListener.accept(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}

package io.github.jobreporter.local.page;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.jobreporter.local.bus.DroppedEvent;
import io.github.jobreporter.local.codepipeline.Job;
import io.github.jobreporter.local.control.ControlModel;
import io.github.jobreporter.local.control.ControlSurface;
import io.github.jobreporter.local.http.RecordedCall;
import io.github.jobreporter.local.page.View.Rendering;
import io.github.jobreporter.local.queue.DeadLetterQueue;
import io.github.jobreporter.local.queue.DeadLetterQueue.Letter;
import io.github.jobreporter.local.stack.LocalStack;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** Everything that the page shows, as JSON. Never a client token. */
public final class StackState {

    private static final Rendering<DeliveryFeed.Entry> DELIVERY =
            new Rendering<>(
                    it ->
                            Stream.of(
                                    it.jobId(),
                                    it.messageId(),
                                    it.outcome(),
                                    it.reason(),
                                    it.detail()),
                    JsonNodeFactory.instance::pojoNode);

    static final Rendering<Letter> LETTER =
            new Rendering<>(
                    it -> Stream.of(it.jobId(), it.reason(), it.detail()), StackState::described);

    private static final Rendering<DroppedEvent> DROPPED_EVENT =
            new Rendering<>(
                    it -> Stream.of(it.jobId(), it.id(), it.reason()), StackState::described);

    private static final Rendering<Map<String, AttributeValue>> LEDGER_ITEM =
            new Rendering<>(it -> Stream.of(text(it, "jobId")), StackState::described);

    private static final Rendering<RecordedCall> CALL =
            new Rendering<>(
                    it -> Stream.of(it.subject(), it.operation(), it.errorType().orElse("")),
                    ControlSurface::recorded);

    private static final Rendering<JsonNode> OUTCOME_EVENT =
            new Rendering<>(
                    it ->
                            Stream.of("jobId", "outcome", "reason", "messageId")
                                    .map(name -> it.path("detail").path(name).asText()),
                    it -> it);

    private final LocalStack stack;
    private final DeliveryFeed feed;
    private final DeadLetterQueue deadLetterQueue;
    private final BackgroundList<Letter> deadLetters;
    private final BackgroundList<Map<String, AttributeValue>> ledger;

    public StackState(LocalStack stack, DeadLetterQueue deadLetterQueue, DeliveryFeed feed) {
        this.stack = stack;
        this.feed = feed;
        this.deadLetterQueue = deadLetterQueue;
        this.deadLetters =
                new BackgroundList<>(() -> deadLetterQueue.letters().reversed(), System::nanoTime);
        ledger = new BackgroundList<>(this::ledgerItems, System::nanoTime);
    }

    ObjectNode json(View view) {
        ObjectNode state = object();
        describeJobs(view, state);
        view.show(state, "deliveries", feed.latest(), DELIVERY);
        view.show(state, "deadLetters", deadLetters.latest(), LETTER);
        view.show(state, "droppedEvents", stack.eventBus().dropped(), DROPPED_EVENT);
        view.show(state, "outcomes", stack.outcomeEvents().reversed(), OUTCOME_EVENT);
        view.show(state, "ledger", ledger.latest(), LEDGER_ITEM);
        view.show(state, "journal", stack.codePipeline().journal().reversed(), CALL);
        state.put("delayedDeadLetters", deadLetterQueue.delayed());
        describeQueue(state.putObject("queue"));
        state.set("rate", ControlSurface.permittedRate(stack.codePipeline()));
        state.set("clock", ControlSurface.clock(stack.codePipeline()));
        return state;
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** A job with exactly the searched id comes first. */
    private void describeJobs(View view, ObjectNode state) {
        List<Job> all = stack.codePipeline().jobs().reversed();
        Set<String> refused = feed.refusedJobs();
        Map<String, Integer> counts = new TreeMap<>();
        all.forEach(job -> states(job, refused).forEach(it -> counts.merge(it, 1, Integer::sum)));
        state.putPOJO("states", counts);
        Map<String, String> origins =
                all.stream()
                        .filter(it -> it.continuedAs().isPresent())
                        .collect(Collectors.toMap(it -> it.continuedAs().orElseThrow(), Job::id));
        view.show(
                state,
                "jobs",
                all.stream()
                        .filter(it -> view.wants(states(it, refused)))
                        .sorted(Comparator.comparing(it -> !it.id().equals(view.search())))
                        .toList(),
                new Rendering<>(
                        it -> Stream.of(it.id(), it.client().id()),
                        it ->
                                described(it)
                                        .put("continues", origins.get(it.id()))
                                        .put("allRefused", isRefused(it, refused))));
    }

    private static List<String> states(Job job, Set<String> refused) {
        String state = job.state().modelName();
        return isRefused(job, refused) ? List.of(state, View.ALL_REFUSED) : List.of(state);
    }

    private static boolean isRefused(Job job, Set<String> refused) {
        return !job.state().isOver() && refused.contains(job.id());
    }

    private ObjectNode described(Job job) {
        ObjectNode json = ControlSurface.summary(job);
        ArrayNode faults = json.putArray("faults");
        stack.codePipeline().orders().stream()
                .filter(it -> it.scope().subject().filter(job.id()::equals).isPresent())
                .forEach(it -> faults.add(ControlModel.kind(it.fault())));
        return json;
    }

    private static ObjectNode described(Letter letter) {
        return object().put("messageId", letter.message().messageId())
                .put("failedAt", letter.failedAt())
                .put("jobId", letter.jobId())
                .put("reason", letter.reason())
                .put("detail", letter.detail());
    }

    /** One dead letter with its body and attributes. */
    Optional<ObjectNode> letter(String messageId) {
        return deadLetters.latest().stream()
                .filter(it -> it.message().messageId().equals(messageId))
                .map(this::read)
                .findFirst();
    }

    private ObjectNode read(Letter letter) {
        TokenMask mask =
                new TokenMask(
                        stack.codePipeline().jobs().stream()
                                .map(Job::clientToken)
                                .collect(Collectors.toSet()));
        ObjectNode json = object().put("body", mask.inBody(letter.message().body()));
        ObjectNode attributes = json.putObject("attributes");
        new TreeMap<>(letter.message().messageAttributes())
                .forEach((name, value) -> attributes.put(name, mask.in(text(value))));
        return json;
    }

    static String text(MessageAttributeValue value) {
        return Optional.ofNullable(value.stringValue()).orElse("(binary)");
    }

    private static ObjectNode described(DroppedEvent event) {
        return object().put("at", event.at().toString())
                .put("id", event.id())
                .put("jobId", event.jobId())
                .put("reason", event.reason());
    }

    private void describeQueue(ObjectNode json) {
        Map<QueueAttributeName, String> attributes =
                stack.sqs()
                        .getQueueAttributes(
                                it ->
                                        it.queueUrl(stack.queueUrl(LocalStack.COMPLETION_QUEUE))
                                                .attributeNames(QueueAttributeName.ALL))
                        .attributes();
        int hidden =
                count(attributes, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE);
        int inFlight = Math.min(stack.inFlight(), hidden);
        json.put("waiting", count(attributes, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES))
                .put("inFlight", inFlight)
                .put("backOff", hidden - inFlight)
                .put(
                        "delayed",
                        count(
                                attributes,
                                QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_DELAYED));
    }

    private static int count(Map<QueueAttributeName, String> attributes, QueueAttributeName name) {
        return Integer.parseInt(attributes.getOrDefault(name, "0"));
    }

    private List<Map<String, AttributeValue>> ledgerItems() {
        return stack
                .dynamoDb()
                .scanPaginator(it -> it.tableName(stack.tableName(LocalStack.LEDGER_TABLE)))
                .items()
                .stream()
                .sorted(
                        Comparator.comparing(
                                it -> number(it, "expiresAtEpochSeconds"),
                                Comparator.reverseOrder()))
                .toList();
    }

    private static ObjectNode described(Map<String, AttributeValue> item) {
        ObjectNode json =
                object().put("jobId", text(item, "jobId"))
                        .put("status", status(item))
                        .put("attempts", number(item, "attempts"))
                        .put("unresolved", unresolved(item))
                        .put(
                                "expiresAt",
                                Instant.ofEpochSecond(number(item, "expiresAtEpochSeconds"))
                                        .toString());
        if (isLeased(item)) {
            json.put("leaseUntil", leaseUntil(item).toString());
        }
        return json;
    }

    /** The stored status is REPORTING after a refusal, too. */
    private static String status(Map<String, AttributeValue> item) {
        String status = text(item, "status");
        if (!status.equals("REPORTING") || isLeased(item)) {
            return status;
        }
        return item.containsKey("fingerprint") || unresolved(item) > 0 ? "UNRESOLVED" : "RELEASED";
    }

    private static boolean isLeased(Map<String, AttributeValue> item) {
        return leaseUntil(item).isAfter(Instant.now());
    }

    private static Instant leaseUntil(Map<String, AttributeValue> item) {
        return Instant.ofEpochMilli(number(item, "leaseUntilEpochMillis"));
    }

    private static int unresolved(Map<String, AttributeValue> item) {
        return Optional.ofNullable(item.get("unresolved")).map(it -> it.ss().size()).orElse(0);
    }

    private static long number(Map<String, AttributeValue> item, String name) {
        return Optional.ofNullable(item.get(name))
                .map(AttributeValue::n)
                .map(Long::parseLong)
                .orElse(0L);
    }

    private static String text(Map<String, AttributeValue> item, String name) {
        return Optional.ofNullable(item.get(name)).map(AttributeValue::s).orElse("");
    }
}

package io.github.jobreporter.local.page;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.jobreporter.local.runtime.FunctionDelivery;
import io.github.jobreporter.local.runtime.FunctionDelivery.Fate;
import java.io.PrintStream;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Prints a line for each delivery, keeps the latest ones and counts all. */
public final class DeliveryFeed implements Consumer<FunctionDelivery> {

    private static final int REMEMBERED = 100;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS");

    private final PrintStream out;
    private final InstantSource clock;
    private final Deque<Entry> latest = new ArrayDeque<>();
    private final Map<String, Integer> counts = new TreeMap<>();

    /** By job and message: whether the message is dead-lettered. */
    private final Map<String, Map<String, Boolean>> endings = new HashMap<>();

    public DeliveryFeed(PrintStream out) {
        this(out, InstantSource.system());
    }

    DeliveryFeed(PrintStream out, InstantSource clock) {
        this.out = out;
        this.clock = clock;
    }

    /**
     * One delivery as text.
     *
     * @param at when it ended
     */
    record Entry(
            String at,
            String messageId,
            String jobId,
            String outcome,
            String reason,
            String detail,
            int delivery,
            long durationMs,
            String function,
            boolean deadLettered) {

        static Entry of(FunctionDelivery delivery, Instant at) {
            JsonNode line = delivery.line();
            return new Entry(
                    TIME.format(at.atZone(ZoneId.systemDefault())),
                    delivery.messageId(),
                    line.path("jobId").asText("no job"),
                    outcome(delivery),
                    line.path("reason").asText(""),
                    line.path("detail").asText(""),
                    delivery.receiveCount(),
                    line.path("durationMs").asLong(delivery.took().toMillis()),
                    delivery.functionLogicalId()
                            + (delivery.inContainer() ? " in a container" : ""),
                    line.path("disposition").asText().equals("DeadLettered")
                            || delivery.fate() == Fate.DEAD_LETTERED
                            || delivery.fate() == Fate.UNDELIVERABLE);
        }

        private static boolean isHandedOver(FunctionDelivery delivery) {
            return delivery.line().path("disposition").asText().equals("HandedOver");
        }

        private static String outcome(FunctionDelivery delivery) {
            JsonNode line = delivery.line();
            if (line.path("presumed").asBoolean()) {
                return line.path("outcome").asText() + " (presumed)";
            }
            return line.path("outcome").asText(withoutLine(delivery.fate()));
        }

        private static String withoutLine(Fate fate) {
            return switch (fate) {
                case DONE -> "no outcome logged";
                case AGAIN, DEAD_LETTERED -> "did not finish";
                case UNDELIVERABLE -> "not started";
                case LOST -> "did not finish, lost";
            };
        }

        @Override
        public String toString() {
            return "%s  %-40s  %-26s  %-22s  %5d ms  delivery %d by %s%s"
                    .formatted(
                            at,
                            jobId,
                            outcome,
                            reason,
                            durationMs,
                            delivery,
                            function,
                            deadLettered ? ", now in the dead-letter queue" : "");
        }
    }

    @Override
    public synchronized void accept(FunctionDelivery delivery) {
        // Within the lock, so that the lines of several threads are in order.
        Entry entry = Entry.of(delivery, clock.instant());
        // A container may have sent it: control characters must not reach the terminal.
        out.println(entry.toString().replaceAll("\\p{Cntrl}", "?"));
        latest.addFirst(entry);
        if (latest.size() > REMEMBERED) {
            latest.removeLast();
        }
        if (!Entry.isHandedOver(delivery)) {
            endings.computeIfAbsent(entry.jobId(), _ -> new HashMap<>())
                    .put(entry.messageId(), entry.deadLettered());
        }
        counts.merge((entry.outcome() + " " + entry.reason()).strip(), 1, Integer::sum);
    }

    /** Prints a line for an outcome event. */
    public synchronized void acceptOutcome(JsonNode event) {
        String at = TIME.format(clock.instant().atZone(ZoneId.systemDefault()));
        out.println("%s  outcome event  %s".formatted(at, event.path("detail")));
    }

    /** Newest first. */
    synchronized List<Entry> latest() {
        return List.copyOf(latest);
    }

    /** The jobs of which every event is dead-lettered. */
    synchronized Set<String> refusedJobs() {
        return endings.entrySet().stream()
                .filter(it -> it.getValue().values().stream().allMatch(Boolean::valueOf))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    /** The number of deliveries by outcome. */
    public synchronized Map<String, Integer> counts() {
        return new TreeMap<>(counts);
    }
}

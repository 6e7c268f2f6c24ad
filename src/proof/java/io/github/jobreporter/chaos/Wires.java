package io.github.jobreporter.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.jobreporter.local.stack.LocalStack;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;

/** The faulty wires to the five services of the function, and a record of their requests. */
final class Wires implements AutoCloseable {

    static final String CODE_PIPELINE = "CODEPIPELINE";
    static final String DYNAMO_DB = "DYNAMODB";
    private static final String SECRETS_MANAGER = "SECRETS_MANAGER";
    private static final String SQS = "SQS";
    private static final String EVENT_BRIDGE = "EVENTBRIDGE";

    private static final String VARIABLE = "AWS_ENDPOINT_URL_";

    /** The share of the requests that meet a fault. */
    private static final Map<String, Double> SHARES =
            Map.of(
                    CODE_PIPELINE, 0.12,
                    DYNAMO_DB, 0.06,
                    SECRETS_MANAGER, 0.12,
                    SQS, 0.08,
                    EVENT_BRIDGE, 0.1);

    /** The share of the outcome events that EventBridge refuses. */
    private static final double REFUSED_ENTRIES = 0.1;

    private final Map<String, FaultyWire> byService = new TreeMap<>();
    private final Collection<LedgerWrite> ledgerWrites = new ConcurrentLinkedQueue<>();
    private final Collection<TroubledRequest> troubled = new ConcurrentLinkedQueue<>();
    private final Map<String, Collection<String>> requests = new LinkedHashMap<>();
    private final long longestWaitSeconds;
    private final SplittableRandom refusals;

    /**
     * Starts wires to a stack's services, for functions with {@link #variables}.
     *
     * @param longestWait a longer delay that the function asks for is shortened to this
     */
    Wires(LocalStack stack, SplittableRandom seeds, Duration longestWait) {
        longestWaitSeconds = longestWait.toSeconds();
        Map<String, FaultyWire.Tap> taps =
                Map.of(
                        CODE_PIPELINE,
                        this::toCodePipeline,
                        DYNAMO_DB,
                        this::toTheLedger,
                        SECRETS_MANAGER,
                        (_, body, _) -> noted(SECRETS_MANAGER, body, body),
                        SQS,
                        (_, body, _) -> noted(SQS, withoutBody(body), hurried(body)));
        new TreeMap<>(taps).forEach((service, tap) -> open(stack, seeds.nextLong(), service, tap));
        refusals = seeds.split();
        open(
                stack,
                seeds.nextLong(),
                EVENT_BRIDGE,
                (_, body, _) -> noted(EVENT_BRIDGE, body, withRefusedEntries(body)));
    }

    private void open(LocalStack stack, long seed, String service, FaultyWire.Tap tap) {
        requests.put(service, new ConcurrentLinkedQueue<>());
        byService.put(
                service,
                FaultyWire.to(
                        stack.endpoint(VARIABLE + service),
                        new FaultPlan(seed, SHARES.getOrDefault(service, 0.0)),
                        tap));
    }

    /**
     * EventBridge refuses an entry without a source, and takes the others. It also does so after
     * the faults have ended, because that keeps no event from ending.
     */
    private synchronized ObjectNode withRefusedEntries(ObjectNode request) {
        ObjectNode passed = request.deepCopy();
        for (JsonNode entry : passed.path("Entries")) {
            if (refusals.nextDouble() < REFUSED_ENTRIES) {
                ((ObjectNode) entry).put("Source", "");
            }
        }
        return passed;
    }

    /** After any failure but a refusal, it is unknown whether the result was accepted. */
    private ObjectNode toCodePipeline(
            String operation, ObjectNode body, Optional<WireFault> fault) {
        fault.filter(it -> it != WireFault.THROTTLED)
                .ifPresent(_ -> troubled.add(TroubledRequest.toCodePipeline(operation, body)));
        return body;
    }

    private ObjectNode toTheLedger(String operation, ObjectNode body, Optional<WireFault> fault) {
        if (operation.equals("PutItem")) {
            ledgerWrites.add(LedgerWrite.of(body));
            fault.ifPresent(_ -> troubled.add(TroubledRequest.toTheLedger(operation, body)));
        }
        return noted(DYNAMO_DB, body, body);
    }

    private ObjectNode noted(String service, ObjectNode seen, ObjectNode passed) {
        requests.getOrDefault(service, List.of()).add(seen.toString());
        return passed;
    }

    /** Queues must get the original event, token and all. */
    private static ObjectNode withoutBody(ObjectNode request) {
        return request.deepCopy().without("MessageBody");
    }

    /** Shortens the function's back-off, which can take hours. */
    private ObjectNode hurried(ObjectNode request) {
        for (String wait : List.of("VisibilityTimeout", "DelaySeconds")) {
            if (request.has(wait)) {
                long seconds = request.path(wait).asLong();
                request.put(wait, Math.min(seconds, longestWaitSeconds));
            }
        }
        request.path("Entries").forEach(it -> hurried((ObjectNode) it));
        return request;
    }

    /** The variables that make a function use the wires. */
    Map<String, String> variables() {
        return byService.entrySet().stream()
                .collect(
                        Collectors.toMap(
                                it -> VARIABLE + it.getKey(),
                                it -> it.getValue().uri().toString()));
    }

    /** A service fails every request until {@link #endOutages}. */
    void beginOutage(String service) {
        Optional.ofNullable(byService.get(service)).orElseThrow().plan().outage(true);
    }

    void endOutages() {
        byService.values().forEach(it -> it.plan().outage(false));
    }

    /** Ends the faults. */
    void calm() {
        byService.values().forEach(it -> it.plan().end());
    }

    /** All open connections. */
    Set<Thread> connections() {
        return byService.values().stream()
                .flatMap(it -> it.connections().stream())
                .collect(Collectors.toUnmodifiableSet());
    }

    List<TroubledRequest> troubled() {
        return List.copyOf(troubled);
    }

    /** How many requests met each fault, by service. */
    SortedMap<String, Map<WireFault, Integer>> met() {
        SortedMap<String, Map<WireFault, Integer>> met = new TreeMap<>();
        byService.forEach((service, wire) -> met.put(service, wire.plan().met()));
        return met;
    }

    List<LedgerWrite> ledgerWrites() {
        return List.copyOf(ledgerWrites);
    }

    /** All requests except those to CodePipeline, without the messages' bodies. */
    Map<String, List<String>> requests() {
        return requests.entrySet().stream()
                .filter(it -> !it.getKey().equals(CODE_PIPELINE))
                .collect(
                        Collectors.toMap(
                                it -> "requests to " + it.getKey(),
                                it -> List.copyOf(it.getValue())));
    }

    @Override
    public void close() {
        byService.values().forEach(FaultyWire::close);
    }
}

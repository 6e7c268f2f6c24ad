package io.github.jobreporter.local.stack;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.jobreporter.local.bus.EventBusEndpoint;
import io.github.jobreporter.local.bus.EventRule;
import io.github.jobreporter.local.bus.Route;
import io.github.jobreporter.local.codepipeline.AdjustableClock;
import io.github.jobreporter.local.codepipeline.CodePipelineEndpoint;
import io.github.jobreporter.local.control.ControlSurface;
import io.github.jobreporter.local.http.AwsEndpoint;
import io.github.jobreporter.local.queue.DeadLetterQueue;
import io.github.jobreporter.local.queue.ElasticMq;
import io.github.jobreporter.local.queue.EventSource;
import io.github.jobreporter.local.queue.EventSourceMapping;
import io.github.jobreporter.local.runtime.BuildOutput;
import io.github.jobreporter.local.runtime.FunctionDelivery;
import io.github.jobreporter.local.runtime.FunctionProcess;
import io.github.jobreporter.local.runtime.FunctionProcess.Settings;
import io.github.jobreporter.local.secrets.SecretsEndpoint;
import io.github.jobreporter.local.template.Template;
import io.github.jobreporter.local.template.Template.FunctionDefinition;
import io.github.jobreporter.local.template.Template.RuleEvent;
import io.github.jobreporter.local.template.TemplateException;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * Everything that the template's functions need, on this machine: the template's queues and tables,
 * CodePipeline's third-party jobs, secrets, the event bus with the template's rules, and the
 * functions themselves in processes of their own. All of it listens on the loopback interface and
 * ends when this is closed, the functions' processes included.
 */
public final class LocalStack implements AutoCloseable {

    /** The function's template, from the project's folder. */
    public static final Path TEMPLATE = Path.of("template.yaml");

    public static final String QUEUE_REPORTER = "QueueReporter";
    public static final String BUS_REPORTER = "BusReporter";
    public static final String COMPLETION_QUEUE = "CompletionQueue";
    public static final String DEAD_LETTER_QUEUE = "DeadLetterQueue";
    public static final String LEDGER_TABLE = "LedgerTable";
    public static final String COMPLETION_BUS = "CompletionBus";

    private static final Logger LOG = LoggerFactory.getLogger(LocalStack.class);

    private final Template template;
    private final BuildOutput build;
    private final LocalServices services;
    private final AdjustableClock clock;
    private final Map<String, String> references;
    private final Collection<FunctionProcess> processes = new ConcurrentLinkedQueue<>();
    private final Collection<RunningFunctions> running = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean closed = new AtomicBoolean();

    private LocalStack(
            Template template, BuildOutput build, LocalServices services, AdjustableClock clock) {
        this.template = template;
        this.build = build;
        this.services = services;
        this.clock = clock;
        references = references(template, services.elasticMq());
    }

    /**
     * Starts the services and makes the template's queues and tables; no function yet.
     *
     * @param build the folder that the build writes to, {@code target}
     */
    public static LocalStack start(Path templateFile, Path build) throws InterruptedException {
        return start(templateFile, build, Ports.ANY);
    }

    public static LocalStack start(Path templateFile, Path build, Ports ports)
            throws InterruptedException {
        return start(Template.read(templateFile), BuildOutput.in(build), ports);
    }

    public static LocalStack start(Template template, BuildOutput build)
            throws InterruptedException {
        return start(template, build, Ports.ANY);
    }

    private static LocalStack start(Template template, BuildOutput build, Ports ports)
            throws InterruptedException {
        build.prepareLogs();
        var clock = new AdjustableClock(InstantSource.system());
        var services = LocalServices.start(template, clock, ports);
        try {
            var stack = new LocalStack(template, build, services, clock);
            template.logicalIds("AWS::Events::EventBus")
                    .forEach(it -> services.eventBus().put(stack.eventBusName(it)));
            stack.rules().forEach(services.eventBus()::put);
            ControlSurface.addTo(services.codePipeline(), services.eventBus()::outcomes);
            services.eventBus().onQueueTarget(stack::send);
            services.codePipeline()
                    .onClient(
                            it ->
                                    stack.secretNames(it.id())
                                            .forEach(
                                                    name ->
                                                            stack.secrets()
                                                                    .putUnlessChanged(
                                                                            name, it.token())));
            return stack;
        } catch (RuntimeException e) {
            services.close();
            throw e;
        }
    }

    /** The rules that the template puts on its buses. */
    List<EventRule> rules() {
        return template.logicalIds("AWS::Serverless::Function").stream()
                .flatMap(
                        function ->
                                template.ruleEvents(function, references).stream()
                                        .map(it -> rule(function, it)))
                .toList();
    }

    private EventRule rule(String functionLogicalId, RuleEvent event) {
        return new EventRule(
                event.name(),
                event.busLogicalId().map(this::eventBusName).orElse(EventRule.DEFAULT_BUS),
                functionLogicalId,
                event.pattern().toString(),
                event.deadLetterQueueLogicalId());
    }

    private static Map<String, String> references(Template template, ElasticMq elasticMq) {
        var references = new LinkedHashMap<String, String>();
        references.put("AWS::Region", AwsEndpoint.REGION);
        references.put("AWS::AccountId", AwsEndpoint.ACCOUNT);
        references.put("AWS::Partition", "aws");
        references.put("AWS::URLSuffix", "amazonaws.com");
        references.put("AWS::StackName", "local");
        for (var queue : template.logicalIds("AWS::SQS::Queue")) {
            references.put(queue, elasticMq.queueUrl(queue));
            references.put(queue + ".QueueUrl", elasticMq.queueUrl(queue));
            references.put(queue + ".QueueName", queue);
            references.put(queue + ".Arn", ElasticMq.queueArn(queue));
        }
        for (var table : template.logicalIds("AWS::DynamoDB::Table")) {
            references.put(table, table);
            references.put(table + ".Arn", arn("dynamodb", "table/" + table));
        }
        for (var bus : template.logicalIds("AWS::Events::EventBus")) {
            var name = template.eventBusName(bus, references);
            references.put(bus, name);
            references.put(bus + ".Name", name);
            references.put(bus + ".Arn", arn("events", "event-bus/" + name));
        }
        return references;
    }

    private static String arn(String service, String resource) {
        return "arn:aws:%s:%s:%s:%s"
                .formatted(service, AwsEndpoint.REGION, AwsEndpoint.ACCOUNT, resource);
    }

    public Template template() {
        return template;
    }

    public SqsClient sqs() {
        return services.elasticMq().client();
    }

    public DynamoDbClient dynamoDb() {
        return services.dynamoDb().client();
    }

    /** How many writes of items DynamoDB was asked for so far. */
    public long ledgerWrites() {
        return services.dynamoDb().writes();
    }

    public CodePipelineEndpoint codePipeline() {
        return services.codePipeline();
    }

    public SecretsEndpoint secrets() {
        return services.secrets();
    }

    /** Stores a customer's token as the secret that the functions read. */
    public void keepToken(String clientId, String token) {
        secretNames(clientId).forEach(it -> secrets().put(it, token));
    }

    private Stream<String> secretNames(String clientId) {
        return template.logicalIds("AWS::Serverless::Function").stream()
                .map(it -> variables(it).get("CLIENT_TOKEN_SECRET_PREFIX"))
                .filter(Objects::nonNull)
                .distinct()
                .map(it -> it + "/" + clientId);
    }

    public EventBusEndpoint eventBus() {
        return services.eventBus();
    }

    /** What would become of an event that is put on the bus that feeds a function. */
    public Route routeOf(JsonNode event, String functionLogicalId) {
        var bus =
                rules().stream()
                        .filter(it -> it.functionLogicalId().equals(functionLogicalId))
                        .map(EventRule::bus)
                        .findFirst()
                        .orElse(EventRule.DEFAULT_BUS);
        return eventBus().routeOf(event, bus);
    }

    /** A bus's name on this stack. */
    public String eventBusName(String logicalId) {
        return template.eventBusName(logicalId, references);
    }

    public String queueUrl(String logicalId) {
        return services.elasticMq().queueUrl(logicalId);
    }

    /** How many messages a queue holds: those to be received, in flight and delayed. */
    public int messagesIn(String logicalId) {
        return sqs()
                .getQueueAttributes(
                        it -> it.queueUrl(queueUrl(logicalId)).attributeNamesWithStrings("All"))
                .attributesAsStrings()
                .entrySet()
                .stream()
                .filter(it -> it.getKey().startsWith("ApproximateNumberOfMessages"))
                .mapToInt(it -> Integer.parseInt(it.getValue()))
                .sum();
    }

    /** How many messages of the queues the running functions have, or are about to get. */
    public int inFlight() {
        return running.stream().mapToInt(RunningFunctions::inFlight).sum();
    }

    /** The letters in the template's dead-letter queue. */
    public DeadLetterQueue deadLetterQueue() {
        return new DeadLetterQueue(sqs(), queueUrl(DEAD_LETTER_QUEUE), queueUrl(COMPLETION_QUEUE));
    }

    public String queueArn(String logicalId) {
        return ElasticMq.queueArn(logicalId);
    }

    /** Has functions that start from now on publish these outcomes: a value of the parameter. */
    public void publishOutcomes(String selection) {
        references.put("OutcomeEvents", selection);
    }

    /** The outcome events, oldest first, in the form in which targets of a rule get them. */
    public List<JsonNode> outcomeEvents() {
        return eventBus().outcomes();
    }

    /** Tells a listener of each outcome event. */
    public void onOutcomeEvent(Consumer<JsonNode> listener) {
        eventBus().onOutcome(listener);
    }

    /** Any queue may be the target of a rule, also one that somebody made, or did not make. */
    private void send(String queue, String event) {
        try {
            var url = sqs().getQueueUrl(it -> it.queueName(queue)).queueUrl();
            sqs().sendMessage(it -> it.queueUrl(url).messageBody(event));
        } catch (SdkException e) {
            LOG.warn("An event did not reach the queue {}, the target of a rule", queue, e);
        }
    }

    /** A client of the bus. */
    public EventBridgeClient eventBridge() {
        return new AwsEndpoint(eventBus().uri()).client(EventBridgeClient.builder());
    }

    /** A table's name on this stack. */
    public String tableName(String logicalId) {
        return template.table(logicalId).logicalId();
    }

    /** The variables that the template gives to a function. */
    public Map<String, String> variables(String functionLogicalId) {
        return template.function(functionLogicalId, references).environment();
    }

    /** The variables that point an AWS SDK or the AWS command line to this stack. */
    public Map<String, String> endpointVariables() {
        return Map.of(
                "AWS_ENDPOINT_URL_CODEPIPELINE", codePipeline().uri().toString(),
                "AWS_ENDPOINT_URL_DYNAMODB", services.dynamoDb().uri().toString(),
                "AWS_ENDPOINT_URL_EVENTBRIDGE", eventBus().uri().toString(),
                "AWS_ENDPOINT_URL_SECRETS_MANAGER", secrets().uri().toString(),
                "AWS_ENDPOINT_URL_SQS", services.elasticMq().uri().toString());
    }

    /** The endpoint in one of these variables. */
    public URI endpoint(String variable) {
        return URI.create(endpointVariables().getOrDefault(variable, ""));
    }

    /**
     * Requires that each function of the template can be invoked.
     *
     * @throws TemplateException naming the function whose handler does not exist
     */
    public void requireHandlers() {
        for (var function : template.functions(references)) {
            build.problemOf(function.handler())
                    .ifPresent(
                            it -> {
                                throw template.problem(function.logicalId(), "Handler", it);
                            });
        }
    }

    /** Starts an execution environment of a function. */
    public FunctionProcess function(String logicalId) throws InterruptedException {
        return function(logicalId, Map.of());
    }

    /** Starts one with variables that win over the template's. */
    public FunctionProcess function(String logicalId, Map<String, String> environment)
            throws InterruptedException {
        return function(logicalId, environment, _ -> {});
    }

    /** Starts one whose log lines go to a listener soon after they are written. */
    public FunctionProcess function(
            String logicalId, Map<String, String> environment, Consumer<String> logListener)
            throws InterruptedException {
        var settings =
                Settings.of(build)
                        .with(endpointVariables())
                        .with(environment)
                        .listening(logListener);
        var process = FunctionProcess.start(definition(logicalId), settings);
        processes.add(process);
        return process;
    }

    /** What the template says of a function. */
    public FunctionDefinition definition(String logicalId) {
        return template.function(logicalId, references);
    }

    /** The folder of the functions' logs. */
    public Path logs() {
        return build.logs();
    }

    /** Every process that was started, including those that have ended. */
    public List<FunctionProcess> processes() {
        return List.copyOf(processes);
    }

    /** The event source mapping from a function's queue to one execution environment. */
    public EventSourceMapping eventSource(String functionLogicalId, FunctionProcess process) {
        return new EventSourceMapping(eventSource(functionLogicalId), process::invoke);
    }

    /** The queue that feeds a function. */
    public EventSource eventSource(String functionLogicalId) {
        var event = template.queueEvent(functionLogicalId);
        return new EventSource(
                sqs(),
                new EventSourceMapping.Source(
                        queueUrl(event.queueLogicalId()),
                        queueArn(event.queueLogicalId()),
                        event.batchSize(),
                        event.batchingWindow(),
                        event.reportsBatchItemFailures()),
                clock::aheadSince);
    }

    /**
     * Starts to deliver from the queues and the bus to the functions, as after a deployment.
     *
     * @param listener is told of every delivery, from several threads
     * @return to be closed if the deliveries must end before the stack does
     */
    public RunningFunctions run(Consumer<FunctionDelivery> listener) {
        return run(RunningFunctions.Settings.of(listener));
    }

    public RunningFunctions run(RunningFunctions.Settings settings) {
        var functions = RunningFunctions.start(this, settings);
        running.add(functions);
        return functions;
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            running.forEach(RunningFunctions::close);
            processes.forEach(FunctionProcess::close);
            services.close();
        }
    }
}

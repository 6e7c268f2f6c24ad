package io.github.jobreporter.bootstrap;

import io.github.jobreporter.aws.CodePipelineJobs;
import io.github.jobreporter.aws.DynamoDbCompletionLedger;
import io.github.jobreporter.aws.EventBridgeOutcomeEvents;
import io.github.jobreporter.aws.SecretsManagerClientTokens;
import io.github.jobreporter.aws.SqsCompletionQueue;
import io.github.jobreporter.aws.SqsDeadLetters;
import io.github.jobreporter.completion.Backoff;
import io.github.jobreporter.completion.BusSettlement;
import io.github.jobreporter.completion.CompletionQueue;
import io.github.jobreporter.completion.CompletionReporter;
import io.github.jobreporter.completion.DeadLetters;
import io.github.jobreporter.completion.LearnedPace;
import io.github.jobreporter.completion.OutcomeEvents;
import io.github.jobreporter.completion.Patience;
import io.github.jobreporter.completion.QueueSettlement;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.UUID;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.services.codepipeline.CodePipelineClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/** Builds the application from its configuration. */
public final class Wiring {

    private static final TimeLimits CODE_PIPELINE = TimeLimits.ofSeconds(5, 15);
    private static final TimeLimits LEDGER = TimeLimits.ofSeconds(2, 5);
    private static final TimeLimits SECRETS = TimeLimits.ofSeconds(3, 6);
    private static final TimeLimits QUEUES = TimeLimits.ofSeconds(3, 6);

    /** Short, because an invocation waits for it after all its deliveries are settled. */
    private static final TimeLimits OUTCOME_EVENTS = TimeLimits.ofSeconds(2, 4);

    /** One call to CodePipeline, the last update of the ledger and the settlement. */
    private static final Duration SEND =
            CODE_PIPELINE.call().plus(LEDGER.call()).plus(QUEUES.call());

    /** The same after a claim and a look-up of the token. */
    private static final Duration REPORT = SEND.plus(LEDGER.call()).plus(SECRETS.call());

    /** A worker acknowledges a job within seconds, and long before its result exists. */
    private static final Duration PRESUMPTION = Duration.ofMinutes(15);

    /** While clocks differ by less, no job is taken over from an invocation that still runs. */
    private static final Duration LEASE_GRACE = Duration.ofSeconds(5);

    /** A partner acknowledges a job and stores a secret within minutes or never. */
    private static final Duration PARTNER_PATIENCE = Duration.ofHours(1);

    private static final Duration BACKOFF_BASE = Duration.ofSeconds(10);
    private static final Duration BACKOFF_CAP = Duration.ofMinutes(15);

    private final Environment environment;
    private final Transport transport;
    private final InstantSource clock = InstantSource.system();
    private final Backoff backoff = new Backoff(BACKOFF_BASE, BACKOFF_CAP, new SecureRandom());
    private final Lazy<SqsClient> sqs =
            new Lazy<>(() -> within(QUEUES, SqsClient.builder()).build());

    /** Configured by the process's environment variables. */
    public Wiring() {
        this(Environment.ofProcess());
    }

    Wiring(Environment environment) {
        this(environment, Transport.network());
    }

    private Wiring(Environment environment, Transport transport) {
        this.environment = environment;
        this.transport = transport;
    }

    /**
     * The same application with clients that send nothing: each request is built and signed, and
     * counts as accepted.
     */
    public Wiring rehearsal() {
        return new Wiring(environment, Transport.canned());
    }

    /** Reports completions. */
    public CompletionReporter reporter() {
        return new CompletionReporter(
                new CodePipelineJobs(codePipeline()),
                LearnedPace.inRealTime(),
                new DynamoDbCompletionLedger(
                        within(LEDGER, DynamoDbClient.builder()).build(),
                        environment.ledgerTableName(),
                        () -> UUID.randomUUID().toString(),
                        clock),
                new SecretsManagerClientTokens(
                        new Lazy<>(() -> within(SECRETS, SecretsManagerClient.builder()).build()),
                        environment.clientTokenSecretPrefix()),
                new CompletionReporter.Limits(REPORT, SEND, PRESUMPTION, LEASE_GRACE),
                clock);
    }

    /** Settles deliveries of the queue. */
    public QueueSettlement queueSettlement() {
        return new QueueSettlement(completionQueue(), deadLetters(), patience(), backoff, clock);
    }

    private Patience patience() {
        return new Patience(Duration.ofHours(environment.retryHours()), PARTNER_PATIENCE);
    }

    /** Settles deliveries of the event bus. */
    public BusSettlement busSettlement() {
        return new BusSettlement(completionQueue(), deadLetters(), backoff, clock);
    }

    /** Which outcomes are published. */
    public OutcomeEvents.Selection publishedOutcomes() {
        return environment.outcomeEvents();
    }

    /** Publishes outcomes. Its client is made, and its classes are loaded, when it is needed. */
    public Supplier<OutcomeEvents> outcomeEvents() {
        return new Lazy<>(
                () ->
                        new EventBridgeOutcomeEvents(
                                within(OUTCOME_EVENTS, EventBridgeClient.builder()).build(),
                                environment.eventBusName(),
                                environment.stackName()));
    }

    /** How long publishing may take. */
    public Duration timeToPublish() {
        return OUTCOME_EVENTS.call();
    }

    /** The application's clock. */
    public InstantSource clock() {
        return clock;
    }

    private CompletionQueue completionQueue() {
        return new SqsCompletionQueue(sqs, environment.completionQueueUrl());
    }

    private DeadLetters deadLetters() {
        return new SqsDeadLetters(sqs, environment.deadLetterQueueUrl());
    }

    /** Retries nothing: the reporter repeats throttled calls, and the queue all others. */
    CodePipelineClient codePipeline() {
        var builder =
                within(CODE_PIPELINE, CodePipelineClient.builder())
                        .overrideConfiguration(
                                limits(CODE_PIPELINE).toBuilder()
                                        .retryStrategy(AwsRetryStrategy.doNotRetry())
                                        .addExecutionInterceptor(
                                                new CodePipelineJobs.TransmissionRecord())
                                        .build());
        CodePipelineAddress.ofProcess().ifPresent(builder::endpointOverride);
        return builder.build();
    }

    private <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> B within(
            TimeLimits limits, B builder) {
        return builder.httpClient(transport.http().apply(limits))
                .credentialsProvider(transport.credentials())
                .overrideConfiguration(limits(limits));
    }

    private static ClientOverrideConfiguration limits(TimeLimits limits) {
        return ClientOverrideConfiguration.builder()
                .apiCallAttemptTimeout(limits.attempt())
                .apiCallTimeout(limits.call())
                .build();
    }
}

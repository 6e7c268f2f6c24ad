package io.github.jobreporter.local.queue;

import io.github.jobreporter.local.http.AwsEndpoint;
import io.github.jobreporter.local.template.Template.QueueDefinition;
import io.github.jobreporter.local.template.Template.RedrivePolicy;
import java.net.URI;
import java.time.Duration;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.pekko.actor.ActorSystem;
import org.elasticmq.rest.sqs.SQSRestServer;
import org.elasticmq.rest.sqs.SQSRestServerBuilder;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** SQS, as ElasticMQ does it, with the limits of SQS: messages of up to 1 MiB among them. */
public final class ElasticMq implements AutoCloseable {

    private static final int ANY_PORT = 0;

    private final ActorSystem actors;
    private final SQSRestServer server;
    private final URI uri;
    private final SqsClient client;
    private final Map<String, String> queueUrls = new LinkedHashMap<>();

    private ElasticMq(ActorSystem actors, SQSRestServer server) {
        this.actors = actors;
        this.server = server;
        uri = URI.create("http://localhost:" + server.waitUntilStarted().localAddress().getPort());
        client = new AwsEndpoint(uri).client(SqsClient.builder());
    }

    public static ElasticMq start(List<QueueDefinition> queues) {
        return start(queues, () -> Duration.ZERO, ANY_PORT);
    }

    /**
     * Starts it with queues.
     *
     * @param ahead how far the control clock is ahead
     */
    public static ElasticMq start(
            List<QueueDefinition> queues, Supplier<Duration> ahead, int port) {
        var actors = ActorSystem.create("elasticmq");
        var started =
                new ElasticMq(
                        actors,
                        SQSRestServerBuilder.withActorSystem(actors)
                                .withQueueManagerActor(actors.actorOf(QueueManager.props(ahead)))
                                .withInterface("localhost")
                                .withPort(port)
                                .withAWSRegion(AwsEndpoint.REGION)
                                .withAWSAccountId(AwsEndpoint.ACCOUNT)
                                .start());
        // A redrive policy needs its dead-letter queue to exist.
        queues.stream()
                .sorted(Comparator.comparing(it -> it.redrivePolicy().isPresent()))
                .forEach(started::create);
        return started;
    }

    public URI uri() {
        return uri;
    }

    public SqsClient client() {
        return client;
    }

    public String queueUrl(String logicalId) {
        return Optional.ofNullable(queueUrls.get(logicalId))
                .orElseThrow(() -> new IllegalArgumentException("no queue " + logicalId));
    }

    public static String queueArn(String logicalId) {
        return "arn:aws:sqs:%s:%s:%s".formatted(AwsEndpoint.REGION, AwsEndpoint.ACCOUNT, logicalId);
    }

    @Override
    public void close() {
        client.close();
        server.stopAndWait();
        actors.terminate();
        actors.getWhenTerminated().toCompletableFuture().join();
    }

    private void create(QueueDefinition queue) {
        var attributes = new EnumMap<QueueAttributeName, String>(QueueAttributeName.class);
        attributes.put(QueueAttributeName.VISIBILITY_TIMEOUT, seconds(queue.visibilityTimeout()));
        attributes.put(QueueAttributeName.MESSAGE_RETENTION_PERIOD, seconds(queue.retention()));
        queue.redrivePolicy()
                .ifPresent(it -> attributes.put(QueueAttributeName.REDRIVE_POLICY, json(it)));
        var name = queue.logicalId();
        var created = client.createQueue(it -> it.queueName(name).attributes(attributes));
        queueUrls.put(name, created.queueUrl());
    }

    private static String seconds(Duration duration) {
        return Long.toString(duration.toSeconds());
    }

    private static String json(RedrivePolicy policy) {
        return "{\"deadLetterTargetArn\":\"%s\",\"maxReceiveCount\":%d}"
                .formatted(queueArn(policy.targetLogicalId()), policy.maxReceiveCount());
    }
}

package io.github.jobreporter.local.stack;

import io.github.jobreporter.local.bus.EventBusEndpoint;
import io.github.jobreporter.local.codepipeline.AdjustableClock;
import io.github.jobreporter.local.codepipeline.CodePipelineEndpoint;
import io.github.jobreporter.local.dynamodb.DynamoDbEndpoint;
import io.github.jobreporter.local.queue.ElasticMq;
import io.github.jobreporter.local.secrets.SecretsEndpoint;
import io.github.jobreporter.local.template.Template;
import java.time.InstantSource;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The services around the functions, started in parallel because each is slow to start. */
record LocalServices(
        ElasticMq elasticMq,
        DynamoDbEndpoint dynamoDb,
        CodePipelineEndpoint codePipeline,
        SecretsEndpoint secrets,
        EventBusEndpoint eventBus)
        implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LocalServices.class);

    static LocalServices start(Template template, AdjustableClock adjustable, Ports ports)
            throws InterruptedException {
        var clock = InstantSource.system();
        var queues = template.queues();
        var tables = template.tables();
        Deque<AutoCloseable> opened = new ConcurrentLinkedDeque<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var elasticMq =
                    threads.submit(
                            () ->
                                    noted(
                                            ElasticMq.start(queues, adjustable::ahead, ports.sqs()),
                                            opened));
            var dynamoDb =
                    threads.submit(
                            () ->
                                    noted(
                                            DynamoDbEndpoint.start(tables, clock, ports.dynamoDb()),
                                            opened));
            var codePipeline =
                    threads.submit(
                            () ->
                                    noted(
                                            CodePipelineEndpoint.start(
                                                    adjustable, ports.codePipeline()),
                                            opened));
            var secrets =
                    threads.submit(
                            () ->
                                    noted(
                                            SecretsEndpoint.start(clock, ports.secretsManager()),
                                            opened));
            var eventBus =
                    threads.submit(
                            () ->
                                    noted(
                                            EventBusEndpoint.start(clock, ports.eventBridge()),
                                            opened));
            return new LocalServices(
                    elasticMq.get(),
                    dynamoDb.get(),
                    codePipeline.get(),
                    secrets.get(),
                    eventBus.get());
        } catch (ExecutionException e) {
            opened.forEach(LocalServices::close);
            throw new IllegalStateException(
                    "a service of the local stack did not start: " + e.getCause(), e.getCause());
        }
    }

    private static <T extends AutoCloseable> T noted(T service, Deque<AutoCloseable> opened) {
        opened.add(service);
        return service;
    }

    @Override
    public void close() {
        List.of(elasticMq, dynamoDb, codePipeline, secrets, eventBus).forEach(LocalServices::close);
    }

    /** A service that fails to close does not keep the others from closing. */
    private static void close(AutoCloseable service) {
        try {
            service.close();
        } catch (Exception e) {
            LOG.warn("{} did not close", service, e);
        }
    }
}

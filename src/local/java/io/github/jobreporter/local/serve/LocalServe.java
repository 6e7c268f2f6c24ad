package io.github.jobreporter.local.serve;

import io.github.jobreporter.local.http.AwsEndpoint;
import io.github.jobreporter.local.http.BridgeTunnels;
import io.github.jobreporter.local.page.DeliveryFeed;
import io.github.jobreporter.local.page.PageActions;
import io.github.jobreporter.local.page.StackPage;
import io.github.jobreporter.local.page.StackState;
import io.github.jobreporter.local.play.EventCase;
import io.github.jobreporter.local.queue.DeadLetterQueue;
import io.github.jobreporter.local.runtime.ContainerLog;
import io.github.jobreporter.local.runtime.StartLambda;
import io.github.jobreporter.local.serve.ServeOptions.Functions;
import io.github.jobreporter.local.stack.LocalStack;
import io.github.jobreporter.local.stack.Ports;
import io.github.jobreporter.local.stack.RunningFunctions;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.codepipeline.CodePipelineClient;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;

/**
 * {@code ./mvnw -Plocal -Dlocal.serve}: keeps the local stack running, prints each delivery and
 * serves a page, until a signal ends it.
 */
public final class LocalServe implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LocalServe.class);

    private final PrintStream out;
    private final DeliveryFeed feed;
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final ServeFolder folder;
    private URI page = URI.create("about:blank");

    private LocalServe(PrintStream out, ServeFolder folder) {
        this.out = out;
        this.folder = opened(folder);
        this.feed = new DeliveryFeed(out);
    }

    /** Where the page is; {@code about:blank} until it is served. */
    public URI page() {
        return page;
    }

    /** A file that it writes while it runs. */
    public Path file(String name) {
        return folder.resolve(name);
    }

    /**
     * Starts everything and prints how to use it.
     *
     * @throws IllegalArgumentException when a port is in use
     */
    public static LocalServe start(PrintStream out, Path build, Ports ports)
            throws InterruptedException {
        return start(out, build, ServeOptions.of(ports));
    }

    public static LocalServe start(PrintStream out, Path build, ServeOptions options)
            throws InterruptedException {
        options.ports().requireFree(options.reach().network());
        LocalServe serve = new LocalServe(out, ServeFolder.take(build));
        try {
            serve.start(build, options);
            return serve;
        } catch (InterruptedException | RuntimeException e) {
            serve.end();
            throw e;
        }
    }

    private void start(Path build, ServeOptions options) throws InterruptedException {
        boolean reached = options.reach().isThere();
        Ports ports = reached ? options.ports().answeringContainers() : options.ports();
        LocalStack stack = opened(LocalStack.start(LocalStack.TEMPLATE, build, ports));
        stack.requireHandlers();
        options.outcomes().ifPresent(stack::publishOutcomes);
        if (options.outcomes().orElse("None").equals("None")) {
            stack.eventBus().onRule(LocalServe::warnIfForOutcomes);
        }
        stack.onOutcomeEvent(feed::acceptOutcome);
        SampleJobs.makeWhenAskedFor(stack, EventCase.FOLDER);
        StackPage served = opened(page(ports, stack));
        page = served.uri();
        ContainerLog containerLog = new ContainerLog(feed);
        served.serve(ContainerLog.PATH, containerLog);
        if (reached) {
            openToContainers(stack, options);
            new SamLocal(stack, page).writeTo(folder);
        }
        folder.write(ServeFolder.ENVIRONMENT_FILE, new ShellEnvironment(stack).script());
        new ServeGuide(stack, page, options, folder).print(out);
        stack.run(functions(options, containerLog));
    }

    private static void warnIfForOutcomes(String pattern) {
        if (pattern.contains("\"job-completion-reporter\"")) {
            LOG.warn(
                    "A rule waits for outcome events, and the functions publish none: start with"
                            + " -Dlocal.outcomes=Refused");
        }
    }

    private void openToContainers(LocalStack stack, ServeOptions options) {
        List<URI> services = new ArrayList<>(List.of(page));
        stack.endpointVariables().values().forEach(it -> services.add(URI.create(it)));
        options.reach()
                .network()
                .ifPresent(it -> opened(BridgeTunnels.open(it, services, out::println)));
    }

    private RunningFunctions.Settings functions(ServeOptions options, ContainerLog log) {
        RunningFunctions.Settings settings =
                RunningFunctions.Settings.of(feed.andThen(new FunctionProblems(out)));
        return switch (options.functions()) {
            case Functions.InJvms() -> settings;
            case Functions.InContainers(var endpoint) ->
                    settings.by(new StartLambda(endpoint, log, out::println));
        };
    }

    private StackPage page(Ports ports, LocalStack stack) {
        CodePipelineClient worker =
                opened(
                        new AwsEndpoint(stack.codePipeline().uri())
                                .client(CodePipelineClient.builder()));
        EventBridgeClient eventBridge = opened(stack.eventBridge());
        DeadLetterQueue deadLetters = stack.deadLetterQueue();
        return page(
                ports,
                new StackState(stack, deadLetters, feed),
                new PageActions(stack, deadLetters, worker, eventBridge));
    }

    private static StackPage page(Ports ports, StackState state, PageActions actions) {
        try {
            return StackPage.start(ports.page(), state, actions);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private <T extends AutoCloseable> T opened(T something) {
        open.push(something);
        return something;
    }

    /** Waits until a signal ends the process. */
    public void await() throws InterruptedException {
        new CountDownLatch(1).await();
    }

    /** Ends everything, last started first, and prints a summary. */
    @Override
    public void close() {
        end();
        out.println();
        out.println(feed.counts().isEmpty() ? "No deliveries." : "Deliveries by their outcome:");
        feed.counts().forEach((outcome, count) -> out.printf("%6d  %s%n", count, outcome));
    }

    private void end() {
        while (!open.isEmpty()) {
            close(open.pop());
        }
    }

    private void close(AutoCloseable something) {
        try {
            something.close();
        } catch (Exception e) {
            out.println("Did not end cleanly: " + e);
        }
    }
}

package io.github.jobreporter.local.runtime;

import io.github.jobreporter.local.http.AwsEndpoint;
import io.github.jobreporter.local.runtime.RuntimeApi.Initialization;
import io.github.jobreporter.local.template.Template.FunctionDefinition;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * One execution environment of a function: a JVM of its own under AWS's runtime interface client,
 * with the environment that Lambda gives it. It takes one invocation at a time. After it died, was
 * killed or timed out, a new one must be started.
 */
public final class FunctionProcess implements ExecutionEnvironment {

    /** Lambda gives 10 s; a busy laptop may need more. */
    private static final Duration INITIALIZATION_TIMEOUT = Duration.ofSeconds(60);

    /** The share of the memory that the managed runtime gives to the heap. */
    private static final double HEAP_SHARE = 0.85;

    /** The JVM's default initial heap is this part of the memory; this machine has more memory. */
    private static final int INITIAL_HEAP_DIVISOR = 64;

    private static final String LIBRARY_PROPERTY =
            "com.amazonaws.services.lambda.runtime.api.client.runtimeapi.NativeClient.JNI";

    /** The function's JVM reads the machine's clock, so its deadlines must. */
    private static final InstantSource CLOCK = InstantSource.system();

    private final FunctionDefinition function;
    private final RuntimeApi runtimeApi;
    private final FunctionLog log;
    private final Process process;

    /**
     * Requested while the process is alive: later its pid may belong to another process, whose end
     * the JDK would then wait for.
     */
    private final CompletableFuture<Process> exit;

    private final ReentrantLock oneAtATime = new ReentrantLock();

    private FunctionProcess(
            FunctionDefinition function, RuntimeApi runtimeApi, FunctionLog log, Process process) {
        this.function = function;
        this.runtimeApi = runtimeApi;
        this.log = log;
        this.process = process;
        exit = process.onExit();
    }

    /** What a process is started with besides its template. */
    public record Settings(
            BuildOutput build, Map<String, String> environment, Consumer<String> logListener) {

        public Settings {
            environment = Map.copyOf(environment);
        }

        public static Settings of(BuildOutput build) {
            return new Settings(build, Map.of(), _ -> {});
        }

        /** Adds variables, which win over the template's. */
        public Settings with(Map<String, String> more) {
            var all = new LinkedHashMap<>(environment);
            all.putAll(more);
            return new Settings(build, all, logListener);
        }

        /** Passes on every log line soon after it is written. */
        public Settings listening(Consumer<String> listener) {
            return new Settings(build, environment, listener);
        }
    }

    /**
     * Starts a process and waits until it has initialised.
     *
     * @throws FunctionStartException with the function's log if it does not
     */
    public static FunctionProcess start(FunctionDefinition function, Settings settings)
            throws InterruptedException {
        var started = spawn(function, settings);
        try {
            started.awaitInitialization();
            return started;
        } catch (InterruptedException | RuntimeException e) {
            started.close();
            throw e;
        }
    }

    private static FunctionProcess spawn(FunctionDefinition function, Settings settings) {
        try {
            var log =
                    FunctionLog.create(
                            settings.build.logs(), function.logicalId(), settings.logListener);
            return spawn(function, settings, log);
        } catch (IOException e) {
            throw new FunctionStartException(
                    "%s cannot be started: %s".formatted(function.logicalId(), e));
        }
    }

    private static FunctionProcess spawn(
            FunctionDefinition function, Settings settings, FunctionLog log) throws IOException {
        var build = settings.build;
        var api = RuntimeApi.start(arn(function.logicalId()));
        try {
            var builder =
                    new ProcessBuilder(command(function, build, List.of()))
                            .directory(build.taskRoot().toFile())
                            .redirectErrorStream(true)
                            .redirectOutput(log.file().toFile());
            builder.environment().clear();
            builder.environment().putAll(environment(function, build, api.address()));
            builder.environment().putAll(settings.environment);
            return new FunctionProcess(function, api, log, builder.start());
        } catch (IOException | RuntimeException e) {
            api.close();
            log.close();
            throw e;
        }
    }

    public static String arn(String functionLogicalId) {
        return "arn:aws:lambda:%s:%s:function:%s"
                .formatted(AwsEndpoint.REGION, AwsEndpoint.ACCOUNT, functionLogicalId);
    }

    /** The command by which the managed runtime starts a JVM, with more options. */
    public static List<String> command(
            FunctionDefinition function, BuildOutput build, List<String> jvmOptions) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xms" + function.memoryMegabytes() / INITIAL_HEAP_DIVISOR + "m");
        command.add("-Xmx" + (int) (function.memoryMegabytes() * HEAP_SHARE) + "m");
        command.add("-XX:+UseSerialGC");
        command.add("-XX:TieredStopAtLevel=1");
        command.add("--enable-native-access=ALL-UNNAMED");
        command.add("-D" + LIBRARY_PROPERTY + "=" + build.runtimeInterfaceClientLibrary());
        command.addAll(jvmOptions);
        command.add("-classpath");
        command.add(build.runtimeInterfaceClientClassPath());
        command.add("com.amazonaws.services.lambda.runtime.api.client.AWSLambda");
        command.add(function.handler());
        return command;
    }

    /** The variables that Lambda sets, and the template's, which win. */
    public static Map<String, String> environment(
            FunctionDefinition function, BuildOutput build, String runtimeApiAddress) {
        var variables = new LinkedHashMap<String, String>();
        variables.put("_HANDLER", function.handler());
        variables.put("AWS_LAMBDA_RUNTIME_API", runtimeApiAddress);
        variables.put("AWS_LAMBDA_FUNCTION_NAME", function.logicalId());
        variables.put("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST");
        variables.put(
                "AWS_LAMBDA_FUNCTION_MEMORY_SIZE", Integer.toString(function.memoryMegabytes()));
        variables.put("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand");
        variables.put("AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/" + function.logicalId());
        variables.put("AWS_LAMBDA_LOG_STREAM_NAME", "local/[$LATEST]" + UUID.randomUUID());
        function.logFormat().ifPresent(it -> variables.put("AWS_LAMBDA_LOG_FORMAT", it));
        function.logLevel().ifPresent(it -> variables.put("AWS_LAMBDA_LOG_LEVEL", it));
        variables.put("AWS_EXECUTION_ENV", "AWS_Lambda_" + function.runtime());
        variables.put("AWS_REGION", AwsEndpoint.REGION);
        variables.put("AWS_DEFAULT_REGION", AwsEndpoint.REGION);
        variables.put("AWS_ACCESS_KEY_ID", "local");
        variables.put("AWS_SECRET_ACCESS_KEY", "local");
        variables.put("AWS_SESSION_TOKEN", "local");
        variables.put("LAMBDA_TASK_ROOT", build.taskRoot().toString());
        variables.put("LAMBDA_RUNTIME_DIR", "/var/runtime");
        variables.put("PATH", "/usr/local/bin:/usr/bin:/bin:/opt/bin");
        variables.put("LANG", "en_US.UTF-8");
        variables.put("TZ", ":UTC");
        variables.putAll(function.environment());
        return variables;
    }

    private void awaitInitialization() throws InterruptedException {
        var initialization = runtimeApi.initialization();
        if (!ended(initialization, INITIALIZATION_TIMEOUT)) {
            throw unstarted(
                    "did not initialise within " + INITIALIZATION_TIMEOUT.toSeconds() + " s");
        }
        if (!initialization.isDone()) {
            throw unstarted("ended with exit code " + process.exitValue());
        }
        switch (initialization.join()) {
            case Initialization.Ready _ -> {}
            case Initialization.Failed(var errorType, var message) -> {
                // The stack trace is written last.
                process.waitFor(5, TimeUnit.SECONDS);
                throw unstarted("failed with " + errorType + ": " + message);
            }
        }
    }

    private FunctionStartException unstarted(String problem) {
        return new FunctionStartException(
                "%s %s%n%s"
                        .formatted(
                                function.logicalId(),
                                problem,
                                String.join(System.lineSeparator(), logLines())));
    }

    /** Invokes the function and waits for at most the template's timeout. */
    public Invocation invoke(String payload) throws InterruptedException {
        return invoke(payload, function.timeout());
    }

    public Invocation invoke(String payload, Duration timeout) throws InterruptedException {
        return invoke(new Request(UUID.randomUUID().toString(), payload), timeout);
    }

    @Override
    public Run run(Request request) throws InterruptedException {
        oneAtATime.lockInterruptibly();
        try {
            var position = log.position();
            var begin = CLOCK.instant();
            var invocation = invoke(request, function.timeout());
            var took = Duration.between(begin, CLOCK.instant());
            return new Run(begin, invocation, took, log.linesSince(position));
        } finally {
            oneAtATime.unlock();
        }
    }

    private Invocation invoke(Request request, Duration timeout) throws InterruptedException {
        oneAtATime.lockInterruptibly();
        try {
            var deadline = CLOCK.instant().plus(timeout);
            var pending = runtimeApi.invoke(request.id(), request.payload(), deadline);
            var inTime = ended(pending.finished(), timeout);
            return pending.answer().orElseGet(() -> unanswered(inTime));
        } finally {
            oneAtATime.unlock();
        }
    }

    private Invocation unanswered(boolean ended) {
        if (ended) {
            return new Invocation.Died(process.exitValue());
        }
        kill();
        return new Invocation.TimedOut();
    }

    /** Whether something completed, or the process ended, within a time. */
    private boolean ended(CompletableFuture<?> something, Duration timeout)
            throws InterruptedException {
        try {
            CompletableFuture.anyOf(something, exit).get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Everything that it has written to its output and error streams, in order. */
    public List<String> logLines() {
        return log.lines();
    }

    @Override
    public boolean alive() {
        return process.isAlive();
    }

    public long pid() {
        return process.pid();
    }

    /** Ends the process by SIGKILL and waits until it is gone. */
    public void kill() {
        process.destroyForcibly();
        exit.join();
    }

    @Override
    public void close() {
        kill();
        runtimeApi.close();
        log.close();
    }
}

package io.github.jobreporter.bench;

import io.github.jobreporter.local.http.AwsEndpoint;
import io.github.jobreporter.local.runtime.BuildOutput;
import io.github.jobreporter.local.runtime.FunctionProcess;
import io.github.jobreporter.local.template.Template;
import io.github.jobreporter.local.template.Template.FunctionDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A JVM like that of Lambda's managed runtime: only AWS's runtime interface client on the class
 * path, an AOT cache with what every typed handler needs, the serial collector, the first compiler
 * tier only, and the function loaded from its folder.
 *
 * @param function the template's definition of the measured function
 * @param jvmOptions further options
 */
record ManagedRuntime(FunctionDefinition function, BuildOutput build, List<String> jvmOptions) {

    private static final String FUNCTION = "QueueReporter";

    ManagedRuntime {
        jvmOptions = List.copyOf(jvmOptions);
    }

    static ManagedRuntime of(Path templateFile, BuildOutput build, Certificate certificate) {
        var template = Template.read(templateFile);
        return new ManagedRuntime(
                template.function(FUNCTION, references(template)), build, certificate.jvmOptions());
    }

    private static Map<String, String> references(Template template) {
        var references = new HashMap<String, String>();
        references.put("AWS::Region", AwsEndpoint.REGION);
        references.put("AWS::StackName", "bench");
        template.logicalIds("AWS::DynamoDB::Table").forEach(it -> references.put(it, it));
        template.logicalIds("AWS::SQS::Queue")
                .forEach(it -> references.put(it, "https://queue.invalid/000000000000/" + it));
        return references;
    }

    /**
     * Adds an AOT cache, made by a training run. The managed runtime ships one.
     *
     * @param handler a trivial typed handler, so that the cache holds no class of a function
     */
    ManagedRuntime trained(Contender handler, Surroundings surroundings)
            throws IOException, InterruptedException {
        var cache = surroundings.logs().resolveSibling("runtime.aot");
        Files.deleteIfExists(cache);
        var option = "-XX:AOTCacheOutput=" + cache;
        var log = surroundings.logs().resolve("training.log");
        try (var training =
                ContenderProcess.start(handler.withJvmOption(option), surroundings, log)) {
            for (var i = 0; i < 5; i++) {
                training.invoke(Messages.batch(2));
            }
            training.end();
        }
        if (!Files.exists(cache)) {
            throw new IllegalStateException(
                    "the training run wrote no AOT cache:%n%s".formatted(Files.readString(log)));
        }
        var options = new ArrayList<>(jvmOptions);
        options.add("-XX:AOTCache=" + cache);
        return new ManagedRuntime(function, build, options);
    }

    List<String> command(String handler) {
        return FunctionProcess.command(functionWith(handler), build, jvmOptions);
    }

    Map<String, String> environment(Contender contender, String runtimeApiAddress) {
        return FunctionProcess.environment(
                function, build.withTaskRoot(contender.folder()), runtimeApiAddress);
    }

    /** The measured function with another handler. */
    FunctionDefinition functionWith(String handler) {
        return new FunctionDefinition(
                function.logicalId(),
                function.runtime(),
                handler,
                function.memoryMegabytes(),
                function.timeout(),
                function.logFormat(),
                function.logLevel(),
                function.environment());
    }
}

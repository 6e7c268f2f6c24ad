package io.github.jobreporter.local.serve;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.jobreporter.local.http.AwsEndpoint;
import io.github.jobreporter.local.runtime.ContainerLog;
import io.github.jobreporter.local.stack.LocalStack;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Lets {@code sam local} run the functions in Lambda's container against this stack, by two files
 * that {@code samconfig.toml} names.
 *
 * <p>SAM hands a container only variables that the template declares, and the template declares no
 * endpoints, because the function has no local mode. It does declare the JVM's options, and the SDK
 * reads endpoints, region and credentials from system properties first. Services that the stack
 * does not have are pointed to it as well, so that nothing reaches an AWS account.
 *
 * @param page where the page is served, and with it the log of the containers
 */
public record SamLocal(LocalStack stack, URI page) {

    /** Below the folder of serve mode. SAM prints the name if it does not find the file. */
    public static final String FOLDER = "written-by-serve-mode";

    public static final String ENVIRONMENT_FILE = "env.json";
    public static final String PARAMETERS_FILE = "parameters.yaml";

    /** What a user types in a second terminal. */
    public static final String BUILD = "sam build";

    public static final String INVOKE =
            "sam local invoke QueueReporter --event events/queue-success-minimal.json";
    public static final String START_LAMBDA = "sam local start-lambda";

    /** The name that {@code samconfig.toml} gives this machine within a container. */
    static final String HOST = "host.docker.internal";

    private static final String JVM_OPTIONS = "JAVA_TOOL_OPTIONS";

    /** The SDK's system property of each of the stack's endpoints that functions call. */
    private static final Map<String, String> PROPERTIES =
            Map.of(
                    "AWS_ENDPOINT_URL_CODEPIPELINE", "aws.endpointUrlCodePipeline",
                    "AWS_ENDPOINT_URL_DYNAMODB", "aws.endpointUrlDynamoDb",
                    "AWS_ENDPOINT_URL_EVENTBRIDGE", "aws.endpointUrlEventBridge",
                    "AWS_ENDPOINT_URL_SECRETS_MANAGER", "aws.endpointUrlSecretsManager",
                    "AWS_ENDPOINT_URL_SQS", "aws.endpointUrlSqs");

    void writeTo(ServeFolder folder) {
        folder.write(path(PARAMETERS_FILE), "Architecture: " + machine() + "\n");
        // Last, because SAM looks for it first.
        folder.write(path(ENVIRONMENT_FILE), environment().toPrettyString() + "\n");
    }

    private static String path(String file) {
        return FOLDER + "/" + file;
    }

    /** What a command needs if the files are not where {@code samconfig.toml} looks for them. */
    static String options(ServeFolder folder) {
        return folder.isTheBuilds()
                ? ""
                : " --env-vars %s --parameter-overrides file://%s"
                        .formatted(
                                folder.readable(path(ENVIRONMENT_FILE)),
                                folder.readable(path(PARAMETERS_FILE)));
    }

    /** A container of another architecture would be emulated, or fail. */
    private static String machine() {
        return System.getProperty("os.arch").equals("aarch64") ? "arm64" : "x86_64";
    }

    private ObjectNode environment() {
        ObjectNode environment = JsonNodeFactory.instance.objectNode();
        variables().forEach(environment.putObject("Parameters")::put);
        return environment;
    }

    /** As the stack's own functions have them, with addresses for containers. */
    private Map<String, String> variables() {
        Map<String, String> variables = new TreeMap<>();
        Stream.of(LocalStack.QUEUE_REPORTER, LocalStack.BUS_REPORTER)
                .forEach(it -> variables.putAll(stack.variables(it)));
        variables.replaceAll((_, it) -> fromContainer(it));
        variables.merge(
                JVM_OPTIONS,
                String.join(" ", jvmOptions()),
                (template, ours) -> template + " " + ours);
        return variables;
    }

    private List<String> jvmOptions() {
        Map<String, String> properties = new TreeMap<>();
        stack.endpointVariables()
                .forEach((name, url) -> properties.put(property(name), fromContainer(url)));
        properties.put("aws.endpointUrl", fromContainer(stack.codePipeline().uri().toString()));
        properties.put("aws.region", AwsEndpoint.REGION);
        properties.put("aws.accessKeyId", "local");
        properties.put("aws.secretAccessKey", "local");
        properties.put("log4j2.configurationAllowedProtocols", "http,file,jar");
        properties.put(
                "log4j2.configurationFile",
                "classpath:log4j2.properties,"
                        + fromContainer(page.resolve(ContainerLog.CONFIGURATION).toString()));
        List<String> options = new ArrayList<>();
        properties.forEach((name, value) -> options.add("-D%s=%s".formatted(name, value)));
        return options;
    }

    private static String property(String endpointVariable) {
        String property = PROPERTIES.get(endpointVariable);
        if (property == null) {
            throw new IllegalStateException("no property of the SDK for " + endpointVariable);
        }
        return property;
    }

    private static String fromContainer(String value) {
        return value.replaceFirst("^http://(localhost|127\\.0\\.0\\.1):", "http://" + HOST + ":");
    }
}

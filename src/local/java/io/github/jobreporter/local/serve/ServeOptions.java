package io.github.jobreporter.local.serve;

import io.github.jobreporter.local.stack.Ports;
import java.net.URI;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The options of serve mode.
 *
 * @param reach how containers reach the stack
 * @param functions where the functions run
 * @param outcomes which outcomes they publish; empty for the template's default
 */
public record ServeOptions(
        Ports ports, ContainerReach reach, Functions functions, Optional<String> outcomes) {

    /** Where the functions run. */
    sealed interface Functions {

        /** In JVMs of the stack. */
        record InJvms() implements Functions {}

        /**
         * In containers of {@code sam local start-lambda}.
         *
         * @param endpoint where that listens
         */
        record InContainers(URI endpoint) implements Functions {}
    }

    static final String JVM = "jvm";
    static final String SAM = "sam";
    private static final URI START_LAMBDA = URI.create("http://127.0.0.1:3001");

    public ServeOptions {
        if (functions instanceof Functions.InContainers
                && reach instanceof ContainerReach.Not(var reason)) {
            throw new IllegalArgumentException(
                    "-Dlocal.functions=sam needs containers that reach the stack: " + reason);
        }
    }

    /** Without outcome events. */
    ServeOptions(Ports ports, ContainerReach reach, Functions functions) {
        this(ports, reach, functions, Optional.empty());
    }

    /** The same with these outcomes published. */
    public ServeOptions publishing(Optional<String> selection) {
        return new ServeOptions(ports, reach, functions, selection);
    }

    /** The defaults. */
    static ServeOptions of(Ports ports) {
        return of(ports, _ -> "", HostSystem.ofThisMachine());
    }

    /**
     * Reads {@code -Dlocal.bridge}, {@code -Dlocal.functions} and {@code -Dlocal.lambda}.
     *
     * @param properties the value of each, empty when it is not given
     * @throws IllegalArgumentException naming an invalid option and its valid values
     */
    public static ServeOptions of(
            Ports ports, UnaryOperator<String> properties, HostSystem system) {
        String lambda = properties.apply("local.lambda");
        Functions functions =
                functions(properties.apply("local.functions"), endpoint(lambda), system);
        if (functions instanceof Functions.InJvms && !lambda.isEmpty()) {
            throw new IllegalArgumentException(
                    "-Dlocal.lambda=%s needs -Dlocal.functions=%s".formatted(lambda, SAM));
        }
        return new ServeOptions(
                ports, ContainerReach.of(properties.apply("local.bridge"), system), functions);
    }

    private static Functions functions(String option, URI endpoint, HostSystem system) {
        return switch (option) {
            case "" ->
                    system.isLinux()
                            ? new Functions.InJvms()
                            : new Functions.InContainers(endpoint);
            case JVM -> inJvms(system);
            case SAM -> new Functions.InContainers(endpoint);
            default ->
                    throw new IllegalArgumentException(
                            "-Dlocal.functions=%s must be %s or %s".formatted(option, JVM, SAM));
        };
    }

    private static Functions inJvms(HostSystem system) {
        if (!system.isLinux()) {
            throw new IllegalArgumentException(
                    "-Dlocal.functions=jvm needs Linux, because AWS's runtime interface client"
                            + " does; this is "
                            + system.name());
        }
        return new Functions.InJvms();
    }

    private static URI endpoint(String option) {
        if (option.isEmpty()) {
            return START_LAMBDA;
        }
        if (!option.matches("http://[^/@\\s]+/?") || !isUri(option)) {
            throw new IllegalArgumentException(
                    "-Dlocal.lambda=%s must be a URL such as %s".formatted(option, START_LAMBDA));
        }
        return URI.create(option);
    }

    private static boolean isUri(String option) {
        try {
            return URI.create(option).getHost() != null;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }
}

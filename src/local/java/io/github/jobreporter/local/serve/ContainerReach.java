package io.github.jobreporter.local.serve;

import static java.util.stream.Collectors.joining;

import io.github.jobreporter.local.http.Bridge;
import java.util.Optional;

/** How containers of this machine reach the stack: the option {@code -Dlocal.bridge=}. */
sealed interface ContainerReach {

    /** The stack listens at this network, too. */
    record ByBridge(Bridge bridge) implements ContainerReach {}

    /** The container engine forwards to the loopback interface, as Docker Desktop does. */
    record ByLoopback() implements ContainerReach {}

    /** Containers cannot reach the stack. */
    record Not(String reason) implements ContainerReach {}

    String AUTO = "auto";
    String NONE = "none";
    String LOOPBACK = "loopback";

    /**
     * Reads the option.
     *
     * @param option empty for {@value #AUTO}
     * @throws IllegalArgumentException naming what can be chosen
     */
    static ContainerReach of(String option, HostSystem system) {
        return switch (option) {
            case "", AUTO -> system.isLinux() ? byUsualBridge() : new ByLoopback();
            case NONE -> new Not("-Dlocal.bridge=none");
            case LOOPBACK -> new ByLoopback();
            default ->
                    new ByBridge(Bridge.named(option).orElseThrow(() -> noSuchInterface(option)));
        };
    }

    private static ContainerReach byUsualBridge() {
        return Bridge.usual()
                .<ContainerReach>map(ByBridge::new)
                .orElseGet(
                        () ->
                                new Not(
                                        ("no interface %s has an IPv4 address;"
                                                        + " -Dlocal.bridge=<interface>"
                                                        + " names another")
                                                .formatted(or())));
    }

    private static String or() {
        return String.join(", ", Bridge.USUAL.subList(0, Bridge.USUAL.size() - 1))
                + " or "
                + Bridge.USUAL.getLast();
    }

    private static IllegalArgumentException noSuchInterface(String option) {
        var interfaces = Bridge.all().map(Bridge::name).distinct().collect(joining(", "));
        return new IllegalArgumentException(
                "-Dlocal.bridge=%s must be %s, %s, %s or an interface with an IPv4 address: %s"
                        .formatted(option, AUTO, NONE, LOOPBACK, interfaces));
    }

    /** Whether containers can reach the stack. */
    default boolean isThere() {
        return !(this instanceof Not);
    }

    /** The network to listen at, too. */
    default Optional<Bridge> network() {
        return this instanceof ByBridge(var bridge) ? Optional.of(bridge) : Optional.empty();
    }
}

package io.github.jobreporter.local.stack;

import io.github.jobreporter.local.http.Bridge;
import io.github.jobreporter.local.http.LoopbackHttp.Settings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Optional;

/**
 * Where the local stack listens.
 *
 * @param base the first of six ports that follow each other; 0: any that are free
 * @param answersContainers whether it also answers to the names that containers have for this
 *     machine
 */
public record Ports(int base, boolean answersContainers) {

    public static final Ports ANY = new Ports(0);

    private static final int LARGEST_BASE = 65_530;

    public Ports {
        if (base < 0 || base > LARGEST_BASE) {
            throw new IllegalArgumentException(
                    "a port must be 1 to %d, or 0 for any, was %d".formatted(LARGEST_BASE, base));
        }
    }

    public Ports(int base) {
        this(base, false);
    }

    public Ports answeringContainers() {
        return new Ports(base, true);
    }

    /**
     * Reads {@code -Dlocal.port}.
     *
     * @throws IllegalArgumentException when it is no port
     */
    public static Ports of(String base) {
        try {
            return new Ports(Integer.parseInt(base));
        } catch (NumberFormatException _) {
            throw new IllegalArgumentException(
                    "-Dlocal.port must be a port such as 4560, was '%s'".formatted(base));
        }
    }

    /**
     * Requires that no other process listens at the ports.
     *
     * @param bridge where the ports must also be free
     * @throws IllegalArgumentException naming the first port in use
     */
    public void requireFree(Optional<Bridge> bridge) {
        if (base == 0) {
            return;
        }
        requireFree(InetAddress.getLoopbackAddress(), "");
        bridge.ifPresent(it -> requireFree(it.address(), " at " + it));
    }

    private void requireFree(InetAddress address, String place) {
        for (int port = base; port <= last(); port++) {
            try (ServerSocket it = new ServerSocket()) {
                it.setReuseAddress(true);
                it.bind(new InetSocketAddress(address, port));
            } catch (IOException e) {
                throw new IllegalArgumentException(
                        ("port %d is in use%s, and -Dlocal.port=%d needs all up to %d: end"
                                        + " what listens there, or choose another")
                                .formatted(port, place, base, last()),
                        e);
            }
        }
    }

    public Settings page() {
        return settings(0);
    }

    public Settings codePipeline() {
        return settings(1);
    }

    public int sqs() {
        return following(2);
    }

    public Settings dynamoDb() {
        return settings(3);
    }

    public Settings secretsManager() {
        return settings(4);
    }

    public Settings eventBridge() {
        return settings(5);
    }

    private int last() {
        return following(5);
    }

    private Settings settings(int distance) {
        return new Settings(following(distance), answersContainers);
    }

    private int following(int distance) {
        return base == 0 ? 0 : base + distance;
    }
}

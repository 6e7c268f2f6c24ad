package io.github.jobreporter.local.http;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The network interface by which containers reach this machine.
 *
 * @param address of this machine on it
 * @param prefixLength how many leading bits of the address all its containers share
 */
public record Bridge(String name, InetAddress address, int prefixLength) {

    /** Docker's, and Podman's with either of its network stacks. */
    public static final List<String> USUAL = List.of("docker0", "podman0", "cni-podman0");

    /** The interface of a name, when it has an IPv4 address that is not a loopback one. */
    public static Optional<Bridge> named(String name) {
        return all().filter(it -> it.name.equals(name)).findFirst();
    }

    /** The first of the usual interfaces that this machine has. */
    public static Optional<Bridge> usual() {
        return USUAL.stream().flatMap(it -> named(it).stream()).findFirst();
    }

    /** Includes interfaces without a container: they count as down, but one can listen there. */
    public static Stream<Bridge> all() {
        try {
            return NetworkInterface.networkInterfaces().flatMap(Bridge::of);
        } catch (SocketException e) {
            throw new IllegalStateException("the network interfaces cannot be listed", e);
        }
    }

    private static Stream<Bridge> of(NetworkInterface it) {
        return it.getInterfaceAddresses().stream()
                .filter(address -> address.getAddress() instanceof Inet4Address)
                .filter(address -> !address.getAddress().isLoopbackAddress())
                .map(
                        address ->
                                new Bridge(
                                        it.getName(),
                                        address.getAddress(),
                                        address.getNetworkPrefixLength()));
    }

    /**
     * Whether a peer is on this network. Linux accepts packets for an address on every interface,
     * so listening at the bridge's address alone does not keep other networks out.
     */
    boolean isNeighbour(InetAddress peer) {
        return peer instanceof Inet4Address && prefix(peer) == prefix(address);
    }

    private int prefix(InetAddress it) {
        int bits = 0;
        for (byte part : it.getAddress()) {
            bits = bits << Byte.SIZE | Byte.toUnsignedInt(part);
        }
        // Java shifts by 32 as by 0.
        return prefixLength == 0 ? 0 : bits >>> (Integer.SIZE - prefixLength);
    }

    @Override
    public String toString() {
        return "%s (%s/%d)".formatted(name, address.getHostAddress(), prefixLength);
    }
}

package io.github.jobreporter.local.serve;

import java.util.Locale;

/**
 * The machine that the stack runs on.
 *
 * @param name of the operating system, as the JDK tells it
 */
public record HostSystem(String name) {

    public static HostSystem ofThisMachine() {
        return new HostSystem(System.getProperty("os.name"));
    }

    public boolean isLinux() {
        return name.toLowerCase(Locale.ROOT).contains("linux");
    }
}

package io.github.jobreporter.local;

import java.util.Locale;

/**
 * The machine that the stack runs on.
 *
 * @param name of the operating system, as the JDK tells it
 */
record HostSystem(String name) {

    static HostSystem ofThisMachine() {
        return new HostSystem(System.getProperty("os.name"));
    }

    boolean isLinux() {
        return name.toLowerCase(Locale.ROOT).contains("linux");
    }
}

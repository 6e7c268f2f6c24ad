package io.github.jobreporter.support;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Sets system properties, and restores them when closed. */
public final class SystemProperties implements AutoCloseable {

    private final Map<String, String> wanted;
    private final Map<String, Optional<String>> before = new HashMap<>();

    public SystemProperties(Map<String, String> wanted) {
        this.wanted = Map.copyOf(wanted);
    }

    public void set() {
        wanted.forEach(
                (name, value) -> {
                    before.putIfAbsent(name, Optional.ofNullable(System.getProperty(name)));
                    System.setProperty(name, value);
                });
    }

    public void restore() {
        before.forEach(
                (name, value) ->
                        value.ifPresentOrElse(
                                earlier -> System.setProperty(name, earlier),
                                () -> System.clearProperty(name)));
        before.clear();
    }

    @Override
    public void close() {
        restore();
    }
}

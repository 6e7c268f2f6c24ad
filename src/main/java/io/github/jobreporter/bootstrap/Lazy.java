package io.github.jobreporter.bootstrap;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * What most invocations never need, made when one does. An SDK client takes longer to make than a
 * report to send.
 */
final class Lazy<T> {

    private final Supplier<T> maker;
    private Optional<T> made = Optional.empty();

    Lazy(Supplier<T> maker) {
        this.maker = maker;
    }

    synchronized T get() {
        T value = made.orElseGet(maker);
        made = Optional.of(value);
        return value;
    }
}

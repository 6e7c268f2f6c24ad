package io.github.jobreporter.bootstrap;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * Makes a value when it is first needed, once. Most invocations need no client of SQS or Secrets
 * Manager, and making one takes longer than a report.
 */
final class Lazy<T> implements Supplier<T> {

    private final Supplier<T> maker;
    private Optional<T> made = Optional.empty();

    Lazy(Supplier<T> maker) {
        this.maker = maker;
    }

    @Override
    public synchronized T get() {
        T value = made.orElseGet(maker);
        made = Optional.of(value);
        return value;
    }
}

package io.github.jobreporter.local.page;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** A list that may take seconds to read. It is read in the background, a fifth of the time. */
final class BackgroundList<T> {

    private static final long PATIENCE_MS = 200;
    private static final int PAUSES_PER_READ = 4;

    private final Supplier<List<T>> source;
    private final LongSupplier nanoTime;
    private volatile long pausesUntil;
    private CompletableFuture<List<T>> reading;
    private Optional<List<T>> latest = Optional.empty();

    /** Begins to read. */
    BackgroundList(Supplier<List<T>> source, LongSupplier nanoTime) {
        this.source = source;
        this.nanoTime = nanoTime;
        reading = CompletableFuture.supplyAsync(this::read);
    }

    /** As it is, if it can be read quickly; otherwise as it was before. */
    synchronized List<T> latest() {
        // What is read and was never asked for is still new.
        boolean isUsed = latest.isPresent() || reading.isCompletedExceptionally();
        if (isUsed && reading.isDone() && nanoTime.getAsLong() - pausesUntil >= 0) {
            reading = CompletableFuture.supplyAsync(this::read);
        }
        try {
            List<T> now =
                    latest.map(
                                    it ->
                                            reading.copy()
                                                    .completeOnTimeout(
                                                            it, PATIENCE_MS, TimeUnit.MILLISECONDS))
                            .orElse(reading)
                            .join();
            latest = Optional.of(now);
            return now;
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    private List<T> read() {
        long start = nanoTime.getAsLong();
        try {
            return source.get();
        } finally {
            long end = nanoTime.getAsLong();
            pausesUntil = end + PAUSES_PER_READ * (end - start);
        }
    }
}

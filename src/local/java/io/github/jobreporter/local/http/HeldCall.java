package io.github.jobreporter.local.http;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** A call that an endpoint keeps waiting before it acts, until the holder decides. */
public final class HeldCall {

    /** Longer than any call takes to come, shorter than a person's patience with a stuck test. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private enum Decision {
        GO_ON,
        DROP
    }

    private final CountDownLatch arrived = new CountDownLatch(1);
    private final CompletableFuture<Decision> decision = new CompletableFuture<>();

    /** Waits until the call is in flight. */
    public void awaitArrival() throws InterruptedException {
        if (!arrived.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new IllegalStateException("no call came within " + PATIENCE);
        }
    }

    /** Lets the call go on: the endpoint acts and replies, even when the caller has gone. */
    public void release() {
        decision.complete(Decision.GO_ON);
    }

    /** Ends the call: the endpoint does nothing and closes the connection. */
    public void drop() {
        decision.complete(Decision.DROP);
    }

    boolean mayGoOn() throws InterruptedException {
        arrived.countDown();
        try {
            return decision.get() == Decision.GO_ON;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }
}

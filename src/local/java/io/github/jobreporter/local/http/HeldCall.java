package io.github.jobreporter.local.http;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** A call that an endpoint holds before it acts, until a test decides. */
public final class HeldCall {

    /** Longer than any call takes to arrive, and short enough for a test that is stuck. */
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

    /** Continues the call: the endpoint acts and replies, even if the caller has gone. */
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

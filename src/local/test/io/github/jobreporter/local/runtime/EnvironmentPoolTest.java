package io.github.jobreporter.local.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.jobreporter.local.runtime.ExecutionEnvironment.Request;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class EnvironmentPoolTest {

    private static final Request REQUEST = new Request("id", "{}");
    private static final Invocation DONE = new Invocation.Succeeded("");

    @Test
    void starts_none_before_it_is_needed() {
        var environments = new FakeEnvironments(_ -> DONE);

        environments.pool(2).close();

        assertThat(environments.started).isEmpty();
    }

    @Test
    void reuses_an_idle_one() throws InterruptedException {
        var environments = new FakeEnvironments(_ -> DONE);
        var pool = environments.pool(2);

        pool.run(REQUEST);
        pool.run(REQUEST);

        assertThat(environments.started).hasSize(1);
    }

    @Test
    void starts_up_to_its_maximum_and_then_waits() throws InterruptedException {
        var go = new CountDownLatch(1);
        var environments = FakeEnvironments.answeringAfter(go, DONE);
        var pool = environments.pool(2);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            submit(threads, pool, 3);
            await().until(() -> environments.running.get() == 2);
            go.countDown();
        }

        assertThat(environments.requests).hasSize(3);
        assertThat(environments.started).hasSize(2);
    }

    private static void submit(ExecutorService threads, EnvironmentPool pool, int times) {
        for (int i = 0; i < times; i++) {
            var _ = threads.submit(() -> pool.run(REQUEST));
        }
    }

    @Test
    void replaces_one_that_timed_out_or_died() throws InterruptedException {
        var ends = new Invocation[] {new Invocation.TimedOut(), new Invocation.Died(3), DONE};
        var environments = new FakeEnvironments(it -> ends[Integer.parseInt(it.payload())]);
        var pool = environments.pool(1);

        for (int i = 0; i < ends.length; i++) {
            assertThat(pool.run(new Request("id", Integer.toString(i))).invocation())
                    .isEqualTo(ends[i]);
        }

        assertThat(environments.started).hasSize(3);
    }

    @Test
    void frees_the_place_of_one_that_did_not_start() throws InterruptedException {
        var environments = new FakeEnvironments(_ -> DONE);
        var broken = new AtomicBoolean(true);
        var pool =
                new EnvironmentPool(
                        "Fake",
                        1,
                        () -> {
                            if (broken.getAndSet(false)) {
                                throw new FunctionStartException("not today");
                            }
                            return environments.start();
                        });

        assertThatThrownBy(() -> pool.run(REQUEST)).isInstanceOf(FunctionStartException.class);
        assertThat(pool.run(REQUEST).invocation()).isEqualTo(DONE);
    }

    @Test
    void ends_the_idle_ones_when_it_is_closed() throws InterruptedException {
        var environments = new FakeEnvironments(_ -> DONE);
        var pool = environments.pool(1);
        pool.run(REQUEST);

        pool.close();

        assertThat(environments.started).noneMatch(ExecutionEnvironment::alive);
    }
}

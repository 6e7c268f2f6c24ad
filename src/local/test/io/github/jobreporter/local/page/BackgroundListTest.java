package io.github.jobreporter.local.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class BackgroundListTest {

    private final AtomicLong time = new AtomicLong();
    private final AtomicInteger reads = new AtomicInteger();

    private List<Integer> readIn(int nanos) {
        time.addAndGet(nanos);
        return List.of(reads.incrementAndGet());
    }

    @Test
    void is_read_again_after_four_times_as_long_as_it_took() {
        var list = new BackgroundList<>(() -> readIn(10), time::get);
        assertThat(list.latest()).containsExactly(1);

        time.addAndGet(39);
        assertThat(list.latest()).containsExactly(1);
        time.addAndGet(1);
        assertThat(list.latest()).containsExactly(2);
    }

    @Test
    void is_as_it_was_while_it_is_read() throws InterruptedException {
        var read = new CountDownLatch(1);
        var list =
                new BackgroundList<>(
                        () -> {
                            var now = readIn(0);
                            if (now.equals(List.of(2))) {
                                awaitUninterruptibly(read);
                            }
                            return now;
                        },
                        time::get);
        assertThat(list.latest()).containsExactly(1);
        assertThat(list.latest()).containsExactly(1);

        read.countDown();
        assertThat(list.latest()).containsAnyOf(2, 3);
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void fails_as_its_source_does_and_is_read_again() {
        var list =
                new BackgroundList<>(
                        () -> {
                            if (readIn(10).equals(List.of(1))) {
                                throw new IllegalStateException("not there");
                            }
                            return List.of("there");
                        },
                        time::get);
        assertThatThrownBy(list::latest).isInstanceOf(IllegalStateException.class);

        time.addAndGet(40);
        assertThat(list.latest()).containsExactly("there");
    }
}

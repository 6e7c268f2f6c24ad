package io.github.jobreporter.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** The corpus, and a little beyond it; {@code ./mvnw -Pfuzz} goes further. */
class FuzzIT {

    private static final Path BUILD = Path.of(System.getProperty("local.build", "target"));

    @Test
    void finds_nothing_within_moments() throws Exception {
        Map<FuzzTarget, Future<Fuzzer.Result>> results = new EnumMap<>(FuzzTarget.class);
        try (ExecutorService threads =
                Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
            for (FuzzTarget target : FuzzTarget.values()) {
                Fuzzer fuzzer = new Fuzzer(target, BUILD);
                results.put(target, threads.submit(() -> fuzzer.run(Duration.ofSeconds(4))));
            }
        }

        for (Map.Entry<FuzzTarget, Future<Fuzzer.Result>> it : results.entrySet()) {
            String target = it.getKey().toString();
            Fuzzer.Result result = it.getValue().get();
            assertThat(result.finding()).as(target).isEmpty();
            assertThat(result.executions())
                    .as(target)
                    .isGreaterThanOrEqualTo(new Fuzzer(it.getKey(), BUILD).inputs());
        }
    }
}

package io.github.jobreporter.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The corpus, and a little beyond it; {@code ./mvnw -Pfuzz} goes further. */
class FuzzIT {

    private static final Path BUILD = Path.of(System.getProperty("local.build", "target"));

    @ParameterizedTest
    @EnumSource
    void finds_nothing_within_moments(FuzzTarget target) throws Exception {
        Fuzzer fuzzer = new Fuzzer(target, BUILD);

        Fuzzer.Result result = fuzzer.run(Duration.ofSeconds(4));

        assertThat(result.finding()).isEmpty();
        assertThat(result.executions()).isGreaterThanOrEqualTo(fuzzer.inputs());
    }
}

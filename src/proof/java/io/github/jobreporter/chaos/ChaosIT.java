package io.github.jobreporter.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A short chaos run. {@link Chaos} runs longer. */
@Timeout(600)
class ChaosIT {

    private static final ChaosRun.Plan SHORT =
            new ChaosRun.Plan(
                    1,
                    300,
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(4),
                    Duration.ofSeconds(5),
                    120);

    @Test
    void loses_repeats_and_changes_no_result() throws InterruptedException {
        Path build = Path.of(System.getProperty("local.build", "target"));

        AuditReport report = ChaosRun.run(SHORT, build, System.out);

        assertThat(report.holds()).as(report.toString()).isTrue();
        assertThat(report.figures(AuditInvariant.I1).get("jobs with a result")).isGreaterThan(50);
        assertThat(report.figures(AuditInvariant.I8).get("outcomes counted as unpublished"))
                .isGreaterThan(5);
    }
}

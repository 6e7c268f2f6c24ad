package io.github.jobreporter.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FaultPlanTest {

    @Test
    void fails_every_request_of_an_outage_before_the_service_acts() {
        FaultPlan plan = new FaultPlan(1, 0);

        plan.outage(true);

        assertThat(Stream.generate(plan::next).limit(50))
                .allMatch(Optional::isPresent)
                .flatExtracting(it -> it.stream().toList())
                .doesNotContain(WireFault.RESET_AFTER, WireFault.TRUNCATED, WireFault.REPLIED_LATE);
        plan.outage(false);
        assertThat(plan.next()).isEmpty();
    }

    private static List<Optional<WireFault>> fates(FaultPlan plan) {
        return Stream.generate(plan::next).limit(1000).toList();
    }

    @Test
    void is_the_same_for_the_same_seed() {
        assertThat(fates(new FaultPlan(1, 0.1))).isEqualTo(fates(new FaultPlan(1, 0.1)));
    }

    @Test
    void is_another_for_another_seed() {
        assertThat(fates(new FaultPlan(1, 0.1))).isNotEqualTo(fates(new FaultPlan(2, 0.1)));
    }

    @Test
    void has_every_fault_and_counts_them() {
        FaultPlan plan = new FaultPlan(1, 0.1);

        List<WireFault> faults = fates(plan).stream().flatMap(Optional::stream).toList();

        assertThat(faults).hasSizeBetween(50, 150).contains(WireFault.values());
        assertThat(plan.met().values().stream().mapToInt(Integer::intValue).sum())
                .isEqualTo(faults.size());
    }

    @Test
    void has_no_fault_once_it_is_over() {
        FaultPlan plan = new FaultPlan(1, 1);

        plan.end();

        assertThat(fates(plan)).allMatch(Optional::isEmpty);
    }
}

package io.github.jobreporter.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jobreporter.chaos.ChaosEvent.Way;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class WorkloadTest {

    private static final int MANY = 2000;

    private static Stream<ChaosEvent> events(List<Workload.Step> steps) {
        return steps.stream()
                .filter(Workload.Step.Send.class::isInstance)
                .map(it -> ((Workload.Step.Send) it).event());
    }

    @Test
    void is_the_same_for_the_same_seed() {
        assertThat(Workload.of(1, MANY)).isEqualTo(Workload.of(1, MANY));
        assertThat(Workload.of(1, MANY)).isNotEqualTo(Workload.of(2, MANY));
    }

    @Test
    void has_as_many_events_as_were_asked_for() {
        assertThat(events(Workload.of(1, MANY))).hasSizeBetween(MANY, MANY + 5);
    }

    @Test
    void has_events_that_can_be_told_apart() {
        assertThat(events(Workload.of(1, MANY)).map(ChaosEvent::text)).doesNotHaveDuplicates();
    }

    @Test
    void has_every_kind_of_event_by_both_ways() {
        List<ChaosEvent> events = events(Workload.of(1, MANY)).toList();

        assertThat(events).extracting(ChaosEvent::way).contains(Way.values());
        assertThat(events).filteredOn(it -> it.ask().isEmpty()).isNotEmpty();
        assertThat(events.stream().flatMap(it -> it.refusals().stream()))
                .contains(
                        "CONFLICTING_RESULT",
                        "JOB_NOT_FOUND",
                        "JOB_NOT_IN_PROGRESS",
                        "INVALID_CLIENT_TOKEN",
                        "CLIENT_TOKEN_NOT_FOUND",
                        "MALFORMED_EVENT");
        assertThat(events.stream().flatMap(it -> it.ask().stream()).map(Objects::toString))
                .anyMatch(it -> it.contains("continuationToken"))
                .anyMatch(it -> it.contains("…"));
    }

    @Test
    void makes_a_job_before_anything_is_sent_for_it() {
        List<Workload.Step> steps = Workload.of(1, MANY);

        for (Workload.Step step : steps) {
            if (step instanceof Workload.Step.MakeJob(var job, _, _)) {
                assertThat(steps.subList(0, steps.indexOf(step)))
                        .noneMatch(it -> it.toString().contains(job));
            }
        }
    }
}

package io.github.jobreporter.exploration;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * That the invariants hold on every way that the protocol can go. With {@code
 * -Dexploration.faults=…} each scenario goes through that many faults.
 */
@Execution(ExecutionMode.CONCURRENT)
class ProtocolExplorationTest {

    @Nested
    class GivenTheProtocol {

        @Test
        void holds_for_two_results_of_one_job() {
            explore(Scenarios.twoResults(3, faults(3)), 6_100_000);
        }

        @Test
        void holds_for_the_same_result_twice() {
            explore(Scenarios.theSameResultTwice(3, faults(3)), 4_300_000);
        }

        @Test
        void holds_for_two_credentials() {
            explore(Scenarios.twoCredentials(2, faults(2)), 230_000);
        }

        @Test
        void holds_for_overlapping_deliveries_of_one_message() {
            explore(Scenarios.overlappingDeliveries(2, faults(1)), 440_000);
        }

        @Test
        void holds_for_a_hand_over_by_the_bus() {
            explore(Scenarios.handOver(2, faults(2)), 330_000);
        }

        @Test
        void holds_for_late_writes_to_the_ledger() {
            explore(Scenarios.lateWrites(2, faults(2)), 700_000);
        }

        @Test
        void holds_for_every_refusal_of_codepipeline() {
            explore(Scenarios.everyRefusal(2, faults(2)), 250_000);
        }

        private static int faults(int ofEveryBuild) {
            return Integer.getInteger("exploration.faults", ofEveryBuild);
        }

        /** The least number of states keeps the exploration from shrinking unseen. */
        private static void explore(Scenario scenario, int leastStates) {
            Exploration.Findings findings = new Exploration(scenario, Protocol.REAL).explore();

            System.out.printf(
                    "explored %s, %d faults: %,d states, %,d steps, %.2g schedules%n",
                    scenario,
                    scenario.faults(),
                    findings.states(),
                    findings.steps(),
                    findings.schedules());
            assertThat(findings.counterexample()).isEmpty();
            assertThat(findings.states()).isGreaterThanOrEqualTo(leastStates);
        }
    }

    @Nested
    class GivenAMistakeInTheProtocol {

        @ParameterizedTest
        @EnumSource
        void breaks_its_invariant(Mutant mutant) {
            assertThat(
                            Scenarios.forMutants()
                                    .map(it -> new Exploration(it, mutant).explore())
                                    .flatMap(it -> it.counterexample().stream())
                                    .map(it -> it.violation().invariant())
                                    .findFirst())
                    .contains(mutant.breaks());
        }
    }
}

package io.github.jobreporter.exploration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The invariants hold in every state of small scenarios, and every {@link Mutant} breaks one.
 * {@link ExplorationRun} explores larger scenarios.
 */
class ProtocolExplorationTest {

    @ParameterizedTest
    @MethodSource
    void the_protocol_keeps_every_invariant(Scenario scenario) {
        Exploration.Findings findings = new Exploration(scenario, Protocol.REAL).explore();

        System.out.println(scenario + ": " + findings);
        assertThat(findings.counterexample()).isEmpty();
        assertThat(findings.states()).isGreaterThan(1_000);
    }

    static Stream<Scenario> the_protocol_keeps_every_invariant() {
        return Scenarios.small();
    }

    @Nested
    class GivenAMistakeInTheProtocol {

        @ParameterizedTest
        @EnumSource
        void breaks_its_invariant(Mutant mutant) {
            Exploration.Findings findings = new Exploration(mutant.scenario(), mutant).explore();

            assertThat(findings.counterexample().map(it -> it.violation().invariant()))
                    .contains(mutant.breaks());
        }
    }
}

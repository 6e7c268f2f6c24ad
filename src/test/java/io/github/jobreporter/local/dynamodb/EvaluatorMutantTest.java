package io.github.jobreporter.local.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The cases of {@link ConditionCases} are enough to catch each of these mistakes. */
class EvaluatorMutantTest {

    @ParameterizedTest
    @EnumSource
    void is_caught(EvaluatorMutant mutant, @TempDir Path folder) throws Exception {
        var store = mutant.store(folder);

        assertThat(ConditionCases.all())
                .anyMatch(it -> ConditionCases.result(store, it.expression()) != it.result());
    }
}

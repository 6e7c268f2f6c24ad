package io.github.jobreporter.local.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jobreporter.local.dynamodb.ConditionCases.Case;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ConditionTest {

    static List<Case> cases() {
        return ConditionCases.all();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void does_what_it_does_in_dynamodb(Case condition) {
        var store = new TableStore(InstantSource.system());

        var result =
                ConditionCases.result(
                        (operation, json) -> store.call(operation, json).body(),
                        condition.expression());

        assertThat(result).isEqualTo(condition.result());
    }
}

package io.github.jobreporter.local.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jobreporter.local.dynamodb.ConditionCases.Case;
import io.github.jobreporter.local.dynamodb.ConditionCases.Result;
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
    void has_the_result_of_dynamodb(Case condition) {
        var store = new TableStore(InstantSource.system());
        assertThat(store.call("CreateTable", ConditionCases.table()).status()).isEqualTo(200);
        assertThat(store.call("PutItem", ConditionCases.item()).status()).isEqualTo(200);

        var reply = store.call("PutItem", condition.request());

        var error = reply.body().path("__type").asText().replaceFirst(".*#", "");
        assertThat(Result.of(error)).isEqualTo(condition.result());
    }
}

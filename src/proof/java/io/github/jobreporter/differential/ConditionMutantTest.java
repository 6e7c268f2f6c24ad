package io.github.jobreporter.differential;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jobreporter.local.dynamodb.ConditionCases;
import io.github.jobreporter.local.dynamodb.ConditionCases.Result;
import io.github.jobreporter.local.dynamodb.TableStore;
import io.github.jobreporter.support.Choices;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The cases alone catch each of these mistakes, and so do the random conditions alone. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConditionMutantTest {

    /** A quarter of the requests of {@link TableStoreDifferentialIT}. */
    private static final int REQUESTS = 9000;

    private static final int ENOUGH = 10;

    private Map<ConditionMutant, Side> mutants = Map.of();

    @BeforeAll
    void compile(@TempDir Path folder) throws Exception {
        mutants = ConditionMutant.compile(folder);
    }

    @Test
    void are_caught_by_the_cases() {
        assertThat(mutants)
                .hasSameSizeAs(ConditionMutant.values())
                .allSatisfy((_, mutant) -> assertThat(differs(mutant)).isTrue());
    }

    private static boolean differs(Side mutant) {
        mutant.send("CreateTable", ConditionCases.table());
        mutant.send("PutItem", ConditionCases.item());
        return ConditionCases.all().stream()
                .anyMatch(
                        it -> {
                            var answer = mutant.send("PutItem", it.request());
                            return Result.of(answer.error()) != it.result();
                        });
    }

    @Test
    void are_caught_several_times_by_random_conditions() {
        var store = Side.of(new TableStore(InstantSource.system()));
        var requests = new RandomRequests(new Choices(1), "random-");
        requests.tables().forEach(it -> mutants.values().forEach(mutant -> mutant.send(it)));
        requests.tables().forEach(store::send);
        var remaining = new EnumMap<>(mutants);
        var caught = new EnumMap<ConditionMutant, Integer>(ConditionMutant.class);

        for (int i = 0; i < REQUESTS && !remaining.isEmpty(); i++) {
            var request = requests.next();
            if (!request.isConditional() && !request.operation().equals("PutItem")) {
                continue;
            }
            var answer = store.send(request);
            requests.answered(request, answer);
            remaining.forEach(
                    (mutant, side) -> {
                        if (!side.send(request).sameAs(answer) && request.isConditional()) {
                            caught.merge(mutant, 1, Integer::sum);
                            side.send(request.copying(store));
                        }
                    });
            remaining.keySet().removeIf(it -> caught.getOrDefault(it, 0) == ENOUGH);
        }

        assertThat(remaining.keySet()).isEmpty();
    }
}

package io.github.jobreporter.differential;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jobreporter.differential.RandomRequests.Request;
import io.github.jobreporter.differential.Side.Answer;
import io.github.jobreporter.local.dynamodb.ConditionCases;
import io.github.jobreporter.local.dynamodb.DynamoDbEndpoint;
import io.github.jobreporter.support.Choices;
import io.github.jobreporter.support.Dynoxide;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIf;

/**
 * Sends the same random requests to the local table store and to dynoxide. The answers must be the
 * same. {@code -Dproperty.seed=…} repeats or changes the requests.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@EnabledIf(
        value = "io.github.jobreporter.support.Dynoxide#isInstalled",
        disabledReason = "dynoxide is not installed: .ci/run installs it")
class TableStoreDifferentialIT {

    private static final int THREADS = 4;
    private static final int CONDITIONS = 20_000;
    private static final long SEED = Long.getLong("property.seed", 1);
    private static final String CONDITION_FAILED = "ConditionalCheckFailedException";

    private final Tally tally = new Tally();
    private DynamoDbEndpoint endpoint;
    private Dynoxide server;
    private Side store;
    private Side dynoxide;

    @BeforeAll
    void compare() throws Exception {
        endpoint = DynamoDbEndpoint.start(InstantSource.system());
        server = Dynoxide.start();
        store = Side.at(endpoint.uri());
        dynoxide = Side.at(server.uri());
        compareTheCases();
        var streams =
                LongStream.range(SEED, SEED + THREADS)
                        .mapToObj(it -> new RandomRequests(new Choices(it), "table-" + it + "-"))
                        .toList();
        streams.stream().flatMap(RandomRequests::tables).forEach(this::create);
        try (var threads = Executors.newFixedThreadPool(THREADS)) {
            for (var running : threads.invokeAll(streams.stream().map(this::comparison).toList())) {
                running.get();
            }
        }
    }

    @AfterAll
    void close() {
        endpoint.close();
        server.close();
    }

    private void compareTheCases() {
        create(new Request("CreateTable", ConditionCases.table(), Set.of()));
        compare(new Request("PutItem", ConditionCases.item(), Set.of()));
        ConditionCases.all().forEach(it -> compare(new Request("PutItem", it.request(), Set.of())));
    }

    private void create(Request table) {
        store.send(table);
        dynoxide.send(table);
        var probe = new Request("Scan", table.json().deepCopy().retain("TableName"), Set.of());
        Awaitility.await()
                .pollInterval(Duration.ofMillis(20))
                .until(() -> dynoxide.send(probe).status() == 200);
    }

    /** Each thread has its own tables, so that its seed alone determines their items. */
    private Callable<Void> comparison(RandomRequests requests) {
        return () -> {
            int left = CONDITIONS / THREADS;
            while (left > 0) {
                var request = requests.next();
                left -= request.isConditional() ? 1 : 0;
                requests.answered(request, compare(request));
            }
            return null;
        };
    }

    private Answer compare(Request request) {
        var expected = store.send(request);
        var actual = dynoxide.send(request);
        tally.count(request, expected, actual);
        if (expected.status() != actual.status() && request.key().isObject()) {
            dynoxide.send(request.copying(store));
        }
        return expected;
    }

    @Test
    void both_give_the_same_answers() {
        assertThat(tally.unexplained()).as("-Dproperty.seed=%d", SEED).isEmpty();
    }

    @Test
    void there_are_many_conditions() {
        assertThat(tally.conditions()).isGreaterThanOrEqualTo(20_000);
    }

    @Test
    void every_kind_of_expression_is_true_and_false() {
        var kinds =
                Stream.concat(
                        RandomConditions.KINDS.keySet().stream(),
                        Stream.of("AND", "OR", "NOT", "()", "#", ":", "an operand in parentheses"));

        assertThat(kinds)
                .allSatisfy(
                        it -> {
                            assertThat(tally.errors(it).get("")).as(it).isGreaterThan(20);
                            assertThat(tally.errors(it).get(CONDITION_FAILED)).isGreaterThan(20);
                        });
    }

    @Test
    void every_mistake_is_refused() {
        var mistakes =
                Stream.of(
                                RandomConditions.MISTAKES,
                                RandomConditions.PLACEHOLDER_MISTAKES,
                                RandomValues.FLAWED,
                                RandomRequests.PUT_MISTAKES,
                                RandomRequests.WRONG)
                        .flatMap(it -> it.keySet().stream());

        assertThat(mistakes)
                .allSatisfy(
                        it -> {
                            assertThat(tally.errors(it)).as(it).isNotEmpty();
                            assertThat(tally.errors(it)).doesNotContainKeys("", CONDITION_FAILED);
                        });
    }

    @Test
    void every_kind_of_error_occurs() {
        assertThat(tally.errors(""))
                .containsOnlyKeys(
                        "",
                        CONDITION_FAILED,
                        "ResourceInUseException",
                        "ResourceNotFoundException",
                        "SerializationException",
                        "UnknownOperationException",
                        "ValidationException");
    }

    @Test
    void every_listed_difference_still_exists() {
        assertThat(tally.differences()).containsOnlyKeys(Difference.values());
    }
}

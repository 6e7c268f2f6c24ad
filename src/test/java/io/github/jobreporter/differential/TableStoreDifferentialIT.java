package io.github.jobreporter.differential;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jobreporter.differential.RandomRequests.Request;
import io.github.jobreporter.local.DynamoDbEndpoint;
import io.github.jobreporter.support.Dynoxide;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIf;

/**
 * The table store and dynoxide get the same random requests and must answer the same. {@code
 * -Ddifferential.seed=…} chooses others.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@EnabledIf(
        value = "io.github.jobreporter.support.Dynoxide#isInstalled",
        disabledReason = "dynoxide is not installed: .ci/run installs it")
class TableStoreDifferentialIT {

    private static final int THREADS = 4;
    private static final int CONDITIONS = 22_000;
    private static final long SEED = Long.getLong("differential.seed", 1);
    private static final Duration UNTIL_ACTIVE = Duration.ofSeconds(10);

    private final Tally tally = new Tally();

    private record Sides(Exchange store, Exchange dynoxide) {}

    @BeforeAll
    void compare() throws Exception {
        try (var store = DynamoDbEndpoint.start(InstantSource.system());
                var dynoxide = Dynoxide.start();
                var threads = Executors.newFixedThreadPool(THREADS)) {
            var sides = new Sides(new Exchange(store.uri()), new Exchange(dynoxide.uri()));
            var running = new ArrayList<Future<?>>();
            for (int i = 0; i < THREADS; i++) {
                int number = i;
                running.add(
                        threads.submit(
                                () -> {
                                    compare(sides, number);
                                    return null;
                                }));
            }
            for (var one : running) {
                one.get();
            }
        } catch (ExecutionException e) {
            throw new AssertionError("seed " + SEED, e);
        }
    }

    /** Each thread has a table of its own, so that its seed alone decides what happens there. */
    private void compare(Sides sides, int number) throws IOException, InterruptedException {
        var table = "table-" + number;
        create(sides, table);
        var requests = new RandomRequests(new Random(SEED * THREADS + number), table);
        int left = CONDITIONS / THREADS;
        while (left > 0) {
            var request = requests.next();
            left -= request.isConditional() ? 1 : 0;
            compare(sides, request);
        }
    }

    private static void create(Sides sides, String table) throws IOException, InterruptedException {
        var create = new Request("CreateTable", RandomRequests.createTable(table), Set.of());
        sides.store.send(create);
        sides.dynoxide.send(create);
        var probe = new Request("Scan", RandomRequests.scan(table), Set.of());
        long deadline = System.nanoTime() + UNTIL_ACTIVE.toNanos();
        while (sides.dynoxide.send(probe).status() != 200 && System.nanoTime() < deadline) {
            Thread.sleep(20);
        }
    }

    private void compare(Sides sides, Request request) throws IOException {
        var store = sides.store.send(request);
        var dynoxide = sides.dynoxide.send(request);
        tally.count(request, store, dynoxide);
        if (request.isWrite() && store.status() != dynoxide.status()) {
            sides.store.send(request.settling());
            sides.dynoxide.send(request.settling());
        }
    }

    @Test
    void both_answer_the_same() {
        assertThat(tally.unexplained()).as("seed %d", SEED).isEmpty();
    }

    @Test
    void conditions_are_many_and_of_either_result() {
        assertThat(tally.conditions()).isGreaterThanOrEqualTo(20_000);
        assertThat(tally.conditionsThatHeld()).isGreaterThan(tally.conditions() / 5);
        assertThat(tally.errors().get("ConditionalCheckFailedException"))
                .isGreaterThan(tally.conditions() / 5);
    }

    @Test
    void every_kind_of_expression_value_and_mistake_occurs() {
        assertThat(tally.features()).as("seed %d", SEED).containsOnlyKeys(Feature.values());
        assertThat(tally.features().values()).allMatch(it -> it >= 5);
    }

    @Test
    void every_kind_of_error_occurs() {
        assertThat(tally.errors())
                .containsOnlyKeys(
                        "",
                        "ConditionalCheckFailedException",
                        "ResourceInUseException",
                        "ResourceNotFoundException",
                        "SerializationException",
                        "UnknownOperationException",
                        "ValidationException");
    }

    @Test
    void every_listed_difference_is_still_there() {
        assertThat(tally.differences()).containsOnlyKeys(Difference.values());
    }
}

package io.github.jobreporter.exploration;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * {@code ./mvnw -Pproof -Dproof.only=exploration}: explores every state of every scenario. {@code
 * -Dexploration.faults=…} sets the number of faults for all of them. Exits with 1 if an invariant
 * does not hold, or if there are fewer states than there were.
 */
final class ExplorationRun {

    /** The least number of states keeps the exploration from shrinking unseen. */
    private record Full(Scenario scenario, int leastStates) {

        /** Whether every invariant holds. */
        boolean passes() {
            Exploration.Findings findings = new Exploration(scenario, Protocol.REAL).explore();
            System.out.println(scenario + ": " + findings);
            if (findings.counterexample().isEmpty() && findings.states() < leastStates) {
                System.out.printf("%s: expected %,d states%n", scenario, leastStates);
            }
            return findings.counterexample().isEmpty() && findings.states() >= leastStates;
        }
    }

    private ExplorationRun() {}

    public static void main(String[] args) throws InterruptedException, ExecutionException {
        List<Full> scenarios =
                List.of(
                        new Full(Scenarios.twoResults(3, faults(3)), 7_700_000),
                        new Full(Scenarios.theSameResultTwice(3, faults(3)), 12_100_000),
                        new Full(Scenarios.lateWrites(2, faults(2)), 670_000),
                        new Full(Scenarios.overlappingDeliveries(2, faults(1)), 550_000),
                        new Full(Scenarios.handOver(2, faults(2)), 470_000),
                        new Full(Scenarios.everyRefusal(2, faults(2)), 250_000),
                        new Full(Scenarios.twoCredentials(2, faults(2)), 230_000),
                        new Full(Scenarios.acknowledgedInTime(3, faults(2)), 2_000_000));
        boolean passed = true;
        try (var threads =
                Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
            List<Future<Boolean>> runs =
                    threads.invokeAll(
                            scenarios.stream()
                                    .<Callable<Boolean>>map(full -> full::passes)
                                    .toList());
            for (Future<Boolean> run : runs) {
                passed &= run.get();
            }
        }
        System.exit(passed ? 0 : 1);
    }

    private static int faults(int usual) {
        return Integer.getInteger("exploration.faults", usual);
    }
}

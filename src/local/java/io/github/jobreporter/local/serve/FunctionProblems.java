package io.github.jobreporter.local.serve;

import io.github.jobreporter.local.runtime.FunctionDelivery;
import java.io.PrintStream;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Prints why a function logged no outcome: once, until the reason changes. */
final class FunctionProblems implements Consumer<FunctionDelivery> {

    private final PrintStream out;
    private final Map<String, String> told = new ConcurrentHashMap<>();

    FunctionProblems(PrintStream out) {
        this.out = out;
    }

    @Override
    public void accept(FunctionDelivery delivery) {
        if (!delivery.line().isMissingNode()) {
            return;
        }
        String problem = delivery.invocation().problem(delivery.functionLogicalId());
        if (!problem.equals(told.put(delivery.functionLogicalId(), problem))) {
            // A container may have sent it: control characters must not reach the terminal.
            out.println("          " + problem.replaceAll("\\p{Cntrl}", " "));
        }
    }
}

package io.github.jobreporter.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A function to measure: a process that takes its events from the Lambda runtime API.
 *
 * @param folder the unpacked artifact: the working folder and {@code LAMBDA_TASK_ROOT}
 * @param environment overrides what Lambda and the template set
 * @param trust variables that make its clients trust the services' certificate, for runs with TLS
 * @param jvm whether it is a JVM: only then classes can be counted
 */
record Contender(
        String name,
        Path folder,
        List<String> command,
        Map<String, String> environment,
        Map<String, String> trust,
        boolean jvm,
        Work work) {

    Contender {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
        trust = Map.copyOf(trust);
    }

    /** The expected calls for each message. They show that the contender did its work. */
    record Work(int reports, int ledgerWrites) {

        static final Work NONE = new Work(0, 0);
        static final Work REPORT_ONLY = new Work(1, 0);
        static final Work WHOLE_JOB = new Work(1, 2);
    }

    /** Adds an environment variable. */
    Contender withVariable(String variable, String value) {
        var all = new HashMap<>(environment);
        all.put(variable, value);
        return new Contender(name, folder, command, all, trust, jvm, work);
    }

    /** Adds a JVM option. */
    Contender withJvmOption(String option) {
        var all = new ArrayList<>(command);
        all.add(1, option);
        return new Contender(name, folder, all, environment, trust, jvm, work);
    }
}

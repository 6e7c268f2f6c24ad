package io.github.jobreporter.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What is measured: a process that serves the Lambda runtime API.
 *
 * @param folder what Lambda would unpack: the working folder, {@code LAMBDA_TASK_ROOT}, and what is
 *     weighed as the artifact
 * @param environment wins over what Lambda and the template set
 * @param trust variables that make its clients trust the services' certificate, for runs with TLS
 * @param jvm whether it is a JVM, whose classes can be counted
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

    /** How often each message makes it call a service: what shows that it did its job. */
    record Work(int reports, int ledgerWrites) {

        static final Work NONE = new Work(0, 0);
        static final Work REPORT_ONLY = new Work(1, 0);
        static final Work WHOLE_JOB = new Work(1, 2);
    }

    /** The same with another variable. */
    Contender withVariable(String variable, String value) {
        var all = new HashMap<>(environment);
        all.put(variable, value);
        return new Contender(name, folder, command, all, trust, jvm, work);
    }

    /** The same with another option of its JVM. */
    Contender withJvmOption(String option) {
        var all = new ArrayList<>(command);
        all.add(1, option);
        return new Contender(name, folder, all, environment, trust, jvm, work);
    }
}

package io.github.jobreporter.bench;

import java.util.List;

/** The optimisations of the function, each switched off by itself. */
final class Levers {

    static final List<Lever> ALL =
            List.of(
                    Lever.named("ours-unrehearsed").handledBy("QueueReporterWithoutRehearsal"),
                    Lever.named("ours-without-client-hello")
                            .handledBy("QueueReporterWithoutClientHello"),
                    Lever.named("ours-default-clients")
                            .handledBy("QueueReporterWithDefaultClients"),
                    Lever.named("ours-eager-clients").handledBy("QueueReporterWithEagerClients"),
                    Lever.named("ours-compressed-jars").withJarsOf("compressed-jars"),
                    Lever.named("ours-default-metaspace").withoutJvmOptions(),
                    Lever.named("ours-five-connections")
                            .handledBy("QueueReporterWithFiveConnections"),
                    Lever.named("ours-in-turn").handledBy("QueueReporterWithTurns"));

    private Levers() {}
}

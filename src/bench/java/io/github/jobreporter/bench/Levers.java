package io.github.jobreporter.bench;

import java.util.List;

/** The levers of the function's speed, each off by itself. */
final class Levers {

    static final List<Lever> ALL =
            List.of(
                    Lever.named("ours-default-clients")
                            .handledBy("QueueReporterWithDefaultClients"));

    private Levers() {}
}

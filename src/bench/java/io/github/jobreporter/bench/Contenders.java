package io.github.jobreporter.bench;

import io.github.jobreporter.bench.Contender.Work;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** All contenders. */
record Contenders(
        Options options, ManagedRuntime runtime, Certificate certificate, PrintStream out) {

    static final String FLOOR = "floor";
    static final String BARE_CALL = "bare-call";
    static final String THREE_CALLS = "bare-three-calls";
    static final String STRAIGHTFORWARD = "straightforward";
    static final String NODE = "node";
    static final String PYTHON = "python";
    static final String OURS = "ours";

    private static final Path SOURCES = Path.of("src/bench/contenders").toAbsolutePath();

    /** All names, in the order of the tables. */
    static List<String> names() {
        return Stream.concat(
                        Stream.of(
                                FLOOR, BARE_CALL, THREE_CALLS, STRAIGHTFORWARD, NODE, PYTHON, OURS),
                        Levers.ALL.stream().map(Lever::name))
                .toList();
    }

    /** The selected contenders that can run on this machine, in the order of the tables. */
    List<Contender> measured() throws IOException, InterruptedException {
        var measured = new ArrayList<Contender>();
        for (var name : names()) {
            if (options.measures(name)) {
                named(name).ifPresent(measured::add);
            }
        }
        return measured;
    }

    private Optional<Contender> named(String name) throws IOException, InterruptedException {
        return switch (name) {
            case FLOOR -> Optional.of(floor());
            case BARE_CALL -> Optional.of(partners(name, "com.example.BareCall", Work.REPORT_ONLY));
            case THREE_CALLS ->
                    Optional.of(partners(name, "com.example.BareThreeCalls", Work.WHOLE_JOB));
            case STRAIGHTFORWARD ->
                    Optional.of(partners(name, "com.example.JobResultHandler", Work.WHOLE_JOB));
            case NODE ->
                    new NodeBundle(SOURCES.resolve(NODE), options.build())
                            .contender(certificate, out);
            case PYTHON -> new PythonSources(SOURCES.resolve(PYTHON)).contender(certificate, out);
            default -> Optional.of(ours(lever(name)));
        };
    }

    /** The lever with that name; the unchanged function has none. */
    private static Lever lever(String name) {
        return Levers.ALL.stream()
                .filter(it -> it.name().equals(name))
                .findFirst()
                .orElseGet(() -> Lever.named(name));
    }

    Contender floor() {
        return partners(FLOOR, "com.example.Floor", Work.NONE);
    }

    /** Compiles the contenders that are not the function. */
    void build() throws IOException, InterruptedException {
        Tool.in(Path.of(""), "./mvnw", "-q", "-f", SOURCES.resolve("pom.xml").toString())
                .with("-Dcontenders.folder=" + folder())
                .with(options.versions())
                .with("process-classes")
                .run();
    }

    private Path folder() {
        return options.build().resolve("contenders");
    }

    private Contender partners(String name, String handler, Work work) {
        var classes = folder().resolve(name).resolve("classes");
        return new Contender(
                name,
                classes,
                runtime.command(handler + "::handleRequest"),
                Lever.NO_JVM_OPTIONS,
                Map.of(),
                true,
                work);
    }

    private Contender ours(Lever lever) throws IOException {
        var taskRoot = folder().resolve(lever.name());
        lever.layOut(runtime.build().taskRoot(), taskRoot, options.build());
        return new Contender(
                lever.name(),
                taskRoot,
                runtime.command(lever.handler().orElse(runtime.function().handler())),
                lever.environment(),
                Map.of(),
                true,
                Work.WHOLE_JOB);
    }
}

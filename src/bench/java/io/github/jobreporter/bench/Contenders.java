package io.github.jobreporter.bench;

import io.github.jobreporter.bench.Contender.Work;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Everything that can be measured, built as far as it is asked for. */
record Contenders(
        Options options, ManagedRuntime runtime, Certificate certificate, PrintStream out) {

    static final String FLOOR = "floor";
    static final String THREE_CALLS = "bare-three-calls";
    static final String STRAIGHTFORWARD = "straightforward";
    static final String NODE = "node";
    static final String PYTHON = "python";
    static final String OURS = "ours";

    /** The bundle that brings its own JVM. */
    static final String FAST_START = "fast-start";

    private static final Path SOURCES = Path.of("src/bench/contenders").toAbsolutePath();

    /** In the tables' order. */
    List<Contender> measured() throws IOException, InterruptedException {
        var all = new ArrayList<Contender>();
        all.add(floor());
        all.add(partners("bare-call", "com.example.BareCall", Work.REPORT_ONLY));
        all.add(partners(THREE_CALLS, "com.example.BareThreeCalls", Work.WHOLE_JOB));
        all.add(partners(STRAIGHTFORWARD, "com.example.JobResultHandler", Work.WHOLE_JOB));
        node().ifPresent(all::add);
        python().ifPresent(all::add);
        all.add(jvm(OURS, runtime.build().taskRoot(), runtime.function().handler(), List.of()));
        for (var lever : Levers.ALL) {
            all.add(variant(lever));
        }
        var measured = all.stream().filter(it -> options.measures(it.name())).toList();
        var names = all.stream().map(Contender::name).toList();
        if (measured.isEmpty() || !names.containsAll(known(options.only()))) {
            throw new IllegalArgumentException(
                    "-Dbench.only=%s: there are %s".formatted(options.only(), names));
        }
        return measured;
    }

    /** Those that this machine may be unable to run are known all the same. */
    private static List<String> known(Set<String> only) {
        return only.stream().filter(it -> !it.equals(NODE) && !it.equals(PYTHON)).toList();
    }

    Contender floor() {
        return partners(FLOOR, "com.example.Floor", Work.NONE);
    }

    /** Compiles what is measured beside the function. */
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
                runtime.command(handler + "::handleRequest", List.of()),
                Map.of(),
                Map.of(),
                true,
                work);
    }

    private Contender jvm(String name, Path taskRoot, String handler, List<String> jvmOptions) {
        return new Contender(
                name,
                taskRoot,
                runtime.command(handler, jvmOptions),
                Map.of(),
                Map.of(),
                true,
                Work.WHOLE_JOB);
    }

    private Contender variant(Lever lever) throws IOException {
        var taskRoot = folder().resolve(lever.name());
        if (options.measures(lever.name())) {
            lever.layOut(
                    runtime.build().taskRoot(), taskRoot, options.build().resolve("test-classes"));
        }
        var handler = lever.handler().orElse(runtime.function().handler());
        var contender = jvm(lever.name(), taskRoot, handler, lever.jvmOptions());
        for (var variable : lever.environment().entrySet()) {
            contender = contender.withVariable(variable.getKey(), variable.getValue());
        }
        return contender;
    }

    private Optional<Contender> node() throws IOException, InterruptedException {
        if (!options.measures(NODE)) {
            return Optional.empty();
        }
        var node = Tool.in(SOURCES, "node", "-p", "process.execPath").tried();
        var version = Tool.in(SOURCES, "node", "-p", "process.version").tried();
        if (version.filter(it -> it.startsWith("v20.")).isEmpty()
                || Tool.in(SOURCES, "npm", "--version").tried().isEmpty()) {
            out.printf("Left out: %s, which needs Node 20 and npm.%n", NODE);
            return Optional.empty();
        }
        return Optional.of(
                new Contender(
                        NODE,
                        bundle(),
                        List.of(node.orElseThrow(), source("node/runtime.mjs")),
                        Map.of(),
                        Map.of("NODE_EXTRA_CA_CERTS", certificate.pem().toString()),
                        false,
                        Work.WHOLE_JOB));
    }

    /** Bundled and minified in a copy, so that the sources stay as they are. */
    private Path bundle() throws IOException, InterruptedException {
        var copy = Files.createDirectories(folder().resolve(NODE));
        for (var file : List.of("package.json", "package-lock.json", "index.mjs")) {
            Files.write(
                    copy.resolve(file), Files.readAllBytes(SOURCES.resolve("node").resolve(file)));
        }
        Tool.in(copy, "npm", "ci", "--ignore-scripts", "--prefer-offline").run();
        var bundle = options.build().resolve("node");
        Tool.in(copy, "npm", "run", "build", "--", "--outfile=" + bundle.resolve("index.mjs"))
                .run();
        return bundle;
    }

    private Optional<Contender> python() throws IOException, InterruptedException {
        if (!options.measures(PYTHON)) {
            return Optional.empty();
        }
        // Not by its name in the path, where a version manager may have put a script before it.
        var python = python("import boto3, sys; print(sys.executable)");
        if (python.isEmpty()) {
            out.printf("Left out: %s, which needs python3 with boto3.%n", PYTHON);
            return Optional.empty();
        }
        return Optional.of(
                new Contender(
                        PYTHON,
                        SOURCES.resolve("python"),
                        List.of(python.get(), "-B", source("python/runtime.py")),
                        Map.of(),
                        Map.of("AWS_CA_BUNDLE", trustOfPython().toString()),
                        false,
                        Work.WHOLE_JOB));
    }

    /**
     * The certificates that it trusts anyway and the services': as many as it has to read there.
     */
    private Path trustOfPython() throws IOException, InterruptedException {
        var own = python("import botocore.httpsession as h; print(h.where())");
        return certificate.addedTo(Path.of(own.orElseThrow()));
    }

    private static Optional<String> python(String program) throws InterruptedException {
        return Tool.in(SOURCES, "python3", "-c", program).tried();
    }

    private static String source(String file) {
        return SOURCES.resolve(file).toString();
    }
}

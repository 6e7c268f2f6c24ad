package io.github.jobreporter.bench;

import io.github.jobreporter.bench.Contender.Work;
import io.github.jobreporter.local.MavenProcess;
import io.github.jobreporter.local.runtime.BuildOutput;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * {@code ./mvnw -Pbench}. Exits with 0 if everything was measured (even if a criterion was missed),
 * 1 if a contender failed, and 2 if the benchmark could not run.
 */
final class Bench {

    private static final int STEADY_ROUNDS = 3;

    private final Options options;
    private final PrintStream out;
    private final Progress progress;

    private Bench(Options options, PrintStream out) {
        this.options = options;
        this.out = out;
        progress = new Progress(out);
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        var out =
                new PrintStream(
                        new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        MavenProcess.endWithIt();
        System.exit(exitCode(out));
    }

    private static int exitCode(PrintStream out) throws IOException, InterruptedException {
        try {
            new Bench(Options.ofProcess(), out).run();
            return 0;
        } catch (ContenderFailure e) {
            out.println("The benchmark failed: " + e.getMessage());
            return 1;
        } catch (IllegalArgumentException | IllegalStateException e) {
            out.println("The benchmark cannot run: " + e.getMessage());
            return 2;
        }
    }

    private void run() throws IOException, InterruptedException {
        var logs = Files.createDirectories(options.build().resolve("logs"));
        var certificate = Certificate.in(options.build().resolve("tls"));
        var bare =
                ManagedRuntime.of(
                        Path.of("template.yaml"), BuildOutput.in(options.build()), certificate);
        var share = CpuShare.of(options.cpu());
        try (var plain = CannedServices.start();
                var encrypted = CannedServices.start(certificate)) {
            progress.phase("building the contenders");
            var partners = new Contenders(options, bare, certificate, out);
            partners.build();
            progress.phase("making the AOT cache of the managed runtime");
            var training = new Surroundings(bare, plain, false, share, logs);
            var runtime = bare.trained(partners.floor(), training);
            var contenders = new Contenders(options, runtime, certificate, out).measured();
            if (contenders.isEmpty()) {
                throw new IllegalStateException(
                        "no contender that was asked for can run on this machine");
            }
            var results = new Results(contenders);
            var surroundings = new Surroundings(runtime, plain, false, share, logs);
            if (options.backlogSeconds() > 0) {
                measureBacklogs(contenders, bare);
                return;
            }
            measureFootprint(contenders, surroundings, results);
            measureColdStarts(contenders, surroundings(surroundings, encrypted), results);
            measureLoad(contenders, surroundings, results);
            report(results, setting(runtime, share));
        }
    }

    /** Without TLS, with TLS or both, as the options say. */
    private List<Surroundings> surroundings(Surroundings plain, CannedServices encrypted) {
        return options.tls().stream().map(it -> it ? plain.withTls(encrypted) : plain).toList();
    }

    private void measureFootprint(
            List<Contender> contenders, Surroundings surroundings, Results results)
            throws IOException, InterruptedException {
        progress.phase("measuring artifact sizes and counting loaded classes");
        for (var contender : contenders) {
            var artifact = Artifact.of(contender.folder());
            results.add(contender, Row.ARTIFACT, artifact.zippedBytes() / 1e6);
            if (contender.jvm()) {
                results.add(contender, Row.JARS, artifact.jars());
                var classes = new LoadedClasses(contender, surroundings).count();
                results.add(contender, Row.CLASSES, classes);
            }
        }
    }

    private void measureColdStarts(
            List<Contender> contenders, List<Surroundings> all, Results results)
            throws IOException, InterruptedException {
        progress.phase("measuring cold starts of " + names(contenders));
        for (var round = 1; round <= options.runs(); round++) {
            for (var surroundings : all) {
                for (var contender : contenders) {
                    new ColdStart(contender, surroundings, results).run();
                }
            }
            progress.round(round, options.runs());
        }
    }

    private void measureLoad(List<Contender> contenders, Surroundings surroundings, Results results)
            throws IOException, InterruptedException {
        if (options.messages() == 0) {
            return;
        }
        var working = contenders.stream().filter(it -> !it.work().equals(Work.NONE)).toList();
        progress.phase(
                "measuring processor time of %d messages each".formatted(options.messages()));
        for (var round = 1; round <= STEADY_ROUNDS; round++) {
            for (var contender : working) {
                new SteadyLoad(contender, surroundings, options.messages()).run(results);
            }
            progress.round(round, STEADY_ROUNDS);
        }
    }

    private void measureBacklogs(List<Contender> contenders, ManagedRuntime runtime)
            throws IOException, InterruptedException {
        var inJava = contenders.stream().filter(it -> it.jvm() && it.work().reports() > 0).toList();
        var table = new Backlogs(options, runtime, progress).measure(inJava);
        out.printf("%n%s%nWrote backlog.md to %s%n", table, options.build());
    }

    private void report(Results results, String setting) throws IOException {
        new Report(results, options, setting).write(options.build());
        out.println();
        out.println(setting);
        out.print(new Tables(results).text());
        out.printf("%nWrote results.json, results.md and performance.svg to %s%n", options.build());
    }

    private String setting(ManagedRuntime runtime, CpuShare share) {
        return """
            Medians of %d interleaved runs. The middle half is in brackets, and × is the factor \
            to the straightforward Java Lambda. Machine: %d processors, %s %s, JDK %s. \
            Function: %d MB, %s."""
                .formatted(
                        options.runs(),
                        Runtime.getRuntime().availableProcessors(),
                        System.getProperty("os.name"),
                        System.getProperty("os.arch"),
                        Runtime.version(),
                        runtime.function().memoryMegabytes(),
                        share.description());
    }

    private static String names(List<Contender> contenders) {
        return String.join(", ", contenders.stream().map(Contender::name).toList());
    }
}
